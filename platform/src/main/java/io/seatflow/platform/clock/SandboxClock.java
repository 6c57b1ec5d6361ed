package io.seatflow.platform.clock;

import io.quarkus.arc.All;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Moves this service's business time, for all its replicas and over restarts. Sandbox only. */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class SandboxClock {

    /** Schedulers and consumers begin with the same event, at 0 and later. */
    private static final int FIRST = -1_000;

    private final Sandbox sandbox;
    private final BusinessClock clock;
    private final Clock system;
    private final Pool pool;
    private final Vertx vertx;
    private final List<FallsDue> due;
    private final Optional<Instant> start;

    SandboxClock(
            Sandbox sandbox,
            BusinessClock clock,
            Clock system,
            Pool pool,
            Vertx vertx,
            @All List<FallsDue> due,
            @ConfigProperty(name = "seatflow.sandbox.clock.start") Optional<Instant> start) {
        this.sandbox = sandbox;
        this.clock = clock;
        this.system = system;
        this.pool = pool;
        this.vertx = vertx;
        this.due = due;
        this.start = start;
    }

    /**
     * Before anything is served, consumed or scheduled: a restarted service must not tell another
     * time than it did, nor do what would be due at the system's.
     */
    void load(@Observes @Priority(FIRST) StartupEvent event) {
        if (!sandbox.isOn()) {
            return;
        }
        Duration initial =
                start.map(to -> Duration.between(system.instant(), to)).orElse(Duration.ZERO);
        Contexts.onNewContext(vertx, () -> keep(initial).chain(this::read))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /** Another replica may have moved the clock. */
    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> refresh() {
        return sandbox.isOn() ? read() : Uni.createFrom().voidItem();
    }

    /**
     * Moves business time to {@code ahead} of the system's unless it is there already, then does
     * what fell due.
     */
    Uni<Instant> moveTo(Duration ahead) {
        return pool.preparedQuery(
                        "update sandbox_clock set offset_micros = greatest(offset_micros, $1) where id = 1")
                .execute(Tuple.of(micros(ahead)))
                .chain(this::read)
                .chain(this::settle)
                .map(_ -> clock.now());
    }

    private Uni<Void> settle() {
        return Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUniAndConcatenate(work -> work.settle(clock.now()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> keep(Duration initial) {
        return pool.preparedQuery(
                        "insert into sandbox_clock (id, offset_micros) values (1, $1) on conflict do nothing")
                .execute(Tuple.of(micros(initial)))
                .replaceWithVoid();
    }

    private Uni<Void> read() {
        return pool.query("select offset_micros from sandbox_clock where id = 1")
                .execute()
                .invoke(this::follow)
                .replaceWithVoid();
    }

    private void follow(RowSet<Row> rows) {
        rows.forEach(row -> clock.moveTo(Duration.of(row.getLong(0), ChronoUnit.MICROS)));
    }

    private static long micros(Duration duration) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(duration));
    }
}
