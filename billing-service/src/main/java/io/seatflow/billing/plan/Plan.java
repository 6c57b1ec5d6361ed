package io.seatflow.billing.plan;

/**
 * What a partner subscribes to, in its running period.
 *
 * @param retiring seats of the state that leave when the period ends
 * @param scheduled what else changes then
 */
public record Plan(
        BillingCalendar calendar,
        PlanState state,
        int retiring,
        Scheduled scheduled,
        Standing standing,
        BillingPeriod period,
        PaidLevel paid) {

    public Plan {
        if (retiring < 0 || retiring > state.seats()) {
            throw new IllegalArgumentException(
                    retiring + " seats cannot retire from " + state.seats() + ".");
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
        this(calendar, state, retiring, Scheduled.NOTHING, standing, period, paid);
    }

    /** Whether a plan's invoices are paid in time. */
    public enum Standing {
        ACTIVE,
        PAST_DUE
    }

    /** What the next period starts with, as things stand. */
    public PlanState nextState() {
        return nextState(retiring);
    }

    /** What the next period starts with if so many seats leave. */
    public PlanState nextState(int leaving) {
        // Of a client that has given up all of its seats already, none are left to leave.
        return state.withSeats(Math.max(0, state.seats() - leaving)).after(scheduled);
    }
}
