package io.seatflow.billing.invoice.postgres;

import io.seatflow.billing.invoice.Invoice;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * An invoice that has its number.
 *
 * @param owed the total, less what credit notes have taken off it while it was owed
 */
public record Issued(
        UUID id,
        UUID partnerId,
        UUID planId,
        String number,
        Invoice.Kind kind,
        Invoice.Status status,
        LocalDate periodStart,
        LocalDate periodEnd,
        LocalDate issuedOn,
        Instant issuedAt,
        Money total,
        Money owed) {

    /** The client whose own plan it is for; null: the partner's. */
    public @Nullable UUID payingClientId() {
        return planId.equals(partnerId) ? null : planId;
    }

    /** What is still to be paid of it: nothing once it is paid or taken back. */
    public Money toPay() {
        var isOwed =
                kind != Invoice.Kind.CREDIT_NOTE
                        && (status == Invoice.Status.OPEN || status == Invoice.Status.PAST_DUE);
        return isOwed ? owed : Money.zero(total.getCurrencyUnit());
    }

    static Issued of(InvoiceRow row) {
        return new Issued(
                row.id,
                row.partnerId,
                row.planId,
                row.fullNumber(),
                row.kind,
                row.status,
                row.periodStart,
                row.periodEnd,
                row.issuedOn,
                row.issuedAt,
                row.money(),
                row.owed());
    }
}
