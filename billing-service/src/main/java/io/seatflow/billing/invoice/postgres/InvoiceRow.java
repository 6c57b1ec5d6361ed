package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.Invoice;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A row of {@code invoice}. */
@Entity
@Table(name = "invoice")
@IdClass(InvoiceRow.Key.class)
class InvoiceRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID id) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID id;
    UUID planId;
    String issuer;

    /** Null where it was issued before wordings of the issuer were kept. */
    @Nullable Integer issuerVersion;

    long number;

    @Enumerated(EnumType.STRING)
    Invoice.Kind kind;

    @Enumerated(EnumType.STRING)
    Invoice.Status status;

    LocalDate periodStart;
    LocalDate periodEnd;
    LocalDate issuedOn;
    Instant issuedAt;
    String currency;
    BigDecimal total;
    int lines;

    @Enumerated(EnumType.STRING)
    Cause.Type causeType;

    String causeId;
    @Nullable Instant retryAt;
    int retries;

    /** What credit notes for parts of it have taken off it. */
    BigDecimal credited = BigDecimal.ZERO;

    /** Whether it was for a period that began after its plan had ended, as was heard only later. */
    boolean afterEnd;

    /** Null unless its payment came to nothing after it had succeeded. */
    @Nullable LocalDate owedAgainOn;

    /** Its payment came to nothing after it had succeeded: it is collected anew. */
    void owedAgain(LocalDate on) {
        status = Invoice.Status.OPEN;
        retries = 0;
        owedAgainOn = on;
    }

    /** The day on which it is tried for the first time, or for the first time again. */
    LocalDate dueOn() {
        return owedAgainOn == null ? issuedOn : owedAgainOn;
    }

    /** It is paid, void or past due: it is not tried again by itself. */
    void settle(Invoice.Status as) {
        status = as;
        retryAt = null;
    }

    boolean isOwed() {
        return status == Invoice.Status.OPEN || status == Invoice.Status.PAST_DUE;
    }

    Cause cause() {
        return new Cause(causeType, causeId);
    }

    Money money() {
        return Money.of(CurrencyUnit.of(currency), total);
    }

    /** What is still to be paid of it. */
    Money owed() {
        return money().minus(credited);
    }

    String fullNumber() {
        return Invoices.fullNumber(issuer, number);
    }
}
