package io.seatflow.seat.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a partner's seats are, as far as a decision needs to know.
 *
 * @param sequence the number of the last transfer; gapless, so also how many there were
 * @param clients the clients that the decision is about
 * @param occupants of the users that the decision is about those that have a seat, and whose
 * @param retiring the retiring seats by when they leave, soonest first
 * @param onOrder seats that confirmed changes are buying: not in the ledger yet, yet within limits
 * @param supplyLimit the most seats that the plan may have; null: no limit of the partner's own
 * @param periodEnd when the last billing period that billing told of ends
 * @param lastAt when the last transfer happened; null before the first
 */
public record SeatLedger(
        long sequence,
        Balances balances,
        Map<ClientId, ClientSeats> clients,
        Map<UserId, Holder> occupants,
        List<RetiringSeats> retiring,
        int onOrder,
        @Nullable Integer supplyLimit,
        @Nullable Instant periodEnd,
        @Nullable Instant lastAt) {

    /** No partner has more, so that seats can be counted without overflow. */
    public static final int MOST_SUPPLY = 1_000_000_000;

    public static final SeatLedger EMPTY =
            new SeatLedger(0, Balances.NONE, Map.of(), Map.of(), List.of(), 0, null, null, null);

    public SeatLedger {
        clients = Map.copyOf(clients);
        occupants = Map.copyOf(occupants);
        retiring = List.copyOf(retiring);
        if (sequence < 0 || onOrder < 0) {
            throw new IllegalArgumentException(
                    "Transfer " + sequence + ", " + onOrder + " seats on order.");
        }
        if (RetiringSeats.sum(retiring) != balances.retiring()) {
            throw new IllegalArgumentException(
                    balances.retiring() + " seats retire, but " + retiring + " are known.");
        }
    }

    /** The most seats that the plan may have. */
    public int limit() {
        return supplyLimit == null ? MOST_SUPPLY : Math.min(supplyLimit, MOST_SUPPLY);
    }

    /**
     * The time of a decision made at {@code clock}: in one ledger it never runs backwards, whatever
     * the clocks of those who write it say.
     */
    public Instant timeAt(Instant clock) {
        return lastAt != null && lastAt.isAfter(clock) ? lastAt : clock;
    }

    /** Seats of a client, whether someone occupies them or not. */
    public int seatsOf(ClientId client) {
        var seats = clients.get(client);
        return seats == null ? 0 : seats.seats();
    }

    /** Seats of a client that nobody occupies. */
    public int freeOf(ClientId client) {
        var seats = clients.get(client);
        return seats == null ? 0 : seats.free();
    }

    /** The same ledger, knowing this client as well. */
    public SeatLedger knowing(ClientId client, ClientSeats seats) {
        return new SeatLedger(
                sequence,
                balances,
                SeatRules.with(clients, client, seats),
                occupants,
                retiring,
                onOrder,
                supplyLimit,
                periodEnd,
                lastAt);
    }

    /** The same ledger, knowing of these users alone which have a seat. */
    public SeatLedger knowing(Map<UserId, Holder> users) {
        return new SeatLedger(
                sequence,
                balances,
                clients,
                users,
                retiring,
                onOrder,
                supplyLimit,
                periodEnd,
                lastAt);
    }

    /** The same ledger, knowing of these clients and users alone. */
    public SeatLedger about(Map<ClientId, ClientSeats> concerned, Map<UserId, Holder> seated) {
        return new SeatLedger(
                sequence,
                balances,
                concerned,
                seated,
                retiring,
                onOrder,
                supplyLimit,
                periodEnd,
                lastAt);
    }

    /** The partner's own figures. */
    public SeatLedger alone() {
        return about(Map.of(), Map.of());
    }
}
