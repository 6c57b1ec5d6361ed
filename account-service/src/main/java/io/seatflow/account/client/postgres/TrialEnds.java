package io.seatflow.account.client.postgres;

import io.seatflow.platform.clock.FallsDue;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Trials that are over when the sandbox's clock is moved: trial-scheduler tells of each end, and
 * the move waits for what comes of that.
 */
@ApplicationScoped
class TrialEnds implements FallsDue {

    private static final long LOOK_AGAIN_MILLIS = 100;

    /** The scheduler may be asked to move after this service; then the second round waits. */
    private static final int LOOKS_MAX = 20;

    private final Pool pool;
    private final Vertx vertx;

    TrialEnds(Pool pool, Vertx vertx) {
        this.pool = pool;
        this.vertx = vertx;
    }

    @Override
    public Uni<Void> settle(Instant now) {
        return settle(now, LOOKS_MAX);
    }

    private Uni<Void> settle(Instant now, int looks) {
        return isAnyOver(now)
                .chain(any ->
                        !any || looks == 0
                                ? Uni.createFrom().voidItem()
                                : pause().chain(() -> settle(now, looks - 1)));
    }

    private Uni<Boolean> isAnyOver(Instant now) {
        return pool.preparedQuery(
                        """
                        select 1 from client
                        where status = 'TRIAL' and existence <> 'GONE' and trial_ends_at <= $1 limit 1
                        """)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.size() > 0);
    }

    private Uni<Void> pause() {
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(LOOK_AGAIN_MILLIS, _ -> emitter.complete(null)));
    }
}
