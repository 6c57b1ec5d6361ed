package io.seatflow.billing.invoice;

/** What an invoice or a line of it goes back to. */
public record Cause(Type type, String id) {

    /** Where to look the cause up. */
    public enum Type {
        /** The first day of a period. */
        PERIOD,
        SEAT_CHANGE,
        LEDGER_RANGE,
        PLAN_CHANGE,
        /** Of a credit note: the invoice that it corrects. */
        INVOICE
    }
}
