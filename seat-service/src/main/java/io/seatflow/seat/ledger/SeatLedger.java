package io.seatflow.seat.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a partner's seats are, as far as a decision needs to know.
 *
 * @param sequence the number of the last transfer; gapless, so also how many there were
 * @param clients the source of each client that the decision is about
 * @param retiring the retiring seats by when they leave, soonest first
 * @param onOrder seats that confirmed changes are buying: not in the ledger yet, yet within limits
 * @param supplyLimit the most seats that the plan may have; null: no limit of the partner's own
 * @param periodEnd when the last billing period that billing told of ends
 */
public record SeatLedger(
        long sequence,
        Balances balances,
        Map<ClientId, Source> clients,
        List<RetiringSeats> retiring,
        int onOrder,
        @Nullable Integer supplyLimit,
        @Nullable Instant periodEnd) {

    /** No partner has more, so that seats can be counted without overflow. */
    public static final int MOST_SUPPLY = 1_000_000_000;

    public static final SeatLedger EMPTY =
            new SeatLedger(0, Balances.NONE, Map.of(), List.of(), 0, null, null);

    public SeatLedger {
        clients = Map.copyOf(clients);
        retiring = List.copyOf(retiring);
        if (sequence < 0 || onOrder < 0) {
            throw new IllegalArgumentException(
                    "Transfer " + sequence + ", " + onOrder + " seats on order.");
        }
        if (RetiringSeats.sum(retiring) != balances.retiring()) {
            throw new IllegalArgumentException(
                    balances.retiring() + " seats retire, but " + retiring + " are known.");
        }
        for (var account : balances.accounts().keySet()) {
            if (account.kind().ofClient() && !clients.containsKey(account.owner())) {
                throw new IllegalArgumentException(account + " belongs to no client known here.");
            }
        }
    }

    /** The most seats that the plan may have. */
    public int limit() {
        return supplyLimit == null ? MOST_SUPPLY : Math.min(supplyLimit, MOST_SUPPLY);
    }

    /** Seats of a client, whether someone occupies them or not. */
    public int seatsOf(ClientId client) {
        return freeOf(client) + balances.of(LedgerAccount.inUseBy(client));
    }

    /** Seats of a client that nobody occupies. */
    public int freeOf(ClientId client) {
        return balances.of(LedgerAccount.freeOf(client));
    }

    /** The same without its clients. */
    public SeatLedger alone() {
        var own = new HashMap<>(balances.accounts());
        own.keySet().removeIf(account -> account.kind().ofClient());
        return with(own, Map.of());
    }

    /** The same, knowing of this client. */
    public SeatLedger about(Map<ClientId, ClientSeats> known) {
        var accounts = new HashMap<>(balances.accounts());
        var sources = new HashMap<ClientId, Source>();
        known.forEach((client, seats) -> {
            sources.put(client, seats.source());
            put(accounts, LedgerAccount.freeOf(client), seats.free());
            put(accounts, LedgerAccount.inUseBy(client), seats.inUse());
            put(accounts, LedgerAccount.complimentaryOf(client), seats.complimentary());
            put(accounts, LedgerAccount.directOf(client), seats.direct());
        });
        return with(accounts, sources);
    }

    /** The seats of the clients that it knows of. */
    public Map<ClientId, ClientSeats> clientSeats() {
        var seats = new HashMap<ClientId, ClientSeats>();
        clients.forEach((client, source) ->
                seats.put(
                        client,
                        new ClientSeats(
                                source,
                                freeOf(client),
                                balances.of(LedgerAccount.inUseBy(client)),
                                balances.of(LedgerAccount.complimentaryOf(client)),
                                balances.of(LedgerAccount.directOf(client)))));
        return seats;
    }

    private static void put(
            Map<LedgerAccount, Integer> accounts, LedgerAccount account, int seats) {
        if (seats != 0) {
            accounts.put(account, seats);
        }
    }

    private SeatLedger with(Map<LedgerAccount, Integer> accounts, Map<ClientId, Source> sources) {
        return new SeatLedger(
                sequence,
                new Balances(accounts, balances.allocated(), balances.complimentary()),
                sources,
                retiring,
                onOrder,
                supplyLimit,
                periodEnd);
    }
}
