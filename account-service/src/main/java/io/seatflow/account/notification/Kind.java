package io.seatflow.account.notification;

/** What a notice is about; each person chooses for each kind how they hear of it. */
public enum Kind {
    /** A price waits for somebody to confirm it. */
    AWAITING_CONFIRMATION,
    /** Somebody confirmed a price. */
    CONFIRMED,
    /** A payment failed, and with it what it was for. */
    DECLINED,
    /** A plan grew, or is another one. */
    PLAN_UPDATED,
    /** A plan grew because one of a client's people asked for seats. */
    CLIENT_GREW_PLAN,
    TRIAL_EXPIRING,
    TRIAL_EXPIRED,
    INVOICE_ISSUED,
    INVOICE_PAID,
    /** An invoice could not be collected; it is tried again. */
    INVOICE_FAILED,
    PLAN_PAST_DUE,
    PLAN_RESTORED,
    /** A card is in its last month, or that is over. */
    CARD_EXPIRES
}
