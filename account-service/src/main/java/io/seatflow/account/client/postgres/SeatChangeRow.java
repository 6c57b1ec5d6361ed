package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.client.OnShortfall;
import io.seatflow.account.client.SeatChange;
import io.seatflow.account.client.SeatChangeStatus;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code client_seat_change}. */
@Entity(name = "SeatChangeRow")
@Table(name = "client_seat_change")
@IdClass(SeatChangeKey.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class SeatChangeRow extends PanacheEntityBase {

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id
    @Column(name = "change_id")
    UUID changeId;

    @Column(name = "client_id")
    UUID clientId;

    @Enumerated(EnumType.STRING)
    @Column(name = "on_shortfall")
    OnShortfall onShortfall;

    int seats;

    @Enumerated(EnumType.STRING)
    SeatChangeStatus status;

    int shortfall;
    boolean asked;
    @Nullable String quote;
    @Nullable String reason;
    @Nullable String detail;

    @Column(name = "requested_by")
    String requestedBy;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "completed_at")
    @Nullable Instant completedAt;

    @Column(name = "paying_client_id")
    @Nullable UUID payingClientId;

    static SeatChangeRow of(UUID partnerId, SeatChange change) {
        var row = new SeatChangeRow();
        row.partnerId = partnerId;
        row.changeId = change.id();
        row.clientId = change.clientId();
        row.onShortfall = change.onShortfall();
        row.seats = change.seats();
        row.requestedBy = change.requestedBy();
        row.createdAt = change.createdAt();
        row.become(change);
        return row;
    }

    /** Takes over what may change. */
    final void become(SeatChange change) {
        status = change.status();
        shortfall = change.shortfall();
        asked = change.asked();
        quote = Quotes.write(change.quote());
        reason = change.reason();
        detail = change.detail();
        completedAt = change.completedAt();
        payingClientId = change.payingClientId();
    }

    SeatChange toChange() {
        return new SeatChange(
                changeId,
                clientId,
                onShortfall,
                seats,
                status,
                shortfall,
                asked,
                Quotes.read(quote),
                reason,
                detail,
                requestedBy,
                createdAt,
                completedAt,
                payingClientId);
    }
}
