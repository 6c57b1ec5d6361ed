package io.seatflow.billing.plan.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.catalog.Tier;
import io.seatflow.billing.plan.FeeRules;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.postgres.Account;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.platform.clock.BusinessClock;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** What a plan is and costs, whoever's it is. */
@ApplicationScoped
class PlanAnswers {

    private final Plans plans;
    private final BusinessClock clock;

    PlanAnswers(Plans plans, BusinessClock clock) {
        this.plans = plans;
        this.clock = clock;
    }

    record PlanView(
            String program,
            String interval,
            Seats seats,
            List<String> addOns,
            Period period,
            Money currentFee,
            Money nextPeriodFee,
            Money seatPrice,
            TierView tier,
            List<Scheduled> scheduled) {

        record Seats(int supply, int retiring) {}

        record Period(LocalDate start, LocalDate end, int daysLeft) {}

        record TierView(int from, @Nullable Integer next) {}

        record Scheduled(String kind, String detail, LocalDate effectiveOn) {}
    }

    Uni<RestResponse<PlanView>> get(Account of) {
        return Panache.withSession(() -> plans.read(of.partnerId(), of.planId())).map(this::answer);
    }

    private RestResponse<PlanView> answer(HeldPlan held) {
        return ResponseBuilder.ok(view(held)).tag(String.valueOf(held.version())).build();
    }

    private PlanView view(HeldPlan held) {
        var plan = held.plan();
        var interval = plan.calendar().interval();
        var prices = held.catalog().program(plan.state().program()).orElseThrow().seats();
        var tier = prices.tierAt(plan.state().seats());
        return new PlanView(
                plan.state().program(),
                interval.name(),
                new PlanView.Seats(plan.state().seats(), plan.retiring()),
                plan.state().addOns(),
                period(plan),
                FeeRules.fee(held.catalog(), interval, plan.state()),
                FeeRules.fee(held.catalog(), interval, plan.nextState()),
                tier.price().of(interval),
                new PlanView.TierView(
                        tier.from(),
                        prices.tierAfter(plan.state().seats()).map(Tier::from).orElse(null)),
                scheduled(plan));
    }

    private PlanView.Period period(Plan plan) {
        var period = plan.period();
        var today = plan.calendar().dayOf(clock.now());
        return new PlanView.Period(
                period.start(),
                period.end(),
                period.contains(today) ? period.remainingFrom(today) : 0);
    }

    private static List<PlanView.Scheduled> scheduled(Plan plan) {
        return plan.retiring() == 0
                ? List.of()
                : List.of(
                        new PlanView.Scheduled(
                                "RETIRE_SEATS",
                                plan.retiring() + " seats leave the plan.",
                                plan.period().end()));
    }
}
