package io.seatflow.seat.ledger;

/** Who bills a client. */
public enum BillingManager {
    PARTNER,
    VENDOR
}
