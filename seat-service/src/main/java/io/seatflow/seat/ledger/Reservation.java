package io.seatflow.seat.ledger;

import java.util.List;

/**
 * Where the seats of one need come from, and what a confirmed seat change remembers of it while its
 * payment is under way.
 *
 * @param direct whether a vendor-billed client's own plan supplies them: then it takes back seats
 *     that the client has given up, and nothing of the partner's
 * @param available seats taken from the available ones
 * @param retiring seats taken back from the retiring ones, each still knowing when it would leave
 * @param shortfall seats that must be bought
 */
public record Reservation(
        boolean direct, int available, List<RetiringSeats> retiring, int shortfall) {

    public Reservation {
        retiring = List.copyOf(retiring);
        if (available < 0 || shortfall < 0) {
            throw new IllegalArgumentException("A reservation holds no negative seats.");
        }
        if (direct && available > 0) {
            throw new IllegalArgumentException("The partner's seats are not for a direct plan.");
        }
    }

    /** Seats of the partner's plan. */
    public Reservation(int available, List<RetiringSeats> retiring, int shortfall) {
        this(false, available, retiring, shortfall);
    }

    /** Seats that are taken back from the retiring ones. */
    public int kept() {
        return RetiringSeats.sum(retiring);
    }

    /** Seats that its holder is to get beyond those in its accounts. */
    int incoming() {
        return direct ? shortfall : total();
    }

    /** Seats that are set aside while the shortfall is paid for. */
    public int held() {
        return available + kept();
    }

    public int total() {
        return held() + shortfall;
    }
}
