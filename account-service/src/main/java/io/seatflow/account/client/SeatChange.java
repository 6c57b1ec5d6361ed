package io.seatflow.account.client;

import io.seatflow.platform.event.Quote;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The seat change that a client was made with, as far as seat-service has told of it.
 *
 * @param seats seats wanted
 * @param shortfall seats beyond what was available, as last told
 * @param asked whether someone was asked to confirm a price
 * @param quote its current price; null while there is none
 * @param reason the slug of the problem that ended it; null where it went well
 * @param payingClientId the client whose own plan pays, and who alone sees amounts; null: the
 *     partner's plan
 */
public record SeatChange(
        UUID id,
        UUID clientId,
        OnShortfall onShortfall,
        int seats,
        SeatChangeStatus status,
        int shortfall,
        boolean asked,
        @Nullable Quote quote,
        @Nullable String reason,
        @Nullable String detail,
        String requestedBy,
        Instant createdAt,
        @Nullable Instant completedAt,
        @Nullable UUID payingClientId) {}
