package io.seatflow.seat.change;

import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Holder;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What someone wants done with seats.
 *
 * @param client whose seats it is about; of a purchase, and of seats that are given up: the
 *     vendor-billed client on whose own plan; null: the partner's
 * @param seats how many it was asked for
 * @param users the users that it is to seat, if any: those who are removed are no longer among them
 */
public record SeatRequest(
        SeatChangeId id,
        Action action,
        @Nullable ClientId client,
        int seats,
        List<UserId> users,
        OnShortfall onShortfall,
        String requestedBy,
        Instant createdAt) {

    public static final int MOST_SEATS = 1_000_000;

    public SeatRequest {
        users = List.copyOf(users);
        if (seats < 1 || seats > MOST_SEATS) {
            throw new IllegalArgumentException("A change of " + seats + " seats.");
        }
        if (action.ofClient() && client == null) {
            throw new IllegalArgumentException(action + " needs a client.");
        }
        if (users.size() > (action == Action.OCCUPY ? seats : 0)) {
            throw new IllegalArgumentException(
                    action + " of " + seats + " seats for " + users.size() + " users.");
        }
    }

    /** A request for seats that nobody waits for. */
    public SeatRequest(
            SeatChangeId id,
            Action action,
            @Nullable ClientId client,
            int seats,
            OnShortfall onShortfall,
            String requestedBy,
            Instant createdAt) {
        this(id, action, client, seats, List.of(), onShortfall, requestedBy, createdAt);
    }

    /** One request that covers all these users of a holder. */
    public static SeatRequest toSeat(
            SeatChangeId id,
            Holder holder,
            List<UserId> users,
            OnShortfall onShortfall,
            String requestedBy,
            Instant createdAt) {
        return new SeatRequest(
                id,
                Action.OCCUPY,
                holder.client(),
                users.size(),
                users,
                onShortfall,
                requestedBy,
                createdAt);
    }

    /** The client of a change that is about a client's seats. */
    ClientId owner() {
        return Objects.requireNonNull(client, "The change is about the partner's seats.");
    }

    /** The same as the ledger understands it. */
    public SeatCommand command() {
        return switch (action) {
            case PURCHASE, ALLOCATE, OCCUPY -> need();
            case RETIRE ->
                    client == null
                            ? new SeatCommand.Retire(seats)
                            : new SeatCommand.RetireDirect(client, seats);
            case KEEP -> new SeatCommand.Keep(seats);
            case RETURN -> new SeatCommand.Return(owner(), seats);
        };
    }

    /** What seats that are bought for it are wanted for. */
    SeatCommand.Need need() {
        return switch (action) {
            case PURCHASE ->
                    client == null
                            ? new SeatCommand.Purchase(seats)
                            : new SeatCommand.PurchaseDirect(client, seats);
            case ALLOCATE -> new SeatCommand.Allocate(owner(), seats);
            case OCCUPY -> new SeatCommand.Occupy(new Holder(client), users);
            case RETIRE, KEEP, RETURN ->
                    throw new IllegalStateException("Nothing is bought for " + action + ".");
        };
    }

    /** The same, now that a user is no longer there. */
    SeatRequest without(UserId user) {
        return new SeatRequest(
                id,
                action,
                client,
                seats,
                users.stream().filter(other -> !other.equals(user)).toList(),
                onShortfall,
                requestedBy,
                createdAt);
    }
}
