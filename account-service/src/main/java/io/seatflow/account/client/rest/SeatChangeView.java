package io.seatflow.account.client.rest;

import io.seatflow.account.client.SeatChange;
import io.seatflow.account.client.SeatChangeStatus;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.tenancy.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A seat change that a client waits for, as the API tells of it: two types, by who may see money.
 */
sealed interface SeatChangeView {

    /** For whoever may see amounts. */
    record Priced(
            UUID id,
            String action,
            UUID clientId,
            int seats,
            SeatChangeStatus status,
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
            UUID clientId,
            int seats,
            SeatChangeStatus status,
            int shortfall,
            @Nullable String notice,
            @Nullable String reason,
            String requestedBy,
            Instant createdAt,
            @Nullable Instant completedAt)
            implements SeatChangeView {}

    /** What the caller may see: the amounts of the plan that pays, or none. */
    static SeatChangeView of(SeatChange change, Caller caller) {
        UUID payer = change.payingClientId();
        String action = payer == null ? "ALLOCATE" : "PURCHASE";
        return seesAmounts(payer, caller)
                ? new Priced(
                        change.id(),
                        action,
                        change.clientId(),
                        change.seats(),
                        change.status(),
                        change.shortfall(),
                        change.quote(),
                        notice(change),
                        change.reason(),
                        change.detail(),
                        change.requestedBy(),
                        change.createdAt(),
                        change.completedAt())
                : new Unpriced(
                        change.id(),
                        action,
                        change.clientId(),
                        change.seats(),
                        change.status(),
                        change.shortfall(),
                        notice(change),
                        change.reason(),
                        change.requestedBy(),
                        change.createdAt(),
                        change.completedAt());
    }

    private static boolean seesAmounts(@Nullable UUID payer, Caller caller) {
        return payer == null
                ? caller.seesAmounts()
                : payer.equals(caller.clientId()) && caller.seesOwnAmounts();
    }

    private static @Nullable String notice(SeatChange change) {
        if (change.shortfall() == 0 || !change.status().isOpen()) {
            return null;
        }
        return change.shortfall() == 1
                ? "Your plan will be updated: 1 more seat is needed."
                : "Your plan will be updated: %d more seats are needed."
                        .formatted(change.shortfall());
    }
}
