package io.seatflow.platform.inbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.database.Tx;
import io.seatflow.platform.event.Received;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/** Kafka delivers at least once; this makes the effect happen once. */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class Inbox {

    /** Longer than Kafka keeps anything that it could deliver again. */
    private static final Duration KEPT_FOR = Duration.ofDays(30);

    private final Pool pool;
    private final Clock clock;

    Inbox(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Remembers the event in the transaction of its effect; false if it has had its effect before.
     */
    public Uni<Boolean> isNew(Tx tx, Received<?> event) {
        return tx.execute(
                        "insert into inbox (partner_id, event_id, seen_at) values ($1, $2, $3) on conflict do nothing",
                        event.partnerId(),
                        event.id(),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .map(inserted -> inserted == 1);
    }

    @Scheduled(
            every = "6h",
            delayed = "10m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> forgetOld() {
        return pool.preparedQuery("delete from inbox where seen_at < $1")
                .execute(Tuple.of(clock.instant().minus(KEPT_FOR).atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }
}
