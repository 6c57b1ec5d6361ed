package io.seatflow.seat.change;

import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.LedgerAccount;
import io.seatflow.seat.ledger.SeatCommand;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What someone wants done with seats. */
public record SeatRequest(
        SeatChangeId id,
        Action action,
        @Nullable ClientId client,
        int seats,
        OnShortfall onShortfall,
        String requestedBy,
        Instant createdAt) {

    public static final int MOST_SEATS = 1_000_000;

    public SeatRequest {
        if (seats < 1 || seats > MOST_SEATS) {
            throw new IllegalArgumentException("A change of " + seats + " seats.");
        }
        if (action.ofClient() && client == null) {
            throw new IllegalArgumentException(action + " needs a client.");
        }
    }

    /** The client of a change that is about a client's seats. */
    ClientId owner() {
        return Objects.requireNonNull(client, "The change is about the partner's seats.");
    }

    /** The same as the ledger understands it. */
    SeatCommand command() {
        return switch (action) {
            case PURCHASE -> new SeatCommand.Purchase(seats);
            case RETIRE -> new SeatCommand.Retire(seats);
            case KEEP -> new SeatCommand.Keep(seats);
            case ALLOCATE -> new SeatCommand.Allocate(owner(), seats);
            case RETURN -> new SeatCommand.Return(owner(), seats);
        };
    }

    /** Where seats that are bought for it go. */
    LedgerAccount target() {
        return action.ofClient() ? LedgerAccount.freeOf(owner()) : LedgerAccount.AVAILABLE;
    }
}
