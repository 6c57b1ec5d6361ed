package io.seatflow.billing.plan;

import org.jspecify.annotations.Nullable;

/**
 * What a partner subscribes to, in its running period.
 *
 * @param retiring seats that are told to leave when the period ends. They may be more than the
 *     state has: seats that wait to be charged are in the supply already where they joined it
 * @param retiringLater what is told to retire after the period's end, while it is still the running
 *     one; null: nothing is
 * @param scheduled what else changes when the period ends
 */
public record Plan(
        BillingCalendar calendar,
        PlanState state,
        int retiring,
        @Nullable LaterRetiring retiringLater,
        Scheduled scheduled,
        Standing standing,
        BillingPeriod period,
        PaidLevel paid) {

    public Plan {
        if (retiring < 0) {
            throw new IllegalArgumentException(retiring + " seats cannot retire.");
        }
    }

    /** With nothing scheduled. */
    public Plan(
            BillingCalendar calendar,
            PlanState state,
            int retiring,
            Standing standing,
            BillingPeriod period,
            PaidLevel paid) {
        this(calendar, state, retiring, null, Scheduled.NOTHING, standing, period, paid);
    }

    /** Whether a plan's invoices are paid in time. */
    public enum Standing {
        ACTIVE,
        PAST_DUE
    }

    /** Those of its seats that leave when the period ends. */
    public int leaving() {
        return Math.min(retiring, state.seats());
    }

    Plan with(PlanState other, int retire, PaidLevel level) {
        return new Plan(calendar, other, retire, retiringLater, scheduled, standing, period, level);
    }

    Plan with(@Nullable LaterRetiring later) {
        return new Plan(calendar, state, retiring, later, scheduled, standing, period, paid);
    }

    Plan with(Scheduled changes) {
        return new Plan(calendar, state, retiring, retiringLater, changes, standing, period, paid);
    }

    /** The same, with its invoices paid in time or not. */
    public Plan with(Standing other) {
        return new Plan(calendar, state, retiring, retiringLater, scheduled, other, period, paid);
    }

    /** What the next period starts with, as things stand. */
    public PlanState nextState() {
        return nextState(retiring);
    }

    /** What the next period starts with if so many seats leave. */
    public PlanState nextState(int leaving) {
        // No more can leave than there are.
        return state.withSeats(Math.max(0, state.seats() - leaving)).after(scheduled);
    }
}
