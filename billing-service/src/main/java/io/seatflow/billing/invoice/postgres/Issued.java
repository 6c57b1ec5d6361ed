package io.seatflow.billing.invoice.postgres;

import io.seatflow.billing.invoice.Invoice;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.joda.money.Money;

/** An invoice that has its number. */
public record Issued(
        UUID id,
        String number,
        Invoice.Kind kind,
        Invoice.Status status,
        LocalDate periodStart,
        LocalDate periodEnd,
        LocalDate issuedOn,
        Instant issuedAt,
        Money total) {

    static Issued of(InvoiceRow row) {
        return new Issued(
                row.id,
                row.fullNumber(),
                row.kind,
                row.status,
                row.periodStart,
                row.periodEnd,
                row.issuedOn,
                row.issuedAt,
                row.money());
    }
}
