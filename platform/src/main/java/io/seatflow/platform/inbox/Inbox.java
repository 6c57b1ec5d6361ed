package io.seatflow.platform.inbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

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

    /**
     * Remembers events in the transaction of their effects, by one statement.
     *
     * @return the ids of those that have not had their effect before
     */
    public Uni<Set<UUID>> newOnes(PgTx tx, List<? extends Received<?>> events) {
        return Rows.of(events)
                .uuids(Received::partnerId)
                .uuids(Received::id)
                .and(clock.instant())
                .into(
                        tx,
                        """
                        insert into inbox (partner_id, event_id, seen_at)
                        select partner_id, event_id, $3 from unnest($1::uuid[], $2::uuid[]) as e (partner_id, event_id)
                        order by partner_id, event_id on conflict do nothing returning event_id
                        """)
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getUUID(0))
                                .collect(Collectors.toSet()));
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
