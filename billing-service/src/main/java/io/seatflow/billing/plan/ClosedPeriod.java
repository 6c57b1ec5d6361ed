package io.seatflow.billing.plan;

/** A period that is over: what it was for in the end, and what of it is paid. */
public record ClosedPeriod(BillingPeriod period, PlanState state, PaidLevel paid) {

    /** The same with seats that it had after all, and what they cost in it. */
    ClosedPeriod with(PlanCharge charge) {
        return new ClosedPeriod(period, state.with(charge.change()), paid.plus(charge.rise()));
    }
}
