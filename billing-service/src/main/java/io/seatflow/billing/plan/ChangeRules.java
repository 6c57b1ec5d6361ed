package io.seatflow.billing.plan;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What of a change counts at once and what with the next period, or everything wrong with it. */
public final class ChangeRules {

    private ChangeRules() {}

    /** What the rules made of a request. */
    public sealed interface Sorted {

        /** A part may be nothing. */
        record Parts(PlanChange now, Scheduled later) implements Sorted {

            public boolean isAnythingNow() {
                return now.program() != null || !now.addOns().isEmpty();
            }
        }

        record Wrong(List<Fault> faults) implements Sorted {

            public Wrong {
                faults = List.copyOf(faults);
            }
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param pointer where, as a JSON pointer
     */
    public record Fault(String pointer, String detail) {}

    /** A higher program and more add-ons count at once, the rest with the next period. */
    public static Sorted sort(Plan plan, Catalog catalog, ChangeRequest request) {
        var faults = faults(plan, catalog, request);
        if (!faults.isEmpty()) {
            return new Sorted.Wrong(faults);
        }
        var isLower = isLower(plan, catalog, request);
        var program = request.program();
        return new Sorted.Parts(
                new PlanChange(0, isLower ? null : program, request.addAddOns()),
                new Scheduled(isLower ? program : null, request.removeAddOns()));
    }

    private static boolean isLower(Plan plan, Catalog catalog, ChangeRequest request) {
        return Optional.ofNullable(request.program())
                .flatMap(catalog::program)
                .filter(wanted -> wanted.rank() < rank(plan, catalog))
                .isPresent();
    }

    private static int rank(Plan plan, Catalog catalog) {
        return catalog.program(plan.state().program()).map(Program::rank).orElse(0);
    }

    private static List<Fault> faults(Plan plan, Catalog catalog, ChangeRequest request) {
        var faults = new ArrayList<Fault>();
        var program = request.program();
        if (program == null && request.addAddOns().isEmpty() && request.removeAddOns().isEmpty()) {
            faults.add(new Fault("", "must name a program or add-ons"));
        }
        if (program != null
                && catalog.partnerPrograms().stream().noneMatch(p -> p.code().equals(program))) {
            faults.add(new Fault("/program", "is not in the catalog"));
        } else if (program != null && program.equals(plan.state().program())) {
            faults.add(new Fault("/program", "is the plan's program already"));
        }
        var named = new HashSet<String>();
        for (int i = 0; i < request.addAddOns().size(); i++) {
            var code = request.addAddOns().get(i);
            var at = "/addAddOns/" + i;
            if (!named.add(code)) {
                faults.add(new Fault(at, "is named twice"));
            } else if (catalog.addOn(code).isEmpty()) {
                faults.add(new Fault(at, "is not in the catalog"));
            } else if (plan.state().addOns().contains(code)) {
                faults.add(new Fault(at, "is on the plan already"));
            }
        }
        for (int i = 0; i < request.removeAddOns().size(); i++) {
            var code = request.removeAddOns().get(i);
            var at = "/removeAddOns/" + i;
            if (!named.add(code)) {
                faults.add(new Fault(at, "is named twice"));
            } else if (!plan.state().addOns().contains(code)) {
                faults.add(new Fault(at, "is not on the plan"));
            } else if (plan.scheduled().leavingAddOns().contains(code)) {
                faults.add(new Fault(at, "leaves the plan already"));
            }
        }
        return faults;
    }
}
