package io.seatflow.billing.plan;

import static java.time.temporal.ChronoUnit.DAYS;

import java.time.LocalDate;

/**
 * The days {@code [start, end)} that one fee pays for.
 *
 * @param periodDays the denominator of every proration: in a stub the days of the full period that
 *     contains it, otherwise its own
 */
public record BillingPeriod(LocalDate start, LocalDate end, int periodDays) {

    public BillingPeriod {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("A period has at least one day.");
        }
        if (periodDays < DAYS.between(start, end)) {
            throw new IllegalArgumentException("A period is no longer than the full one.");
        }
    }

    public int days() {
        return Math.toIntExact(DAYS.between(start, end));
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(start) && day.isBefore(end);
    }

    /** The days left, the given one included. */
    public int remainingFrom(LocalDate day) {
        if (!contains(day)) {
            throw new IllegalArgumentException(day + " is not a day of " + this + ".");
        }
        return Math.toIntExact(DAYS.between(day, end));
    }
}
