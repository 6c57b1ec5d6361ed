package io.seatflow.billing.payment.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.payment.Dispute;
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

/** A row of {@code payment_dispute}. */
@Entity
@Table(name = "payment_dispute")
@IdClass(DisputeRow.Key.class)
class DisputeRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID paymentId, String id) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID paymentId;
    @Id String id;

    @Enumerated(EnumType.STRING)
    Dispute.Stage stage;

    String currency;
    BigDecimal amount;
    @Nullable LocalDate openedOn;
    Instant toldAt;

    static DisputeRow of(PaymentRow payment, Dispute dispute) {
        var row = new DisputeRow();
        row.partnerId = payment.partnerId;
        row.paymentId = payment.id;
        row.id = dispute.id();
        row.become(dispute);
        return row;
    }

    void become(Dispute dispute) {
        stage = dispute.stage();
        currency = dispute.amount().getCurrencyUnit().getCode();
        amount = dispute.amount().getAmount();
        openedOn = dispute.openedOn();
        toldAt = dispute.toldAt();
    }

    Dispute toDispute() {
        return new Dispute(
                id, stage, Money.of(CurrencyUnit.of(currency), amount), openedOn, toldAt);
    }
}
