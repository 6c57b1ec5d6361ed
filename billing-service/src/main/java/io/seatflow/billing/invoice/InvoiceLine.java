package io.seatflow.billing.invoice;

import org.joda.money.Money;

/**
 * A line of an invoice.
 *
 * @param unitPrice of a full period; what a part of one costs is {@code amount}
 */
public record InvoiceLine(
        Kind kind, String description, int quantity, Money unitPrice, Money amount, Cause cause) {

    /** What a line asks for. */
    public enum Kind {
        PROGRAM_FEE,
        SEATS,
        ADD_ON,
        PRORATION,
        ADJUSTMENT
    }
}
