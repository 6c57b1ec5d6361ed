package io.seatflow.seat.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a ledger are wanted; null: whatever it is.
 *
 * @param client only lines of this client
 * @param reason only seats that moved for this
 * @param from only what happened at this instant or later
 * @param to only what happened before this instant
 */
public record EntryFilter(
        @Nullable ClientId client,
        LedgerEvent.@Nullable Reason reason,
        @Nullable Instant from,
        @Nullable Instant to) {

    public static final EntryFilter ALL = new EntryFilter(null, null, null, null);
}
