package io.seatflow.billing.payment.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.billing.payment.Card;
import io.seatflow.billing.payment.StoredCard;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code payment_method}. Only what has changed is written, since {@code CardExpiries}
 * writes beside it.
 */
@Entity
@DynamicUpdate
@Table(name = "payment_method")
@IdClass(PaymentMethodRow.Key.class)
class PaymentMethodRow extends PanacheEntityBase {

    record Key(UUID partnerId, UUID id) implements Serializable {}

    enum Status {
        VAULTING,
        READY,
        REFUSED,
        REMOVED
    }

    @Id UUID partnerId;
    @Id UUID id;
    UUID planId;

    @Enumerated(EnumType.STRING)
    Status status;

    @Nullable String nonce;
    boolean makeDefault;
    boolean isDefault;
    @Nullable String brand;
    @Nullable String last4;
    @Nullable String expires;
    @Nullable UUID invoiceId;
    @Nullable String reason;
    Instant createdAt;
    String createdBy;
    @Nullable Instant dueAt;
    @Nullable Instant leasedUntil;

    /** The local day on which it is next told that it expires; null: not any more. */
    @Nullable LocalDate tellExpiryOn;

    StoredCard toCard() {
        return new StoredCard(
                id,
                new Card(
                        Objects.requireNonNull(brand),
                        Objects.requireNonNull(last4),
                        Objects.requireNonNull(expires)),
                isDefault);
    }

    boolean isExpired(LocalDate on) {
        return toCard().card().isExpired(on);
    }

    void stored(Card card) {
        status = Status.READY;
        brand = card.brand();
        last4 = card.last4();
        expires = card.expires();
        tellExpiryOn = card.expiringOn().orElse(null);
        settled();
    }

    void removed() {
        status = Status.REMOVED;
        isDefault = false;
        tellExpiryOn = null;
    }

    void refused(String why) {
        status = Status.REFUSED;
        reason = why;
        settled();
    }

    private void settled() {
        nonce = null;
        dueAt = null;
        leasedUntil = null;
    }
}
