package io.seatflow.billing.invoice.rest;

import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.InvoiceLine;
import io.seatflow.billing.invoice.postgres.Issued;
import io.seatflow.billing.payment.Dispute;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.postgres.Payments;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as the API shows it.
 *
 * @param owed what is still to be paid of it
 */
record InvoiceView(
        UUID id,
        String number,
        Invoice.Kind kind,
        Invoice.Status status,
        Period period,
        LocalDate issuedOn,
        List<Line> lines,
        Money total,
        Money owed,
        List<Payment> payments) {

    /** A page of them, as the API's document shows it. */
    record Paged(List<InvoiceView> items, @Nullable String nextCursor) {}

    record Period(LocalDate start, LocalDate end) {}

    record Line(
            InvoiceLine.Kind kind,
            String description,
            int quantity,
            Money unitPrice,
            Money amount,
            Cause cause) {}

    /**
     * @param settledOn the local day on which its money was there
     * @param dispute the card holder's objection, as far as it has come
     */
    record Payment(
            UUID id,
            String status,
            Money amount,
            Card card,
            @Nullable LocalDate settledOn,
            @Nullable Disputed dispute) {}

    record Disputed(String status, Money amount, @Nullable LocalDate openedOn) {

        static @Nullable Disputed of(@Nullable Dispute dispute) {
            return dispute == null
                    ? null
                    : new Disputed(dispute.stage().name(), dispute.amount(), dispute.openedOn());
        }
    }

    record Card(String brand, String last4) {}

    static InvoiceView of(Issued invoice, List<InvoiceLine> lines, List<Payments.Shown> made) {
        return new InvoiceView(
                invoice.id(),
                invoice.number(),
                invoice.kind(),
                invoice.status(),
                new Period(invoice.periodStart(), invoice.periodEnd()),
                invoice.issuedOn(),
                lines.stream().map(InvoiceView::line).toList(),
                invoice.total(),
                invoice.toPay(),
                made.stream()
                        .filter(payment -> invoice.id().equals(payment.invoiceId()))
                        .map(InvoiceView::payment)
                        .toList());
    }

    private static Line line(InvoiceLine line) {
        return new Line(
                line.kind(),
                line.description(),
                line.quantity(),
                line.unitPrice(),
                line.amount(),
                line.cause());
    }

    private static Payment payment(Payments.Shown payment) {
        return new Payment(
                payment.id(),
                status(payment.status()),
                payment.amount(),
                new Card(payment.brand(), payment.last4()),
                payment.settledOn(),
                Disputed.of(payment.dispute()));
    }

    /** Whether one that is being made is charged is not known; one being paid back still is. */
    private static String status(PaymentStatus status) {
        return switch (status) {
            case PENDING, UNKNOWN -> "UNKNOWN";
            case SUCCEEDED, REFUNDING -> "SUCCEEDED";
            case DECLINED -> "DECLINED";
            case REFUNDED -> "REFUNDED";
        };
    }
}
