package io.seatflow.platform.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.seatflow.platform.database.Committed;
import io.seatflow.platform.database.Contexts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the outbox: woken after each commit of this process, and sweeping for what a killed one
 * left. A replica publishes the shards whose lock it holds, so every partner's events go out in
 * order, at least once.
 */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class OutboxRelay implements Committed {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH_MAX = 1000;
    private static final long SWEEP_MILLIS = 500;
    private static final long BUSY_ELSEWHERE_MILLIS = 10;

    /**
     * From one look to the next while there is always something: under load a batch carries the
     * events of many commits, which costs the database, the brokers and this process a fraction of
     * a batch each. What comes after a pause leaves at once.
     */
    private static final long SPACING_MILLIS = 40;

    /**
     * A lost delete only repeats an event; it need not wait for the disk. And a host that vanishes
     * gives up its shards after longer than the brokers are ever waited for.
     */
    private static final String SETTINGS =
            "set local synchronous_commit = off; set local idle_in_transaction_session_timeout = '60s'";

    private final Pool pool;
    private final Vertx vertx;
    private final EventPublisher publisher;
    private final Refusals refusals;
    private final Timer batches;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean woken = new AtomicBoolean();
    private volatile boolean stopped;

    OutboxRelay(Pool pool, Vertx vertx, EventPublisher publisher, MeterRegistry meters) {
        this.pool = pool;
        this.vertx = vertx;
        this.publisher = publisher;
        this.refusals = new Refusals(meters);
        this.batches = meters.timer("seatflow.outbox.batch");
    }

    void start(@Observes StartupEvent event) {
        vertx.setPeriodic(SWEEP_MILLIS, _ -> afterCommit());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    @Override
    public void afterCommit() {
        woken.set(true);
        run();
    }

    /** One batch for one subscription: a relay that never rests must not grow a chain of them. */
    private void run() {
        if (!stopped && running.compareAndSet(false, true)) {
            woken.set(false);
            long start = System.nanoTime();
            Contexts.onNewContext(vertx, () -> pool.withTransaction(this::publishBatch))
                    .subscribe()
                    .with(batch -> rest(batch, start), this::failed);
        }
    }

    private void rest(Batch batch, long start) {
        long tookNanos = System.nanoTime() - start;
        if (batch.published() > 0) {
            batches.record(Duration.ofNanos(tookNanos));
        }
        long pauseMillis = batch.pauseMillis(tookNanos);
        if (pauseMillis > 0) {
            vertx.setTimer(pauseMillis, _ -> goOn(batch));
        } else {
            vertx.runOnContext(_ -> goOn(batch));
        }
    }

    private void goOn(Batch batch) {
        running.set(false);
        // A commit since the look found the relay still running.
        if (woken.get() || !batch.isLast()) {
            run();
        } else if (!batch.allShards()) {
            // Shards locked elsewhere may hold what this process has just committed, after the
            // other one looked.
            vertx.setTimer(BUSY_ELSEWHERE_MILLIS, _ -> run());
        }
    }

    private void failed(Throwable failure) {
        running.set(false);
        waits(failure);
    }

    private static void waits(Throwable failure) {
        LOG.warnf("Events wait in the outbox, and will be tried again: %s", failure.toString());
    }

    /**
     * @param read how many events were to leave
     */
    private record Batch(int read, int published, boolean allShards) {
        boolean isLast() {
            return read < BATCH_MAX || published == 0;
        }

        long pauseMillis(long tookNanos) {
            return published > 0 && isLast()
                    ? SPACING_MILLIS - Duration.ofNanos(tookNanos).toMillis()
                    : 0;
        }
    }

    private record Shards(List<Integer> held, int all) {}

    private Uni<Batch> publishBatch(SqlConnection connection) {
        return connection
                .query(SETTINGS)
                .execute()
                .chain(() -> lockShards(connection))
                .chain(shards -> publishShards(connection, shards));
    }

    private static Uni<Shards> lockShards(SqlConnection connection) {
        return connection
                .preparedQuery(
                        "select shard from outbox_shard order by shard for update skip locked")
                .execute()
                .map(OutboxRelay::shards);
    }

    private static Shards shards(RowSet<Row> rows) {
        List<Integer> held = new ArrayList<>();
        rows.forEach(row -> held.add(row.getInteger(0)));
        return new Shards(held, 16);
    }

    private Uni<Batch> publishShards(SqlConnection connection, Shards shards) {
        boolean allShards = shards.held().size() == shards.all();
        List<Line> refused = refusals.waiting();
        return connection
                .preparedQuery(
                        """
                        select place, partner_id, topic, first_sequence, event_ids, types, occurred_at,
                               trace_parents, request_ids, payloads
                        from (
                            select o.*, sum(cardinality(event_ids))
                                            over (order by partner_id, topic, first_sequence) as so_far
                            from (
                                select outbox.*, cast(ctid as text) as place from outbox
                                where ($1 or mod(abs(hashtext(cast(partner_id as text))::bigint), 16) = any ($2))
                                  and not exists (
                                    select from unnest($4::uuid[], $5::text[]) as refused (partner_id, topic)
                                    where refused.topic = outbox.topic
                                      and (refused.partner_id is null or refused.partner_id = outbox.partner_id))
                                order by partner_id, topic, first_sequence
                                limit $3) o) counted
                        where so_far - cardinality(event_ids) < $3
                        order by partner_id, topic, first_sequence
                        """)
                .execute(
                        Tuple.of(
                                allShards,
                                shards.held().toArray(new Integer[0]),
                                BATCH_MAX,
                                partners(refused),
                                refused.stream().map(Line::topic).toArray(String[]::new)))
                .chain(rows -> publish(connection, rows, allShards));
    }

    private static @Nullable UUID[] partners(List<Line> lines) {
        var partners = new @Nullable UUID[lines.size()];
        for (int i = 0; i < partners.length; i++) {
            partners[i] = lines.get(i).partnerId();
        }
        return partners;
    }

    private Uni<Batch> publish(SqlConnection connection, RowSet<Row> rows, boolean allShards) {
        List<PublishedEvent> events = new ArrayList<>();
        rows.forEach(row -> events.addAll(PublishedEvent.of(row)));
        if (events.isEmpty()) {
            return Uni.createFrom().item(new Batch(0, 0, allShards));
        }
        return publisher
                .publish(events)
                .chain(sent -> settle(connection, rows, events, sent))
                .map(published -> new Batch(events.size(), published, allShards));
    }

    /** Deletes what Kafka has; what it does not have stays, and all that comes after it. */
    private Uni<Integer> settle(
            SqlConnection connection, RowSet<Row> rows, List<PublishedEvent> events, Sent sent) {
        refusals.learn(events, sent);
        if (sent.outage() != null) {
            waits(sent.outage());
        }
        List<Row> gone = gone(rows, sent.acknowledged());
        return gone.isEmpty()
                ? Uni.createFrom().item(0)
                : delete(connection, gone).replaceWith(sent.acknowledged().size());
    }

    private static List<Row> gone(RowSet<Row> rows, Set<UUID> acknowledged) {
        List<Row> gone = new ArrayList<>();
        Set<Line> staying = new HashSet<>();
        for (Row row : rows) {
            var line = new Line(row.getUUID("partner_id"), row.getString("topic"));
            if (!staying.contains(line)
                    && acknowledged.containsAll(List.of(row.getArrayOfUUIDs("event_ids")))) {
                gone.add(row);
            } else {
                staying.add(line);
            }
        }
        return gone;
    }

    /**
     * Rows are found where they were read, which costs a page each and no index. Were one not the
     * same any more, it would stay.
     */
    private static Uni<Void> delete(SqlConnection connection, List<Row> rows) {
        List<String> places = new ArrayList<>();
        List<UUID> partners = new ArrayList<>();
        List<String> topics = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        for (Row row : rows) {
            places.add(row.getString("place"));
            partners.add(row.getUUID("partner_id"));
            topics.add(row.getString("topic"));
            sequences.add(row.getLong("first_sequence"));
        }
        return connection
                .preparedQuery(
                        """
                        delete from outbox o
                        using unnest($1::uuid[], $2::text[], $3::bigint[], cast($4::text[] as tid[]))
                            as sent (partner_id, topic, first_sequence, place)
                        where o.ctid = sent.place and o.partner_id = sent.partner_id
                          and o.topic = sent.topic and o.first_sequence = sent.first_sequence
                        """)
                .execute(
                        Tuple.of(
                                partners.toArray(UUID[]::new),
                                topics.toArray(String[]::new),
                                sequences.toArray(Long[]::new),
                                places.toArray(String[]::new)))
                .replaceWithVoid();
    }
}
