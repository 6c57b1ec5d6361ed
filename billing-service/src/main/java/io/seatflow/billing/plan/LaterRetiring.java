package io.seatflow.billing.plan;

import java.time.LocalDate;

/**
 * Seats of which it is told that they retire once a period is over but before the plan has gone on
 * to the next: they leave with the period that the day is in.
 *
 * @param seats how many then retire
 * @param on the local day on which that was so
 */
public record LaterRetiring(int seats, LocalDate on) {

    public LaterRetiring {
        if (seats < 0) {
            throw new IllegalArgumentException(seats + " seats cannot retire.");
        }
    }
}
