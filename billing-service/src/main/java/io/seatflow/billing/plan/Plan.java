package io.seatflow.billing.plan;

/**
 * What a partner subscribes to, in its running period.
 *
 * @param retiring seats of the state that leave when the period ends
 */
public record Plan(
        BillingCalendar calendar,
        PlanState state,
        int retiring,
        Standing standing,
        BillingPeriod period,
        PaidLevel paid) {

    public Plan {
        if (retiring < 0 || retiring > state.seats()) {
            throw new IllegalArgumentException(
                    retiring + " seats cannot retire from " + state.seats() + ".");
        }
    }

    /** Whether a plan's invoices are paid in time. */
    public enum Standing {
        ACTIVE,
        PAST_DUE
    }

    /** What the next period starts with, as things stand. */
    public PlanState nextState() {
        return state.withSeats(state.seats() - retiring);
    }
}
