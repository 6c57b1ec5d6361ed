package io.seatflow.account.client;

/** Who bills a client. */
public enum BillingManager {
    PARTNER,
    VENDOR
}
