package io.seatflow.billing.payment.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.payment.Aftermath;
import io.seatflow.billing.payment.PaymentState;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.Purpose;
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

/** A row of {@code payment}. */
@Entity
@Table(name = "payment")
@IdClass(PaymentRow.Key.class)
class PaymentRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID id) implements Serializable {}

    @Id UUID partnerId;
    @Id UUID id;
    UUID planId;

    @Enumerated(EnumType.STRING)
    Purpose purpose;

    UUID purposeId;
    @Nullable UUID invoiceId;
    String currency;
    BigDecimal amount;
    UUID paymentMethodId;
    String brand;
    String last4;

    @Enumerated(EnumType.STRING)
    PaymentStatus status;

    int tries;
    @Nullable Instant sentAt;
    @Nullable String transactionId;
    @Nullable String reason;
    @Nullable String detail;
    Instant createdAt;
    @Nullable Instant settledAt;
    @Nullable Instant dueAt;
    @Nullable Instant leasedUntil;

    /** Since when the gateway is to give it back. */
    @Nullable Instant givingBackSince;

    @Enumerated(EnumType.STRING)
    Aftermath.@Nullable Settling settling;

    @Nullable LocalDate settledOn;

    /** Whether it is a part of another payment that is given back. */
    boolean isPart;

    /** The operator who settled it because the gateway did not answer. */
    @Nullable String decidedBy;

    PaymentState state() {
        return new PaymentState(tries, sentAt);
    }

    Money money() {
        return Money.of(CurrencyUnit.of(currency), amount);
    }

    /** The client whose own plan pays; null: the partner's. */
    @Nullable UUID payingClientId() {
        return planId.equals(partnerId) ? null : planId;
    }

    boolean isUnderWay() {
        return status == PaymentStatus.PENDING || status == PaymentStatus.UNKNOWN;
    }

    /** Is next taken up then; null: never again. */
    void dueAt(@Nullable Instant at) {
        dueAt = at;
        leasedUntil = null;
    }
}
