package io.seatflow.platform.clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Business time: what trials, quotes, periods and {@code occurredAt} go by. The system's time,
 * unless the sandbox has moved it ahead. Whatever is no business (token checks, time-outs, leases)
 * uses the injected {@link Clock}.
 */
@ApplicationScoped
public class BusinessClock {

    private final Clock system;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    BusinessClock(Clock system) {
        this.system = system;
    }

    /** The present instant, to the microsecond that the database keeps. */
    public Instant now() {
        return system.instant().plus(ahead()).truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * How far business time is ahead of the system's; negative where a sandbox was started in the
     * past.
     */
    public Duration ahead() {
        return ahead.get();
    }

    void moveTo(Duration newAhead) {
        ahead.set(newAhead);
    }

    /** Where the one system clock comes from. */
    static final class SystemClock {

        private SystemClock() {}

        @Produces
        @Singleton
        static Clock system() {
            return Clock.systemUTC();
        }
    }
}
