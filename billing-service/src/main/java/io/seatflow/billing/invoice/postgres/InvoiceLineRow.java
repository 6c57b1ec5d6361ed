package io.seatflow.billing.invoice.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.invoice.Cause;
import io.seatflow.billing.invoice.InvoiceLine;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A row of {@code invoice_line}, which continues the sum of the line before it. */
@Entity
@Table(name = "invoice_line")
@IdClass(InvoiceLineRow.Key.class)
class InvoiceLineRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID invoiceId, int position) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID invoiceId;
    @Id int position;
    @Nullable Integer positionBefore;
    BigDecimal sumBefore;
    BigDecimal sum;

    @Enumerated(EnumType.STRING)
    InvoiceLine.Kind kind;

    String description;
    int quantity;
    BigDecimal unitPrice;
    BigDecimal amount;

    @Enumerated(EnumType.STRING)
    Cause.Type causeType;

    String causeId;

    static InvoiceLineRow of(
            InvoiceRow invoice, InvoiceLine line, int position, BigDecimal sumBefore) {
        var row = new InvoiceLineRow();
        row.partnerId = invoice.partnerId;
        row.invoiceId = invoice.id;
        row.position = position;
        row.positionBefore = position == 1 ? null : position - 1;
        row.sumBefore = sumBefore;
        row.sum = sumBefore.add(line.amount().getAmount());
        row.kind = line.kind();
        row.description = line.description();
        row.quantity = line.quantity();
        row.unitPrice = line.unitPrice().getAmount();
        row.amount = line.amount().getAmount();
        row.causeType = line.cause().type();
        row.causeId = line.cause().id();
        return row;
    }

    InvoiceLine toLine(String currency) {
        var unit = CurrencyUnit.of(currency);
        return new InvoiceLine(
                kind,
                description,
                quantity,
                Money.of(unit, unitPrice),
                Money.of(unit, amount),
                new Cause(causeType, causeId));
    }
}
