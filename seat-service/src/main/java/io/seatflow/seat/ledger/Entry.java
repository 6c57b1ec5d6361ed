package io.seatflow.seat.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the ledger: a transfer with its number and its cause.
 *
 * @param sequence gapless per partner
 * @param changeId the seat change that moved the seats; null where none did
 * @param actor who moved them
 * @param after the partner's figures after it
 */
public record Entry(
        long sequence,
        Transfer transfer,
        LedgerEvent.Reason reason,
        @Nullable UUID changeId,
        String actor,
        Instant occurredAt,
        Standing after) {

    /** Who moves seats that leave by themselves. */
    public static final String SYSTEM = "system";

    /**
     * Why and when events happened.
     *
     * @param at the time of the decision
     */
    public record Cause(@Nullable UUID changeId, String actor, Instant at) {}

    /** The lines that these events add to this ledger. */
    public static List<Entry> of(SeatLedger ledger, List<LedgerEvent> events, Cause cause) {
        var entries = new ArrayList<Entry>();
        var after = ledger;
        for (var event : events) {
            var occurredAt = SeatRules.occurredAt(after, event, cause.at());
            var standing = Standing.of(after);
            for (var transfer : event.transfers()) {
                standing = standing.after(List.of(transfer));
                entries.add(entry(transfer, event, cause, occurredAt, standing));
            }
            after = SeatRules.apply(after, event, cause.at());
        }
        return entries;
    }

    /** Seats that leave with their period do so by themselves. */
    private static Entry entry(
            Transfer transfer, LedgerEvent event, Cause cause, Instant occurredAt, Standing after) {
        var byItself = event instanceof LedgerEvent.Left || event instanceof LedgerEvent.ClientLeft;
        return new Entry(
                after.version(),
                transfer,
                event.reason(),
                byItself ? null : cause.changeId(),
                byItself ? SYSTEM : cause.actor(),
                occurredAt,
                after);
    }
}
