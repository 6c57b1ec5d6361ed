package io.seatflow.seat.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client's accounts, and what limits them.
 *
 * @param free seats without a user, given-up and held ones among them
 * @param complimentary the balance of that source: zero, or minus the seats that sprang from it
 * @param direct the balance of that source, likewise
 * @param disabled whether the client is Disabled: it can give seats back and do nothing else
 * @param seatLimit the most seats that the client may come to have; null: no limit
 * @param complimentaryLimit the most seats that it may come to have in Setup or Trial
 * @param onOrder seats that confirmed changes are bringing it: not in its accounts yet, yet within
 *     its limit
 * @param held free seats that a purchase on the client's own plan takes back from the given-up
 *     ones, while its payment is under way
 * @param retiring seats that a vendor-billed client has given up: out of use, and gone when they
 *     are due
 * @param periodEnd when the last billing period of the client's own plan ends; null while none is
 *     known
 */
public record ClientSeats(
        Source source,
        int free,
        int inUse,
        int complimentary,
        int direct,
        boolean disabled,
        @Nullable Integer seatLimit,
        int complimentaryLimit,
        int onOrder,
        int held,
        List<RetiringSeats> retiring,
        @Nullable Instant periodEnd) {

    /** The most seats of a client in Setup or Trial, unless an operator sets another limit. */
    public static final int COMPLIMENTARY_LIMIT = 100;

    public ClientSeats {
        retiring = List.copyOf(retiring);
        if (free < 0 || inUse < 0 || complimentary > 0 || direct > 0) {
            throw new IllegalArgumentException(
                    "%d free, %d in use, %d complimentary, %d direct."
                            .formatted(free, inUse, complimentary, direct));
        }
        if (onOrder < 0 || held < 0 || RetiringSeats.sum(retiring) + held > free) {
            throw new IllegalArgumentException(
                    "%d on order; %d held and %s retiring of %d free."
                            .formatted(onOrder, held, retiring, free));
        }
        // What a client has beyond its own sources is the partner's supply: its PLAN seats alone.
        var supplied = free + inUse + complimentary + direct;
        var fits =
                switch (source) {
                    case PLAN -> complimentary == 0 && direct == 0;
                    case COMPLIMENTARY -> direct == 0 && supplied == 0;
                    case DIRECT -> complimentary == 0 && supplied == 0;
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "%d seats, %d complimentary, %d direct of a client whose source is %s."
                            .formatted(free + inUse, complimentary, direct, source));
        }
        if (source != Source.DIRECT && !(retiring.isEmpty() && periodEnd == null)) {
            throw new IllegalArgumentException("Only a plan of its own has seats to give up.");
        }
    }

    /** Of a client that has no seats yet. */
    public static ClientSeats none(Source source) {
        return new ClientSeats(
                source, 0, 0, 0, 0, false, null, COMPLIMENTARY_LIMIT, 0, 0, List.of(), null);
    }

    /** Seats of the client, whether someone occupies them or not. */
    public int seats() {
        return free + inUse;
    }

    /** Free seats that a user may take. */
    public int usable() {
        return free - held - RetiringSeats.sum(retiring);
    }

    /** Whether the client may come to have these seats more than it has and is about to get. */
    boolean mayHave(int more) {
        return more <= 0
                || (long) seats() + onOrder + more
                        <= Objects.requireNonNullElse(seatLimit, Integer.MAX_VALUE);
    }

    /** The same after all these seats have moved at once, supplied by this source from then on. */
    ClientSeats after(List<Transfer> transfers, Source newSource) {
        return new ClientSeats(
                newSource,
                free + moved(LedgerAccount.Kind.CLIENT_FREE, transfers),
                inUse + moved(LedgerAccount.Kind.CLIENT_IN_USE, transfers),
                complimentary + moved(LedgerAccount.Kind.COMPLIMENTARY, transfers),
                direct + moved(LedgerAccount.Kind.DIRECT, transfers),
                disabled,
                seatLimit,
                complimentaryLimit,
                onOrder,
                held,
                retiring,
                periodEnd);
    }

    ClientSeats limited(@Nullable Integer seats, int complimentarySeats) {
        return new ClientSeats(
                source,
                free,
                inUse,
                complimentary,
                direct,
                disabled,
                seats,
                complimentarySeats,
                onOrder,
                held,
                retiring,
                periodEnd);
    }

    ClientSeats disabled(boolean now) {
        return new ClientSeats(
                source,
                free,
                inUse,
                complimentary,
                direct,
                now,
                seatLimit,
                complimentaryLimit,
                onOrder,
                held,
                retiring,
                periodEnd);
    }

    ClientSeats ordering(int more, int holding) {
        return new ClientSeats(
                source,
                free,
                inUse,
                complimentary,
                direct,
                disabled,
                seatLimit,
                complimentaryLimit,
                onOrder + more,
                held + holding,
                retiring,
                periodEnd);
    }

    ClientSeats givenUp(List<RetiringSeats> lots) {
        return new ClientSeats(
                source,
                free,
                inUse,
                complimentary,
                direct,
                disabled,
                seatLimit,
                complimentaryLimit,
                onOrder,
                held,
                lots,
                periodEnd);
    }

    ClientSeats until(@Nullable Instant end) {
        return new ClientSeats(
                source,
                free,
                inUse,
                complimentary,
                direct,
                disabled,
                seatLimit,
                complimentaryLimit,
                onOrder,
                held,
                retiring,
                end);
    }

    private static int moved(LedgerAccount.Kind account, List<Transfer> transfers) {
        var seats = 0;
        for (var transfer : transfers) {
            seats += transfer.to().kind() == account ? transfer.seats() : 0;
            seats -= transfer.from().kind() == account ? transfer.seats() : 0;
        }
        return seats;
    }
}
