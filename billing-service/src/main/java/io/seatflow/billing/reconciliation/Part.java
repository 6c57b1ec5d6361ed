package io.seatflow.billing.reconciliation;

/** What is compared with what. */
public enum Part {
    /** Payments with the gateway's charges. */
    PAYMENTS,
    /** The seats that plans are billed for with those that seat-service tells of. */
    SUPPLY,
    /** Invoices and periods with the charges that they are made of. */
    INVOICES
}
