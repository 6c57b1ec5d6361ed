package io.seatflow.billing.plan;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Decision.PastDue;
import io.seatflow.billing.plan.Decision.PaymentFirst;
import io.seatflow.billing.plan.Decision.PriceGrew;
import io.seatflow.billing.plan.Plan.Standing;
import io.seatflow.billing.plan.PlanCommand.Add;
import io.seatflow.billing.plan.PlanCommand.Join;
import io.seatflow.billing.plan.PlanCommand.NoteLateLeaving;
import io.seatflow.billing.plan.PlanCommand.NoteRetiring;
import io.seatflow.billing.plan.PlanCommand.Renew;
import io.seatflow.billing.plan.PlanCommand.TakeBack;
import io.seatflow.billing.plan.PlanEvent.Added;
import io.seatflow.billing.plan.PlanEvent.ChangesScheduled;
import io.seatflow.billing.plan.PlanEvent.LeftEarlier;
import io.seatflow.billing.plan.PlanEvent.LeftLate;
import io.seatflow.billing.plan.PlanEvent.PeriodStarted;
import io.seatflow.billing.plan.PlanEvent.RetiringLaterNoted;
import io.seatflow.billing.plan.PlanEvent.RetiringNoted;
import io.seatflow.billing.plan.PlanEvent.StandingChanged;
import io.seatflow.billing.plan.PlanEvent.TakenBack;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Every rule about a plan and its charges. None reads a clock or a database. */
public final class PlanRules {

    private PlanRules() {}

    /** A new plan in its first period, which the first invoice pays for. */
    public static Plan start(BillingCalendar calendar, Catalog catalog, PlanState state) {
        var period = calendar.first();
        var fee = FeeRules.fee(catalog, calendar.interval(), state);
        return new Plan(
                calendar, state, 0, Standing.ACTIVE, period, PaidLevel.opening(period, fee));
    }

    public static Decision decide(Plan plan, Catalog catalog, PlanCommand command) {
        return switch (command) {
            case Add(var change, _, _)
                    when plan.standing() == Standing.PAST_DUE && !change.isNothing() ->
                    new PastDue();
            case Add add -> atMostAsAgreed(charge(plan, catalog, add.change(), add.on()), add);
            case Join(var seats, var on) ->
                    new Accepted(new Added(charge(plan, catalog, PlanChange.ofSeats(seats), on)));
            case TakeBack(var charge) -> new Accepted(new TakenBack(charge));
            case NoteRetiring(var seats, var on) -> new Accepted(retiring(plan, seats, on));
            case NoteLateLeaving(var seats) ->
                    new Accepted(
                            new LeftLate(overpaid(running(plan), catalog, interval(plan), seats)));
            case Renew(var leaving) -> new Accepted(nextPeriod(plan, catalog, leaving));
        };
    }

    public static Plan apply(Plan plan, PlanEvent event) {
        return switch (event) {
            case Added(var charge) ->
                    // Paid after its period ended, it counts in the new period's state alone.
                    with(
                            plan,
                            plan.state().with(charge.change()),
                            isOfThisPeriod(plan, charge)
                                    ? plan.paid().plus(charge.rise())
                                    : plan.paid());
            case TakenBack(var charge) ->
                    with(
                            plan,
                            // A plan that has ended meanwhile has nothing left to give back.
                            without(plan, charge.change().seats()),
                            isOfThisPeriod(plan, charge)
                                    ? plan.paid().minus(charge.rise())
                                    : plan.paid());
            case LeftLate(var overpaid) -> with(plan, overpaid.state(), overpaid.paid());
            case RetiringNoted(var seats) -> plan.with(plan.state(), seats, plan.paid());
            case RetiringLaterNoted(var later) -> plan.with(later);
            case LeftEarlier(var seats) ->
                    // The paid level stays: what it was paid for can be used until the period ends.
                    leftEarlier(plan, without(plan, seats));
            case ChangesScheduled(var scheduled) -> plan.with(scheduled);
            case StandingChanged(var standing) -> plan.with(standing);
            case PeriodStarted started -> begun(plan, started);
        };
    }

    /** What was told to retire after the last period's end leaves with the one that it was in. */
    private static Plan begun(Plan plan, PeriodStarted started) {
        var later = plan.retiringLater();
        return later != null && later.on().isBefore(started.period().end())
                ? begun(plan, started, later.seats(), null)
                : begun(plan, started, 0, later);
    }

    private static Plan begun(
            Plan plan, PeriodStarted started, int retiring, @Nullable LaterRetiring later) {
        return new Plan(
                plan.calendar(),
                started.state(),
                retiring,
                later,
                Scheduled.NOTHING,
                plan.standing(),
                started.period(),
                started.paid());
    }

    private static Plan leftEarlier(Plan plan, PlanState left) {
        return plan.with(left, Math.min(plan.retiring(), left.seats()), plan.paid());
    }

    private static PlanState without(Plan plan, int seats) {
        return plan.state().withSeats(Math.max(0, plan.state().seats() - seats));
    }

    /** What an addition costs now, whatever was agreed. */
    public static PlanCharge charge(Plan plan, Catalog catalog, PlanChange change, LocalDate on) {
        var period = plan.period();
        // A day of a period that is over is charged as the first of the running one.
        var from = on.isBefore(period.start()) ? period.start() : on;
        var fee = FeeRules.fee(catalog, plan.calendar().interval(), plan.state().with(change));
        var rise = plan.paid().chargeFor(fee, period.remainingFrom(from), period.periodDays());
        return new PlanCharge(change, period.start(), from, rise);
    }

    /**
     * What seats cost in a closed period that were in the plan from a day on, although nobody knew.
     *
     * @param on a day of the period, or of one before
     */
    public static PlanCharge missed(
            ClosedPeriod closed, Catalog catalog, Interval interval, int seats, LocalDate on) {
        var period = closed.period();
        var from = on.isBefore(period.start()) ? period.start() : on;
        var change = PlanChange.ofSeats(seats);
        var fee = FeeRules.fee(catalog, interval, closed.state().with(change));
        var rise = closed.paid().chargeFor(fee, period.remainingFrom(from), period.periodDays());
        return new PlanCharge(change, period.start(), from, rise);
    }

    /** What a period was charged for seats that had left before it, although nobody knew. */
    public static Overpaid overpaid(
            ClosedPeriod charged, Catalog catalog, Interval interval, int seats) {
        var state = charged.state().withSeats(Math.max(0, charged.state().seats() - seats));
        var part =
                FeeRules.fee(catalog, interval, charged.state())
                        .minus(FeeRules.fee(catalog, interval, state));
        // Fewer seats may cost more by their volume: then what was charged was not too much.
        var paid =
                part.isPositive() ? charged.paid().without(part, charged.period()) : charged.paid();
        var amount = charged.paid().charged().minus(paid.charged());
        return new Overpaid(
                charged.period().start(),
                seats,
                state,
                part,
                amount,
                paid,
                charged,
                catalog.version());
    }

    private static ClosedPeriod running(Plan plan) {
        return new ClosedPeriod(plan.period(), plan.state(), plan.paid());
    }

    private static Interval interval(Plan plan) {
        return plan.calendar().interval();
    }

    /** The closed period as it is once that is charged. */
    public static ClosedPeriod apply(ClosedPeriod closed, PlanCharge missed) {
        return closed.with(missed);
    }

    /** The plan as it will be in the period that contains a day, if nothing else happens. */
    public static Plan foreseen(Plan plan, Catalog catalog, LocalDate on) {
        var then = plan;
        while (!on.isBefore(then.period().end())) {
            then = apply(then, nextPeriod(then, catalog, then.retiring()));
        }
        return then;
    }

    /** What was so before the running period began has left with an earlier one. */
    private static PlanEvent retiring(Plan plan, int seats, LocalDate on) {
        if (on.isBefore(plan.period().start())) {
            return new RetiringNoted(plan.retiring());
        }
        return on.isBefore(plan.period().end())
                ? new RetiringNoted(seats)
                : new RetiringLaterNoted(new LaterRetiring(seats, on));
    }

    private static PeriodStarted nextPeriod(Plan plan, Catalog catalog, int leaving) {
        var period = plan.calendar().after(plan.period());
        var state = plan.nextState(leaving);
        var fee = FeeRules.fee(catalog, plan.calendar().interval(), state);
        return new PeriodStarted(period, state, PaidLevel.opening(period, fee));
    }

    /** Up to one minor unit more than agreed, the agreed amount is charged; less is less. */
    private static Decision atMostAsAgreed(PlanCharge charge, Add add) {
        var agreed = add.agreed();
        if (agreed == null || !charge.amount().isGreaterThan(agreed)) {
            return due(charge);
        }
        return charge.amount().isGreaterThan(agreed.plus(minorUnit(agreed)))
                ? new PriceGrew(charge)
                : due(charge.at(agreed));
    }

    private static Decision due(PlanCharge charge) {
        return charge.amount().isZero()
                ? new Accepted(new Added(charge))
                : new PaymentFirst(charge);
    }

    private static Money minorUnit(Money of) {
        var unit = of.getCurrencyUnit();
        return Money.of(unit, BigDecimal.ONE.movePointLeft(unit.getDecimalPlaces()));
    }

    private static boolean isOfThisPeriod(Plan plan, PlanCharge charge) {
        return charge.periodStart().equals(plan.period().start());
    }

    private static Plan with(Plan plan, PlanState state, PaidLevel paid) {
        return plan.with(state, plan.retiring(), paid);
    }
}
