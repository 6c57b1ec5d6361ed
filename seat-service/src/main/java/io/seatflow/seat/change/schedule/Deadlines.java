package io.seatflow.seat.change.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.clock.FallsDue;
import io.seatflow.platform.database.Stopping;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Lets open changes expire and puts to billing again what it has not answered. Each change is
 * claimed from the database: replicas share the work.
 */
@ApplicationScoped
class Deadlines implements FallsDue {

    private static final Logger LOG = Logger.getLogger(Deadlines.class);

    /** A purchase without an answer for so long is an alert: seat-service itself never ends one. */
    private static final Duration STALLED_AFTER = Duration.ofMinutes(10);

    private final SeatChanges changes;
    private final BusinessClock clock;
    private final Clock system;
    private final MeterRegistry meters;
    private final Duration askAgainAfter;
    private final AtomicLong stalled = new AtomicLong();

    Deadlines(
            SeatChanges changes,
            BusinessClock clock,
            Clock system,
            MeterRegistry meters,
            @ConfigProperty(name = "seatflow.seat.ask-again-after") Duration askAgainAfter) {
        this.changes = changes;
        this.clock = clock;
        this.system = system;
        this.meters = meters;
        this.askAgainAfter = askAgainAfter;
        meters.gauge("seatflow.seat.purchases.stalled", stalled);
    }

    @Override
    public Uni<Void> settle(Instant now) {
        return changes.expireDue(now).chain(found -> found ? settle(now) : done());
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> expire() {
        return settle(clock.now());
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> askAgain() {
        return askAgain(system.instant().minus(askAgainAfter));
    }

    private Uni<Void> askAgain(Instant askedBy) {
        return changes.askAgainDue(askedBy)
                .chain(found -> found ? counted().chain(() -> askAgain(askedBy)) : done());
    }

    @Scheduled(
            every = "15s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> watchPurchases() {
        int times = (int) Math.max(1, STALLED_AFTER.dividedBy(askAgainAfter));
        return changes.purchasesAskedFor(times).invoke(this::alert).replaceWithVoid();
    }

    private void alert(long count) {
        if (count > stalled.getAndSet(count)) {
            LOG.errorf(
                    "Billing has not said for %d minutes whether %d confirmed purchases are paid.",
                    STALLED_AFTER.toMinutes(), count);
        }
    }

    private Uni<Void> counted() {
        meters.counter("seatflow.seat.questions.repeated").increment();
        return done();
    }

    private static Uni<Void> done() {
        return Uni.createFrom().voidItem();
    }
}
