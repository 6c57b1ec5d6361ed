package io.seatflow.billing.invoice;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Seats that came to a plan, or left it.
 *
 * @param seats how many; below zero where they left
 * @param on the first day without them or with them
 * @param from the seat change that bought them; of those carried over the invoice that named them
 * @param transfers where they are in the partner's seat ledger; null where they were not moved, or
 *     it is not told yet
 */
public record SeatMove(
        int seats, What what, LocalDate on, @Nullable String from, @Nullable Transfers transfers) {

    /** How they came or went. */
    public enum What {
        /** The plan began with them. */
        STARTED_WITH,
        /** The period before began with them. */
        CARRIED_OVER,
        BOUGHT,
        /** They joined without a purchase: an activation, or another billing manager. */
        JOINED,
        /** They had been given up and left with the period. */
        LEFT,
        /** They were paid for and could not be given. */
        NOT_GIVEN,
        /** What was told only after the period that it belongs to had closed. */
        TOLD_LATE
    }
}
