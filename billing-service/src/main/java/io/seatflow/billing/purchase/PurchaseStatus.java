package io.seatflow.billing.purchase;

/** How far a confirmed purchase has come. */
public enum PurchaseStatus {
    /** Waits for its turn, or for the period that it falls into. */
    QUEUED,
    /** Its payment is under way. */
    CHARGING,
    PAID,
    /** Seats that joined: they are in the plan, and what they cost is invoiced. */
    INVOICED,
    DECLINED,
    /** Its price had grown: it was quoted again and waits to be confirmed again. */
    REQUOTED,
    /** Paid, but not completed: it is paid back. */
    TAKEN_BACK
}
