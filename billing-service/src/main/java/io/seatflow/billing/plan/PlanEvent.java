package io.seatflow.billing.plan;

/** What happened to a plan. */
public sealed interface PlanEvent {

    /** Something was added, and its charge, if any, is paid or invoiced. */
    record Added(PlanCharge charge) implements PlanEvent {}

    /** An addition was taken back and its charge is to be paid back. */
    record TakenBack(PlanCharge charge) implements PlanEvent {}

    /** So many seats leave at the period's end. */
    record RetiringNoted(int seats) implements PlanEvent {}

    /** So many seats leave at the end of the period that comes next, or of one after it. */
    record RetiringLaterNoted(LaterRetiring later) implements PlanEvent {}

    /** Seats had left with an earlier period already: they are not in the supply. */
    record LeftEarlier(int seats) implements PlanEvent {}

    /** Seats had left before the running period, which was charged for them. */
    record LeftLate(Overpaid overpaid) implements PlanEvent {}

    /** That, and nothing else, changes as the next period begins. */
    record ChangesScheduled(Scheduled scheduled) implements PlanEvent {}

    /** Its invoices are paid in time, or are not. */
    record StandingChanged(Plan.Standing standing) implements PlanEvent {}

    /** The next period began and its fee is charged. */
    record PeriodStarted(BillingPeriod period, PlanState state, PaidLevel paid)
            implements PlanEvent {}
}
