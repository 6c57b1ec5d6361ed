package io.seatflow.billing.purchase;

/** What brings a charge about. */
public enum ChargeKind {
    /** Someone entitled has confirmed to buy seats: they are given once it is paid. */
    PURCHASE,
    /** Seats joined the plan without a purchase first: it is invoiced and collected afterwards. */
    JOINED
}
