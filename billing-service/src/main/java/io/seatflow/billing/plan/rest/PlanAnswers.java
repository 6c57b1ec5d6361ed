package io.seatflow.billing.plan.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.catalog.Tier;
import io.seatflow.billing.plan.FeeRules;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.PlanChanges;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** What a plan is and costs, whoever's it is. */
@ApplicationScoped
class PlanAnswers {

    private final Plans plans;
    private final PlanChanges changes;
    private final BusinessClock clock;

    PlanAnswers(Plans plans, PlanChanges changes, BusinessClock clock) {
        this.plans = plans;
        this.changes = changes;
        this.clock = clock;
    }

    /** How long a plan still runs. */
    enum Status {
        ACTIVE,
        /** The running period is its last. */
        ENDING,
        ENDED
    }

    /**
     * @param endsOn the first day on which it is no more; null: no end is known
     * @param nextPeriodFee null where no period follows
     */
    record PlanView(
            Status status,
            @Nullable LocalDate endsOn,
            String program,
            String interval,
            Seats seats,
            List<String> addOns,
            Period period,
            Money currentFee,
            @Nullable Money nextPeriodFee,
            Money seatPrice,
            TierView tier,
            List<Scheduled> scheduled) {

        record Seats(int supply, int retiring) {}

        record Period(LocalDate start, LocalDate end, int daysLeft) {}

        record TierView(int from, @Nullable Integer next) {}

        /**
         * @param planChangeId the change that asked for it, which can be taken back; null for seats
         */
        record Scheduled(
                String kind, String detail, LocalDate effectiveOn, @Nullable UUID planChangeId) {}
    }

    Uni<RestResponse<PlanView>> get(Account of) {
        return Panache.withSession(() ->
                plans.read(of.partnerId(), of.planId())
                        .chain(held ->
                                changes.allScheduled(of.partnerId(), of.planId())
                                        .map(scheduled -> answer(held, scheduled))));
    }

    private RestResponse<PlanView> answer(HeldPlan held, List<PlanChanges.Shown> scheduled) {
        return ResponseBuilder.ok(view(held, scheduled))
                .tag(String.valueOf(held.version()))
                .build();
    }

    private PlanView view(HeldPlan held, List<PlanChanges.Shown> scheduled) {
        var plan = held.plan();
        var interval = plan.calendar().interval();
        var prices = held.catalog().program(plan.state().program()).orElseThrow().seats();
        var tier = prices.tierAt(plan.state().seats());
        var status = status(held);
        return new PlanView(
                status,
                endsOn(held),
                plan.state().program(),
                interval.name(),
                new PlanView.Seats(plan.state().seats(), plan.leaving()),
                plan.state().addOns(),
                period(plan),
                FeeRules.fee(held.catalog(), interval, plan.state()),
                status == Status.ACTIVE
                        ? FeeRules.nextFee(held.pricing(), interval, plan.nextState())
                        : null,
                tier.price().of(interval),
                new PlanView.TierView(
                        tier.from(),
                        prices.tierAfter(plan.state().seats()).map(Tier::from).orElse(null)),
                scheduled(plan, scheduled));
    }

    private static Status status(HeldPlan held) {
        if (held.endedAt() != null) {
            return Status.ENDED;
        }
        return held.endsWithPeriod() ? Status.ENDING : Status.ACTIVE;
    }

    private static @Nullable LocalDate endsOn(HeldPlan held) {
        var plan = held.plan();
        var endedAt = held.endedAt();
        if (endedAt != null) {
            return plan.calendar().dayOf(endedAt);
        }
        return held.endsWithPeriod() ? plan.period().end() : null;
    }

    private PlanView.Period period(Plan plan) {
        var period = plan.period();
        var today = plan.calendar().dayOf(clock.now());
        return new PlanView.Period(
                period.start(),
                period.end(),
                period.contains(today) ? period.remainingFrom(today) : 0);
    }

    private static List<PlanView.Scheduled> scheduled(Plan plan, List<PlanChanges.Shown> changes) {
        var all = new ArrayList<PlanView.Scheduled>();
        if (plan.leaving() > 0) {
            all.add(
                    new PlanView.Scheduled(
                            "RETIRE_SEATS",
                            plan.leaving() + " seats leave the plan.",
                            plan.period().end(),
                            null));
        }
        changes.forEach(change -> all.addAll(scheduled(change)));
        return List.copyOf(all);
    }

    private static List<PlanView.Scheduled> scheduled(PlanChanges.Shown change) {
        var all = new ArrayList<PlanView.Scheduled>();
        for (var code : change.later().leavingAddOns()) {
            all.add(
                    new PlanView.Scheduled(
                            "REMOVE_ADD_ON",
                            code + " leaves the plan.",
                            change.effectiveOn(),
                            change.id()));
        }
        var program = change.later().program();
        if (program != null) {
            all.add(
                    new PlanView.Scheduled(
                            "SWITCH_PROGRAM",
                            "The plan switches to " + program + ".",
                            change.effectiveOn(),
                            change.id()));
        }
        return all;
    }
}
