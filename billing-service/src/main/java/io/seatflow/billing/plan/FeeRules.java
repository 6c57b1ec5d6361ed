package io.seatflow.billing.plan;

import io.seatflow.billing.catalog.AddOn;
import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.Pricing;
import io.seatflow.billing.catalog.Program;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;

/** The fee of a state for one full period: program, seats, add-ons. */
public final class FeeRules {

    private FeeRules() {}

    /** The parts of the fee, in the order in which an invoice names them. */
    public static List<FeePart> parts(Catalog catalog, Interval interval, PlanState state) {
        var program = program(catalog, state.program());
        var parts = new ArrayList<FeePart>();
        parts.add(
                new FeePart(
                        FeePart.Kind.PROGRAM_FEE, program.name(), 1, program.fee().of(interval)));
        program.seats().of(state.seats(), interval).stream()
                .map(group ->
                        new FeePart(FeePart.Kind.SEATS, "Seats", group.seats(), group.price()))
                .forEach(parts::add);
        state.addOns().stream()
                .map(code -> part(addOn(catalog, code), interval, state.seats()))
                .forEach(parts::add);
        return List.copyOf(parts);
    }

    /** The fee: the sum of its parts. */
    public static Money fee(Catalog catalog, Interval interval, PlanState state) {
        return Money.total(parts(catalog, interval, state).stream().map(FeePart::amount).toList());
    }

    /**
     * The fee of the period that comes next, by the list that is in force then; by the present one
     * where that lacks what the state is made of.
     */
    public static Money nextFee(Pricing pricing, Interval interval, PlanState state) {
        return fee(has(pricing.next(), state) ? pricing.next() : pricing.now(), interval, state);
    }

    private static boolean has(Catalog catalog, PlanState state) {
        return catalog.program(state.program()).isPresent()
                && state.addOns().stream().allMatch(code -> catalog.addOn(code).isPresent());
    }

    private static FeePart part(AddOn addOn, Interval interval, int seats) {
        var price = addOn.price().of(interval);
        return switch (addOn) {
            case AddOn.Flat flat -> new FeePart(FeePart.Kind.ADD_ON, flat.name(), 1, price);
            case AddOn.PerSeat each -> new FeePart(FeePart.Kind.ADD_ON, each.name(), seats, price);
        };
    }

    private static Program program(Catalog catalog, String code) {
        return catalog.program(code).orElseThrow(() -> notIn(catalog, "program " + code));
    }

    private static AddOn addOn(Catalog catalog, String code) {
        return catalog.addOn(code).orElseThrow(() -> notIn(catalog, "add-on " + code));
    }

    private static IllegalArgumentException notIn(Catalog catalog, String what) {
        return new IllegalArgumentException(
                "Catalog " + catalog.version() + " has no " + what + ".");
    }
}
