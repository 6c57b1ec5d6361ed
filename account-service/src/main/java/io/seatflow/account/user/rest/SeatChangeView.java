package io.seatflow.account.user.rest;

import io.seatflow.account.user.SeatWait;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.tenancy.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A seat change that a user waits by, as the API tells of it: two types, by who may see money, and
 * only the one that is handed to whoever may has a place for an amount.
 */
sealed interface SeatChangeView {

    /** For whoever may see amounts of the plan that would pay. */
    record Priced(
            UUID id,
            String action,
            @Nullable UUID clientId,
            int seats,
            SeatWait.Status status,
            int shortfall,
            @Nullable Quote quote,
            @Nullable String notice,
            @Nullable String reason,
            @Nullable String detail,
            String requestedBy,
            Instant createdAt,
            @Nullable Instant completedAt)
            implements SeatChangeView {}

    /** For everybody else: no amount is anywhere in it. */
    record Unpriced(
            UUID id,
            String action,
            @Nullable UUID clientId,
            int seats,
            SeatWait.Status status,
            int shortfall,
            @Nullable String notice,
            @Nullable String reason,
            String requestedBy,
            Instant createdAt,
            @Nullable Instant completedAt)
            implements SeatChangeView {}

    static SeatChangeView of(SeatWait wait, Caller caller) {
        String action = "OCCUPY";
        return caller.seesAmountsOf(wait.payingClientId())
                ? new Priced(
                        wait.changeId(),
                        action,
                        wait.clientId(),
                        wait.seats(),
                        wait.status(),
                        wait.shortfall(),
                        wait.quote(),
                        notice(wait),
                        wait.reason(),
                        wait.detail(),
                        wait.requestedBy(),
                        wait.createdAt(),
                        wait.completedAt())
                : new Unpriced(
                        wait.changeId(),
                        action,
                        wait.clientId(),
                        wait.seats(),
                        wait.status(),
                        wait.shortfall(),
                        notice(wait),
                        wait.reason(),
                        wait.requestedBy(),
                        wait.createdAt(),
                        wait.completedAt());
    }

    private static @Nullable String notice(SeatWait wait) {
        if (wait.shortfall() == 0 || !wait.status().isOpen()) {
            return null;
        }
        return wait.shortfall() == 1
                ? "Your plan will be updated: 1 more seat is needed."
                : "Your plan will be updated: %d more seats are needed."
                        .formatted(wait.shortfall());
    }
}
