package io.seatflow.platform.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What seat-service tells: how many seats, whose, since when. Topic {@code seatflow.seats}. */
public sealed interface SeatEvent extends SeatflowEvent {

    /** The ledger of a new partner was opened with the seats that its plan starts with. */
    record SeatLedgerOpened(int supply) implements SeatEvent {}

    /**
     * A seat change needs {@code shortfall} seats more than there are: billing is asked for a
     * price.
     *
     * @param attempt 1 for the first asking; a repeat of the same question has the next number
     * @param requestedAt when the change was asked for, or asked again
     */
    record SeatShortfall(
            UUID changeId,
            String action,
            @Nullable UUID clientId,
            int seats,
            int shortfall,
            int attempt,
            Instant requestedAt)
            implements SeatEvent {}

    /**
     * A purchase was confirmed: billing charges it.
     *
     * @param quoteId the quote that was confirmed; null where the request consented to the price
     *     computed when it is charged ({@code onShortfall: PURCHASE})
     * @param confirmedAt its local day in the plan's time zone is the first day charged
     */
    record SeatPurchaseConfirmed(
            UUID changeId,
            String action,
            @Nullable UUID clientId,
            int seats,
            int shortfall,
            @Nullable UUID quoteId,
            int attempt,
            Instant confirmedAt,
            String confirmedBy)
            implements SeatEvent {}

    /** Paid, but it cannot be completed: billing refunds it. */
    record SeatPurchaseAbandoned(UUID changeId, String reason) implements SeatEvent {}

    /**
     * Seats went from the partner's available (or bought) seats to a client; {@code seatsAfter} is
     * what the client has now.
     */
    record SeatsAllocated(UUID changeId, UUID clientId, int seats, int seatsAfter)
            implements SeatEvent {}

    /** A client gave seats back; {@code seatsAfter} is what it has now. */
    record SeatsReturned(UUID changeId, UUID clientId, int seats, int seatsAfter)
            implements SeatEvent {}

    /** Seats are out of use now and leave the supply at the period's end. */
    record SeatsRetired(UUID changeId, int seats, int retiringAfter, long ledgerSequence)
            implements SeatEvent {}

    /** Retiring seats are in use after all. */
    record SeatsKept(UUID changeId, int seats, int retiringAfter, long ledgerSequence)
            implements SeatEvent {}

    /**
     * Retiring seats left the supply as their period ended; also said with 0 seats, as the answer
     * to {@code PeriodEnding}.
     */
    record SupplyReduced(int seats, int supplyAfter, Instant periodEnd, long ledgerSequence)
            implements SeatEvent {}

    /** The price of a change is known and someone entitled is asked for a confirmation. */
    record SeatChangeAwaitingConfirmation(SeatChangeState change) implements SeatEvent {}

    /** A change is done. */
    record SeatChangeCompleted(SeatChangeState change) implements SeatEvent {}

    /** The payment of a change failed; nothing changed. */
    record SeatChangeDeclined(SeatChangeState change) implements SeatEvent {}

    /** A change was taken back before it was confirmed. */
    record SeatChangeCancelled(SeatChangeState change) implements SeatEvent {}

    /** Nobody confirmed a change in time. */
    record SeatChangeExpired(SeatChangeState change) implements SeatEvent {}

    /** A change was never possible; {@code change.reason()} is the problem's slug. */
    record SeatChangeRejected(SeatChangeState change) implements SeatEvent {}

    /**
     * A seat change as it stands.
     *
     * @param shortfall seats beyond what was available, 0 if none
     * @param quote its current price, null while there is none
     * @param reason the slug of the problem that ended it, null where it went well
     * @param detail a sentence to go with {@code reason}
     */
    record SeatChangeState(
            UUID changeId,
            String action,
            @Nullable UUID clientId,
            int seats,
            String status,
            int shortfall,
            @Nullable Quote quote,
            @Nullable String reason,
            @Nullable String detail,
            String requestedBy,
            Instant createdAt,
            @Nullable Instant completedAt) {}
}
