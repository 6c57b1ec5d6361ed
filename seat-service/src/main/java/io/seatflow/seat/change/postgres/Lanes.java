package io.seatflow.seat.change.postgres;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.Committed;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.seat.change.lane.Backlog;
import io.seatflow.seat.change.lane.Work;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where every change of seats passes: a partner belongs to one of a few lanes, by its id. Several
 * replicas may serve one partner at once; each has lanes of its own.
 */
@ApplicationScoped
class Lanes {

    private static final int MOST_OF_ONE_PARTNER = 2_500;
    private static final int MOST = 20_000;

    private final Vertx vertx;
    private final Instance<Committed> committed;
    private final Timer rounds;
    private final DistributionSummary sizes;
    private final List<Lane> lanes;

    Lanes(
            Vertx vertx,
            Pool pool,
            ChangeRows changeRows,
            Outbox outbox,
            BusinessClock clock,
            Clock system,
            MeterRegistry meters,
            @Any Instance<Committed> committed,
            @ConfigProperty(name = "seatflow.seat.lanes") int number,
            @ConfigProperty(name = "seatflow.seat.round-max") Duration roundMax,
            @ConfigProperty(name = "seatflow.seat.lock-max") Duration lockMax) {
        this.vertx = vertx;
        this.committed = committed;
        this.rounds = meters.timer("seatflow.seat.lane.round");
        this.sizes = meters.summary("seatflow.seat.lane.round.size");
        var writes = new LaneWrites(outbox, changeRows, system);
        var reads = new LaneReads(changeRows);
        this.lanes =
                IntStream.range(0, number)
                        .mapToObj(_ ->
                                new Lane(
                                        vertx,
                                        () -> new LaneConnection(pool, lockMax),
                                        roundMax,
                                        reads,
                                        writes,
                                        clock,
                                        this::wrote,
                                        new Backlog<>(MOST_OF_ONE_PARTNER, MOST)))
                        .toList();
        meters.gauge("seatflow.seat.lane.waiting", lanes, Lanes::waiting);
    }

    /**
     * Has work decided and written. It goes on if the caller hangs up.
     *
     * @return the outcome. Fails with {@link io.seatflow.seat.change.lane.Repeated} or {@link
     *     io.seatflow.platform.idempotency.KeyKnown} where the work has had its effect before; a
     *     request fails with {@code unavailable} at once where too much waits already. What is no
     *     request is taken on all the same: there is never more of it than consumers have in hand
     */
    <A> Uni<A> decide(Work<A> work) {
        return Uni.createFrom()
                .emitter(emitter -> {
                    var item = new Pending<>(work, emitter, vertx, System.nanoTime());
                    if (!laneOf(work).add(item)) {
                        emitter.fail(full());
                    }
                });
    }

    private Lane laneOf(Work<?> work) {
        return lanes.get(Math.floorMod(work.partner().value().hashCode(), lanes.size()));
    }

    private void wrote(int size, long nanos) {
        rounds.record(nanos, TimeUnit.NANOSECONDS);
        sizes.record(size);
        committed.forEach(Committed::afterCommit);
    }

    private static double waiting(List<Lane> lanes) {
        return lanes.stream().mapToInt(Lane::waiting).sum();
    }

    private static Problem full() {
        return new Problem(
                        ProblemType.UNAVAILABLE,
                        "More changes wait for this partner's seats than can be made soon. Try again with the same Idempotency-Key.")
                .with("retryAfterSeconds", 1);
    }
}
