package io.seatflow.billing.quote;

import io.seatflow.billing.catalog.Pricing;
import io.seatflow.billing.plan.FeeRules;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.plan.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** What a change would cost, and for how long that holds. */
public final class QuoteRules {

    /** As long as a seat change waits for its confirmation. */
    private static final Duration OPEN = Duration.ofMinutes(30);

    private QuoteRules() {}

    /** The price of a change on a day, which may lie beyond the running period. */
    public static Price price(Plan plan, Pricing pricing, PlanChange change, LocalDate on) {
        var prices = on(plan, pricing, on);
        var then = PlanRules.foreseen(plan, prices.now(), on);
        return priceOf(then, prices, PlanRules.charge(then, prices.now(), change, on));
    }

    /** The price that a charge amounts to, as it is about to be made. */
    public static Price priceOf(Plan plan, Pricing pricing, PlanCharge charge) {
        return priceOf(plan, pricing, charge, nextState(plan, charge.change()));
    }

    /** The price of seats that join a plan on a day: those that retire still leave. */
    public static Price joining(Plan plan, Pricing pricing, int seats, LocalDate on) {
        var prices = on(plan, pricing, on);
        var then = PlanRules.foreseen(plan, prices.now(), on);
        var change = PlanChange.ofSeats(seats);
        return priceOfJoining(then, prices, PlanRules.charge(then, prices.now(), change, on));
    }

    /**
     * The price of another program or other add-ons, of which a part may count from the next period
     * on alone.
     */
    public static Price changing(
            Plan plan, Pricing pricing, PlanChange now, Scheduled later, LocalDate on) {
        var prices = on(plan, pricing, on);
        var then = PlanRules.foreseen(plan, prices.now(), on);
        return priceOf(
                then,
                prices,
                PlanRules.charge(then, prices.now(), now, on),
                then.nextState().with(now).after(later));
    }

    /** The price that a charge for seats that join amounts to. */
    public static Price priceOfJoining(Plan plan, Pricing pricing, PlanCharge charge) {
        return priceOf(plan, pricing, charge, plan.nextState().with(charge.change()));
    }

    /** A day beyond the running period has the prices of the next one. */
    private static Pricing on(Plan plan, Pricing pricing, LocalDate day) {
        return day.isBefore(plan.period().end()) ? pricing : Pricing.lasting(pricing.next());
    }

    private static Price priceOf(Plan plan, Pricing pricing, PlanCharge charge, PlanState next) {
        var interval = plan.calendar().interval();
        return new Price(
                charge.amount(),
                FeeRules.fee(pricing.now(), interval, plan.state()),
                FeeRules.nextFee(pricing, interval, next),
                charge.rise().days(),
                charge.rise().periodDays(),
                plan.period().end());
    }

    public static Instant expiresAt(Instant requestedAt) {
        return requestedAt.plus(OPEN);
    }

    /** Seats are bought only when none retire any more: those are taken back first. */
    private static PlanState nextState(Plan plan, PlanChange change) {
        return plan.nextState(change.seats() > 0 ? 0 : plan.retiring()).with(change);
    }
}
