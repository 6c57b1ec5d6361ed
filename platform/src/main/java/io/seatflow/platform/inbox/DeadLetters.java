package io.seatflow.platform.inbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
            @ConfigProperty(name = "seatflow.service") String service) {
        this.pool = pool;
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
        this.service = service;
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
                        // In a list: beside one other value an array would be taken apart.
                        Tuple.wrap(List.<Object>of(topic, partnerIds.toArray(UUID[]::new))))
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

    /** Keeps an event that must wait behind one that failed. */
    Uni<Void> hold(RawEvent event) {
        return transactions.run(tx -> store(tx, event, null).replaceWithVoid());
    }

    /** What waits of a partner and topic, in order. */
    public Uni<List<RawEvent>> waiting(UUID partnerId, String topic) {
        return pool.preparedQuery(
                        """
                        select partner_id, topic, sequence, event_id, type, source, occurred_at, payload
                        from dead_letter where partner_id = $1 and topic = $2 order by sequence, arrived_at
                        """)
                .execute(Tuple.of(partnerId, topic))
                .map(DeadLetters::events);
    }

    /** Forgets one, after it was handled or because an operator gave it up. */
    public Uni<Void> forget(RawEvent event) {
        return pool.preparedQuery(
                        "delete from dead_letter where partner_id = $1 and topic = $2 and event_id = $3")
                .execute(Tuple.of(event.partnerId(), event.topic(), event.id()))
                .replaceWithVoid();
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
                                        reason,
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

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static List<RawEvent> events(RowSet<Row> rows) {
        List<RawEvent> events = new ArrayList<>();
        for (Row row : rows) {
            events.add(
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
                            row.getString("payload")));
        }
        return events;
    }
}
