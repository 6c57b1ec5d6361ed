package io.seatflow.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A trial that a client is in.
 *
 * @param endsAt the first instant at which it is over
 */
public record Trial(UUID clientId, Instant startedAt, Instant endsAt, boolean extended) {

    private static final Duration DAY = Duration.ofDays(1);

    /** Days that are left, each begun one counted whole; 0 once it is over. */
    public int remainingDays(Instant now) {
        return remainingDays(now, endsAt);
    }

    static int remainingDays(Instant now, Instant endsAt) {
        return now.isBefore(endsAt)
                ? Math.toIntExact(
                        Duration.between(now, endsAt).plus(DAY).minusNanos(1).dividedBy(DAY))
                : 0;
    }
}
