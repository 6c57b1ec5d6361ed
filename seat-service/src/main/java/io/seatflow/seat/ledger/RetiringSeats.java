package io.seatflow.seat.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Seats that the partner has given up and that leave its supply together.
 *
 * @param at when they leave, if that is {@code dated}; else when they were given up: they leave at
 *     the end of the period around it, which billing has not told yet
 */
public record RetiringSeats(Instant at, boolean dated, int seats) {

    public RetiringSeats {
        if (seats <= 0) {
            throw new IllegalArgumentException(seats + " seats cannot retire.");
        }
    }

    /** Whether these have left the supply by {@code now}. */
    public boolean isOver(Instant now) {
        return dated && !at.isAfter(now);
    }

    /** The same seats once it is known that the period around {@code at} ends at {@code end}. */
    RetiringSeats inPeriodUntil(Instant end) {
        return !dated && at.isBefore(end) ? new RetiringSeats(end, true, seats) : this;
    }

    static int sum(List<RetiringSeats> lots) {
        var seats = 0;
        for (var lot : lots) {
            seats += lot.seats;
        }
        return seats;
    }

    /** As many of these as are there, up to {@code seats}: those that leave soonest come first. */
    static List<RetiringSeats> take(List<RetiringSeats> lots, int seats) {
        if (seats == 0 || lots.isEmpty()) {
            return List.of();
        }
        var taken = new ArrayList<RetiringSeats>();
        var missing = seats;
        for (var lot : lots) {
            var part = Math.min(missing, lot.seats());
            if (part > 0) {
                taken.add(new RetiringSeats(lot.at(), lot.dated(), part));
                missing -= part;
            }
        }
        return List.copyOf(taken);
    }

    static List<RetiringSeats> plus(List<RetiringSeats> lots, List<RetiringSeats> more) {
        return total(lots, more, 1);
    }

    static List<RetiringSeats> minus(List<RetiringSeats> lots, List<RetiringSeats> less) {
        return total(lots, less, -1);
    }

    private record Departure(Instant at, boolean dated) {}

    private static List<RetiringSeats> total(
            List<RetiringSeats> lots, List<RetiringSeats> others, int sign) {
        var seats = new LinkedHashMap<Departure, Integer>();
        lots.forEach(lot -> seats.merge(new Departure(lot.at, lot.dated), lot.seats, Integer::sum));
        others.forEach(lot ->
                seats.merge(new Departure(lot.at, lot.dated), sign * lot.seats, Integer::sum));
        return seats.entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .map(entry ->
                        new RetiringSeats(
                                entry.getKey().at(), entry.getKey().dated(), entry.getValue()))
                .sorted(
                        Comparator.comparing(RetiringSeats::dated)
                                .reversed()
                                .thenComparing(RetiringSeats::at))
                .toList();
    }
}
