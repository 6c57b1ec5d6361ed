package io.seatflow.account.client;

import java.time.Duration;
import java.time.Instant;

/**
 * The one trial of a client's life.
 *
 * @param endsAt the first instant at which it is over
 * @param extended whether it was given its second fortnight
 */
public record TrialPeriod(Instant startedAt, Instant endsAt, boolean extended) {

    /** Of 14 days of 24 hours; an extension is as long again. */
    public static final Duration LENGTH = Duration.ofDays(14);

    private static final Duration DAY = Duration.ofDays(1);

    public TrialPeriod {
        if (!startedAt.isBefore(endsAt)) {
            throw new IllegalArgumentException(
                    "A trial from " + startedAt + " cannot be over at " + endsAt + ".");
        }
    }

    static TrialPeriod from(Instant start) {
        return new TrialPeriod(start, start.plus(LENGTH), false);
    }

    TrialPeriod longer() {
        return new TrialPeriod(startedAt, endsAt.plus(LENGTH), true);
    }

    public boolean isOver(Instant now) {
        return !now.isBefore(endsAt);
    }

    /** Days that are left, each begun one counted whole; 0 once it is over. */
    public int remainingDays(Instant now) {
        return isOver(now)
                ? 0
                : Math.toIntExact(
                        Duration.between(now, endsAt).plus(DAY).minusNanos(1).dividedBy(DAY));
    }
}
