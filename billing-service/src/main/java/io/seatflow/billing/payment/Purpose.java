package io.seatflow.billing.payment;

/** What a payment pays for. */
public enum Purpose {
    /** An invoice that is issued already. */
    INVOICE,
    /** A charge whose invoice is issued once it is paid. */
    CHARGE
}
