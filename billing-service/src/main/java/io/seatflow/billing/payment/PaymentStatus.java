package io.seatflow.billing.payment;

/** How far a payment has come. */
public enum PaymentStatus {
    /** Written down, not sent yet. */
    PENDING,
    /** Sent; whether it is charged is not known. */
    UNKNOWN,
    SUCCEEDED,
    DECLINED,
    /** To be paid back. */
    REFUNDING,
    REFUNDED
}
