package io.seatflow.platform.inbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Purge;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.database.Tx;
import io.seatflow.platform.event.Received;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
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

    /** Longer than Kafka keeps anything that it could deliver again, but for {@link #OLD}. */
    private static final Duration KEPT_FOR = Duration.ofDays(30);

    /**
     * The topic of accounts is kept for ever, so what came from there is remembered for ever; what
     * a writer of its own remembered names no source, and is as well.
     */
    private static final String OLD =
            """
            delete from inbox where (partner_id, event_id) in (
                select partner_id, event_id from inbox
                where seen_at < $1 and source <> '/account-service' limit $2)
            """;

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
                        "insert into inbox (partner_id, event_id, seen_at, source) values ($1, $2, $3, $4) on conflict do nothing",
                        event.partnerId(),
                        event.id(),
                        clock.instant().atOffset(ZoneOffset.UTC),
                        event.source())
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
                .texts(Received::source)
                .and(clock.instant())
                .into(
                        tx,
                        """
                        insert into inbox (partner_id, event_id, source, seen_at)
                        select partner_id, event_id, source, $4
                        from unnest($1::uuid[], $2::uuid[], $3::text[]) as e (partner_id, event_id, source)
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
        return Purge.run(pool, OLD, clock.instant().minus(KEPT_FOR));
    }
}
