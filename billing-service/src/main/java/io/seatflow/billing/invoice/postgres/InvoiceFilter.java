package io.seatflow.billing.invoice.postgres;

import io.seatflow.billing.invoice.Invoice;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which invoices are wanted; null: whatever it is.
 *
 * @param from issued on this day or later
 * @param to issued before this day
 * @param number the counter's, without what it begins with
 */
public record InvoiceFilter(
        Invoice.@Nullable Kind kind,
        Invoice.@Nullable Status status,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable Long number) {}
