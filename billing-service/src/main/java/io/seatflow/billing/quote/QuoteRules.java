package io.seatflow.billing.quote;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.plan.FeeRules;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** What a change would cost, and for how long that holds. */
public final class QuoteRules {

    /** As long as a seat change waits for its confirmation. */
    private static final Duration OPEN = Duration.ofMinutes(30);

    private QuoteRules() {}

    /** The price of a change on a day, which may lie beyond the running period. */
    public static Price price(Plan plan, Catalog catalog, PlanChange change, LocalDate on) {
        var then = PlanRules.foreseen(plan, catalog, on);
        return priceOf(then, catalog, PlanRules.charge(then, catalog, change, on));
    }

    /** The price that a charge amounts to, as it is about to be made. */
    public static Price priceOf(Plan plan, Catalog catalog, PlanCharge charge) {
        return priceOf(plan, catalog, charge, nextState(plan, charge.change()));
    }

    /** The price of seats that join a plan on a day: those that retire still leave. */
    public static Price joining(Plan plan, Catalog catalog, int seats, LocalDate on) {
        var then = PlanRules.foreseen(plan, catalog, on);
        var change = PlanChange.ofSeats(seats);
        return priceOfJoining(then, catalog, PlanRules.charge(then, catalog, change, on));
    }

    /** The price that a charge for seats that join amounts to. */
    public static Price priceOfJoining(Plan plan, Catalog catalog, PlanCharge charge) {
        return priceOf(plan, catalog, charge, plan.nextState().with(charge.change()));
    }

    private static Price priceOf(Plan plan, Catalog catalog, PlanCharge charge, PlanState next) {
        var interval = plan.calendar().interval();
        return new Price(
                charge.amount(),
                FeeRules.fee(catalog, interval, plan.state()),
                FeeRules.fee(catalog, interval, next),
                charge.rise().days(),
                charge.rise().periodDays(),
                plan.period().end());
    }

    public static Instant expiresAt(Instant requestedAt) {
        return requestedAt.plus(OPEN);
    }

    /** Seats are bought only when none retire any more: those are taken back first. */
    private static PlanState nextState(Plan plan, PlanChange change) {
        var before = change.seats() > 0 ? plan.state() : plan.nextState();
        return before.with(change);
    }
}
