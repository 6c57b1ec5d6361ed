package io.seatflow.seat.change.rest;

import io.seatflow.seat.change.Action;
import io.seatflow.seat.change.Reason;
import io.seatflow.seat.change.SeatChange;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A seat change for those who may not see amounts: it has no place for any.
 *
 * @param quoteId the name of the current price, with which it can be confirmed
 */
record ChangeView(
        UUID id,
        Action action,
        @Nullable UUID clientId,
        int seats,
        SeatChange.Status status,
        int shortfall,
        @Nullable UUID quoteId,
        @Nullable String notice,
        @Nullable String reason,
        @Nullable String detail,
        String requestedBy,
        Instant createdAt,
        @Nullable Instant completedAt) {

    /**
     * @param reason why it came to nothing, as far as the reader may know
     */
    static ChangeView of(SeatChange change, @Nullable Reason reason) {
        var request = change.request();
        return new ChangeView(
                change.id().value(),
                request.action(),
                request.client() == null ? null : request.client().value(),
                request.seats(),
                change.status(),
                change.shortfall(),
                change.quote() == null ? null : change.quote().id(),
                change.notice(),
                reason == null ? null : reason.slug(),
                reason == null ? null : reason.detail(),
                request.requestedBy(),
                request.createdAt(),
                change.completedAt());
    }
}
