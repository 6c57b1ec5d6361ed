package io.seatflow.acceptance.check;

import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Plays billing-service's clock: periods of seconds instead of months, each partner's its own, with
 * news of them that come late and twice.
 */
final class PlayedPeriods {

    private static final int SHORTEST_MILLIS = 8_000;
    private static final int SPREAD_MILLIS = 12_000;
    private static final int LATE_MILLIS_MAX = 2_500;

    private final Topics topics;
    private final ScheduledExecutorService later;
    private final Random random;
    private final Map<UUID, List<Instant>> ends = new HashMap<>();
    private boolean over;

    PlayedPeriods(Topics topics, ScheduledExecutorService later, long seed) {
        this.topics = topics;
        this.later = later;
        this.random = new Random(seed);
    }

    /** Begins a partner's first period. */
    synchronized void begin(UUID partner) {
        ends.put(partner, new CopyOnWriteArrayList<>());
        begin(partner, Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    /** Lets no further period end. */
    synchronized void stop() {
        over = true;
    }

    /** When a partner's periods ended, or will. */
    synchronized Map<UUID, List<Instant>> ends() {
        return Map.copyOf(ends);
    }

    private synchronized void begin(UUID partner, Instant start) {
        if (over) {
            return;
        }
        var end = start.plusMillis(SHORTEST_MILLIS + (long) random.nextInt(SPREAD_MILLIS));
        ends.getOrDefault(partner, List.of()).add(end);
        var message = topics.tell(partner, new PeriodStarted(start, end, day(start), day(end)));
        if (random.nextInt(4) == 0) {
            topics.again(message);
        }
        var late =
                Duration.between(Instant.now(), end).toMillis() + random.nextInt(LATE_MILLIS_MAX);
        var _ = later.schedule(() -> end(partner, end), Math.max(0, late), TimeUnit.MILLISECONDS);
    }

    private synchronized void end(UUID partner, Instant end) {
        if (over) {
            return;
        }
        var message = topics.tell(partner, new PeriodEnding(end));
        if (random.nextInt(4) == 0) {
            topics.again(message);
        }
        // Billing asks again when it has not heard the answer: under another id.
        if (random.nextInt(4) == 0) {
            topics.tell(partner, new PeriodEnding(end));
        }
        var _ =
                later.schedule(
                        () -> begin(partner, end),
                        random.nextInt(LATE_MILLIS_MAX),
                        TimeUnit.MILLISECONDS);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
