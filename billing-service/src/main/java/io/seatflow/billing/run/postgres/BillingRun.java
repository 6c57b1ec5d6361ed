package io.seatflow.billing.run.postgres;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.billing.plan.postgres.DuePlans.Place;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.clock.FallsDue;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/**
 * Takes every plan whose period is over to its next one, then sees to what could not be collected.
 * Any number of replicas may do so at once: a plan is held by one of them at a time, and goes on
 * once.
 */
@ApplicationScoped
class BillingRun implements FallsDue {

    private static final Logger LOG = Logger.getLogger(BillingRun.class);
    private static final long LOOK_AGAIN_MILLIS = 200;

    /** Seat-service may be down; what it has not answered then is done when it is back. */
    private static final int LOOKS_MAX = 100;

    private final PeriodEnds periodEnds;
    private final CollectionRun collectionRun;
    private final BusinessClock clock;
    private final Pool pool;
    private final Vertx vertx;

    BillingRun(
            PeriodEnds periodEnds,
            CollectionRun collectionRun,
            BusinessClock clock,
            Pool pool,
            Vertx vertx) {
        this.periodEnds = periodEnds;
        this.collectionRun = collectionRun;
        this.clock = clock;
        this.pool = pool;
        this.vertx = vertx;
    }

    /** Begins at once. To be called after the commit that asks for it. */
    void wake() {
        run().subscribe().with(_ -> {}, e -> LOG.warnf("Plans that are due wait: %s", e));
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        return run();
    }

    private Uni<Void> run() {
        return Contexts.onNewContext(vertx, () -> takeUpAll(clock.now()));
    }

    @Override
    public Uni<Void> settle(Instant now) {
        return Looks.untilDone(
                        vertx,
                        LOOKS_MAX,
                        LOOK_AGAIN_MILLIS,
                        () -> takeUpAll(now).chain(() -> isAnyDue(now)))
                .chain(() -> collectionRun.settle(now));
    }

    /** Looks at every plan that is due, whether or not those before it can go on. */
    private Uni<Void> takeUpAll(Instant now) {
        return takeUpFrom(now, Place.BEFORE_ALL).chain(periodEnds::advanceWaiting);
    }

    private Uni<Void> takeUpFrom(Instant now, Place place) {
        return periodEnds
                .takeUp(now, place)
                .chain(last ->
                        last.isEmpty() ? Uni.createFrom().voidItem() : takeUpFrom(now, last.get()));
    }

    private Uni<Boolean> isAnyDue(Instant now) {
        return pool.preparedQuery(
                        "select exists(select from plan where ended_at is null and period_ends_at <= $1)")
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
