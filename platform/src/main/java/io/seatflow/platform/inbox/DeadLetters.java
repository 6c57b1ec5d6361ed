package io.seatflow.platform.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Events that could not be handled. Later events of the same partner and topic are held behind
 * them, in order, until an operator replays or skips; other partners go on.
 */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class DeadLetters {

    private static final int REASON_CHARACTERS_MAX = 2_000;

    private static final String FIRST =
            """
            select partner_id, topic, sequence, event_id, type, source, occurred_at, payload
            from dead_letter where partner_id = $1 and topic = $2 order by sequence, arrived_at limit 1
            """;

    private static final String FORGET =
            "delete from dead_letter where partner_id = $1 and topic = $2 and event_id = $3";

    private final AtomicLong waiting = new AtomicLong();
    private final Pool pool;
    private final PgTransactions transactions;
    private final Outbox outbox;
    private final Clock clock;
    private final String service;

    DeadLetters(
            Pool pool,
            PgTransactions transactions,
            Outbox outbox,
            Clock clock,
            MeterRegistry meters,
            @ConfigProperty(name = "seatflow.service") String service) {
        this.pool = pool;
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
        this.service = service;
        meters.gauge("seatflow.dead.letters", waiting);
    }

    /** Whether something of this partner and topic waits for an operator. */
    Uni<Boolean> isHeld(UUID partnerId, String topic) {
        return pool.preparedQuery(
                        "select 1 from dead_letter where partner_id = $1 and topic = $2 limit 1")
                .execute(Tuple.of(partnerId, topic))
                .map(rows -> rows.size() > 0);
    }

    /** Those of some partners of which something of a topic waits for an operator. */
    Uni<Set<UUID>> held(Collection<UUID> partnerIds, String topic) {
        return pool.preparedQuery(
                        "select distinct partner_id from dead_letter where topic = $1 and partner_id = any ($2)")
                .execute(
                        Tuple.tuple()
                                .addString(topic)
                                .addArrayOfUUID(partnerIds.toArray(UUID[]::new)))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getUUID(0))
                                .collect(Collectors.toSet()));
    }

    /**
     * Keeps an event that failed for {@code reason} and publishes it to the consumer's dead-letter
     * topic, in one transaction.
     */
    Uni<Void> bury(RawEvent event, String reason) {
        return transactions.run(tx ->
                store(tx, event, reason).chain(stored -> stored ? publish(tx, event) : nothing()));
    }

    /**
     * Keeps an event that must wait behind one that failed; false where none is left to wait for.
     * Whoever forgets the last one waits for this to end, and then finds what it kept.
     */
    Uni<Boolean> hold(RawEvent event) {
        return transactions.run(tx ->
                lockFirst(tx, event.partnerId(), event.topic())
                        .chain(first ->
                                first.isEmpty()
                                        ? Uni.createFrom().item(false)
                                        : store(tx, event, null).replaceWith(true)));
    }

    /** The one that all others of a partner and topic wait for. */
    Uni<Optional<RawEvent>> first(UUID partnerId, String topic) {
        return pool.preparedQuery(FIRST).execute(Tuple.of(partnerId, topic)).map(DeadLetters::one);
    }

    /** The same, kept from being forgotten until the transaction ends. */
    Uni<Optional<RawEvent>> lockFirst(PgTx tx, UUID partnerId, String topic) {
        return tx.connection()
                .preparedQuery(FIRST + " for update")
                .execute(Tuple.of(partnerId, topic))
                .map(DeadLetters::one);
    }

    /** Forgets one that was handled. */
    Uni<Void> forget(RawEvent event) {
        return pool.preparedQuery(FORGET).execute(key(event)).replaceWithVoid();
    }

    /** Forgets one that an operator gave up. */
    Uni<Void> forget(PgTx tx, RawEvent event) {
        return tx.connection().preparedQuery(FORGET).execute(key(event)).replaceWithVoid();
    }

    /**
     * What a partner's events of a topic wait for.
     *
     * @param error why it failed
     * @param since when it came here
     * @param waiting how many wait behind it
     */
    record Stop(
            UUID partnerId,
            String topic,
            UUID id,
            String type,
            long sequence,
            @Nullable String error,
            Instant since,
            long waiting) {}

    /** What stops whom, in order of partner and topic, after that place. */
    Uni<List<Stop>> stops(UUID afterPartner, String afterTopic, int limit) {
        return pool.preparedQuery(
                        """
                        select * from (
                            select distinct on (partner_id, topic)
                                   partner_id, topic, event_id, type, sequence, reason, arrived_at,
                                   count(*) over (partition by partner_id, topic) - 1 as waiting
                            from dead_letter where (partner_id, topic) > ($1, $2)
                            order by partner_id, topic, sequence, arrived_at) stop
                        order by partner_id, topic limit $3
                        """)
                .execute(Tuple.of(afterPartner, afterTopic, limit))
                .map(DeadLetters::stops);
    }

    /**
     * Those stops that may pass by themselves, the oldest first: what came too early, and what
     * nobody answered about, which may have had its effect since, or wait for a database that is
     * back.
     */
    Uni<List<Stop>> premature(int limit) {
        return pool.preparedQuery(
                        """
                        select d.*, 0::bigint as waiting from dead_letter d
                        where (starts_with(d.reason, $1) or starts_with(d.reason, $3)) and not exists (
                            select from dead_letter b where b.partner_id = d.partner_id and b.topic = d.topic
                                and (b.sequence, b.arrived_at) < (d.sequence, d.arrived_at))
                        order by d.arrived_at limit $2
                        """)
                .execute(Tuple.of(Premature.class.getName(), limit, Unanswered.class.getName()))
                .map(DeadLetters::stops);
    }

    /** How many wait, for whoever watches; as of half a minute ago at most. */
    @Scheduled(
            every = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> count() {
        return pool.query("select count(*) from dead_letter")
                .execute()
                .invoke(rows -> waiting.set(rows.iterator().next().getLong(0)))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private static Tuple key(RawEvent event) {
        return Tuple.of(event.partnerId(), event.topic(), event.id());
    }

    private Uni<Boolean> store(PgTx tx, RawEvent event, @Nullable String reason) {
        return tx.connection()
                .preparedQuery(
                        """
                        insert into dead_letter
                            (partner_id, topic, sequence, event_id, type, source, occurred_at, payload, reason, arrived_at)
                        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                        on conflict do nothing
                        """)
                .execute(
                        Tuple.wrap(
                                Arrays.<@Nullable Object>asList(
                                        event.partnerId(),
                                        event.topic(),
                                        event.sequence(),
                                        event.id(),
                                        event.type(),
                                        event.source(),
                                        event.occurredAt().atOffset(ZoneOffset.UTC),
                                        event.payload(),
                                        readable(reason),
                                        clock.instant().atOffset(ZoneOffset.UTC))))
                .map(rows -> rows.rowCount() == 1);
    }

    private Uni<Void> publish(PgTx tx, RawEvent event) {
        return outbox.add(
                tx,
                event.partnerId(),
                event.topic() + "." + service + ".dlq",
                event.occurredAt(),
                List.of(new Outbox.Message(event.id(), event.type(), event.payload())));
    }

    /** PostgreSQL's text cannot hold the character 0, and nobody reads on for ever. */
    private static @Nullable String readable(@Nullable String reason) {
        if (reason == null) {
            return null;
        }
        String shown = reason.replace('\0', ' ');
        return shown.length() > REASON_CHARACTERS_MAX
                ? shown.substring(0, REASON_CHARACTERS_MAX)
                : shown;
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static Optional<RawEvent> one(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(
                    new RawEvent(
                            row.getUUID("event_id"),
                            row.getString("topic"),
                            row.getString("source"),
                            row.getString("type"),
                            row.getUUID("partner_id"),
                            row.getLong("sequence"),
                            row.getOffsetDateTime("occurred_at").toInstant(),
                            null,
                            null,
                            null,
                            row.getString("payload")));
        }
        return Optional.empty();
    }

    private static List<Stop> stops(RowSet<Row> rows) {
        List<Stop> stops = new ArrayList<>();
        for (Row row : rows) {
            stops.add(
                    new Stop(
                            row.getUUID("partner_id"),
                            row.getString("topic"),
                            row.getUUID("event_id"),
                            row.getString("type"),
                            row.getLong("sequence"),
                            row.getString("reason"),
                            row.getOffsetDateTime("arrived_at").toInstant(),
                            row.getLong("waiting")));
        }
        return stops;
    }
}
