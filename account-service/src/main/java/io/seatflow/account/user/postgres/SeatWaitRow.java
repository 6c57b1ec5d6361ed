package io.seatflow.account.user.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.seatflow.account.user.SeatWait;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.json.JsonSetup;
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

/** A row of {@code user_seat_change}. */
@Entity(name = "SeatWaitRow")
@Table(name = "user_seat_change")
@IdClass(SeatWaitRow.Key.class)
@SuppressWarnings("NullAway.Init") // Set by Hibernate, or by whoever makes a row.
class SeatWaitRow extends PanacheEntityBase {

    private static final ObjectMapper JSON = JsonSetup.mapper();

    record Key(UUID partnerId, UUID changeId) {}

    @Id
    @Column(name = "partner_id")
    UUID partnerId;

    @Id
    @Column(name = "change_id")
    UUID changeId;

    @Column(name = "client_id")
    @Nullable UUID clientId;

    int seats;

    @Enumerated(EnumType.STRING)
    SeatWait.Status status;

    int shortfall;
    @Nullable String quote;
    @Nullable String reason;
    @Nullable String detail;

    @Column(name = "paying_client_id")
    @Nullable UUID payingClientId;

    @Column(name = "requested_by")
    String requestedBy;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "completed_at")
    @Nullable Instant completedAt;

    /** Null: it has not been asked for yet. */
    @Column(name = "asked_at")
    @Nullable Instant askedAt;

    static SeatWaitRow of(UUID partnerId, SeatWait wait, Instant askedAt) {
        var row = new SeatWaitRow();
        row.partnerId = partnerId;
        row.changeId = wait.changeId();
        row.clientId = wait.clientId();
        row.seats = wait.seats();
        row.requestedBy = wait.requestedBy();
        row.createdAt = wait.createdAt();
        row.become(wait, askedAt);
        return row;
    }

    /** Takes over what may change. */
    final void become(SeatWait wait, Instant heardAt) {
        status = wait.status();
        shortfall = wait.shortfall();
        quote = write(wait.quote());
        reason = wait.reason();
        detail = wait.detail();
        payingClientId = wait.payingClientId();
        completedAt = wait.completedAt();
        askedAt = heardAt;
    }

    SeatWait toWait() {
        return new SeatWait(
                changeId,
                clientId,
                seats,
                status,
                shortfall,
                read(quote),
                reason,
                detail,
                payingClientId,
                requestedBy,
                createdAt,
                completedAt);
    }

    private static @Nullable String write(@Nullable Quote quote) {
        try {
            return quote == null ? null : JSON.writeValueAsString(quote);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A quote can be written as JSON.", e);
        }
    }

    private static @Nullable Quote read(@Nullable String quote) {
        try {
            return quote == null ? null : JSON.readValue(quote, Quote.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A quote that was kept can be read.", e);
        }
    }
}
