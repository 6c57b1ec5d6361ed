package io.seatflow.account.user;

import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A seat change that users wait for, as seat-service has told of it.
 *
 * @param seats how many users it is to seat
 * @param shortfall seats beyond what was available, 0 if none
 * @param quote its price; null while there is none
 * @param reason the slug of the problem that ended it; null where it went well
 * @param payingClientId the client whose own plan pays, whose people alone see its amounts; null:
 *     the partner's plan
 */
public record SeatWait(
        UUID changeId,
        @Nullable UUID clientId,
        int seats,
        Status status,
        int shortfall,
        @Nullable Quote quote,
        @Nullable String reason,
        @Nullable String detail,
        @Nullable UUID payingClientId,
        String requestedBy,
        Instant createdAt,
        @Nullable Instant completedAt) {

    /** The name of a state of a seat change, as the API has it. */
    public enum Status {
        QUOTING,
        AWAITING_CONFIRMATION,
        PURCHASING,
        COMPLETED,
        DECLINED,
        CANCELLED,
        EXPIRED,
        REJECTED;

        /** Whether it may yet seat somebody. */
        public boolean isOpen() {
            return this == QUOTING || this == AWAITING_CONFIRMATION || this == PURCHASING;
        }

        /** Whether another service's next word is waited for, and nobody's decision. */
        public boolean isUnderWay() {
            return this == QUOTING || this == PURCHASING;
        }
    }

    /** A change that seat-service has not answered yet. */
    public static SeatWait asked(
            UUID changeId, @Nullable UUID clientId, int seats, String requestedBy, Instant now) {
        return new SeatWait(
                changeId,
                clientId,
                seats,
                Status.QUOTING,
                0,
                null,
                null,
                null,
                null,
                requestedBy,
                now,
                null);
    }

    /** The same after seat-service told of a shortfall, which billing puts a price on. */
    public SeatWait shortOf(int missing, @Nullable UUID payer) {
        return new SeatWait(
                changeId,
                clientId,
                seats,
                Status.QUOTING,
                missing,
                // It has no price yet, and another plan may be to pay by now.
                null,
                reason,
                detail,
                payer,
                requestedBy,
                createdAt,
                completedAt);
    }

    /** The same after seat-service told how it stands. */
    public SeatWait told(SeatChangeState told) {
        return new SeatWait(
                changeId,
                clientId,
                seats,
                Status.valueOf(told.status()),
                told.shortfall(),
                told.quote(),
                told.reason(),
                told.detail(),
                told.payingClientId(),
                requestedBy,
                createdAt,
                told.completedAt());
    }

    /** A quote belongs in no log line. */
    @Override
    public String toString() {
        return "SeatWait " + changeId + " " + status;
    }
}
