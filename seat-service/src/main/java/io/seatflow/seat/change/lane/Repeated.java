package io.seatflow.seat.change.lane;

/** An event has had its effect before: nothing was done. */
public final class Repeated extends RuntimeException {

    public Repeated() {
        super("The event has had its effect.", null, false, false);
    }
}
