package io.seatflow.platform.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.database.Tx;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.tenancy.RequestId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Events that are written with the change that made them true, and published after it. */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class Outbox {

    /** What one row of the outbox holds, and the relay reads at once, at most. */
    private static final int MESSAGES_AT_ONCE = 5_000;

    private final ObjectMapper json;

    Outbox(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Adds events of one partner, in this order, with its next sequence numbers. Their row lock
     * orders whoever adds events of that partner until the transaction ends, so it is best done
     * last.
     */
    public Uni<Void> add(
            Tx tx, UUID partnerId, Instant occurredAt, List<? extends SeatflowEvent> events) {
        Uni<Void> added = Uni.createFrom().voidItem();
        var byTopic =
                events.stream()
                        .collect(
                                Collectors.groupingBy(event -> EventTypes.topic(event.getClass())));
        for (var topic : byTopic.entrySet()) {
            List<Message> messages = topic.getValue().stream().map(this::message).toList();
            added = added.chain(() -> add(tx, partnerId, topic.getKey(), occurredAt, messages));
        }
        return added;
    }

    /**
     * The same for messages that are written already, on any topic, such as one of dead letters.
     */
    public Uni<Void> add(
            Tx tx, UUID partnerId, String topic, Instant occurredAt, List<Message> messages) {
        return messages.size() <= MESSAGES_AT_ONCE
                ? addAtOnce(tx, partnerId, topic, occurredAt, messages)
                : addAtOnce(tx, partnerId, topic, occurredAt, messages.subList(0, MESSAGES_AT_ONCE))
                        .chain(() ->
                                add(
                                        tx,
                                        partnerId,
                                        topic,
                                        occurredAt,
                                        messages.subList(MESSAGES_AT_ONCE, messages.size())));
    }

    private Uni<Void> addAtOnce(
            Tx tx, UUID partnerId, String topic, Instant occurredAt, List<Message> messages) {
        return tx.execute(
                        """
                        with place as (
                            insert into outbox_position as p (partner_id, topic, last_sequence)
                            values (cast($1 as uuid), cast($2 as text), cast($3 as int))
                            on conflict (partner_id, topic)
                                do update set last_sequence = p.last_sequence + cast($3 as int)
                            returning last_sequence - cast($3 as int) + 1 as first)
                        insert into outbox
                            (partner_id, topic, first_sequence, event_ids, types, occurred_at,
                             trace_parents, request_ids, payloads)
                        select cast($1 as uuid), cast($2 as text), place.first,
                               array_agg(m.id order by m.number),
                               array_agg(m.type order by m.number),
                               array_agg(cast($4 as timestamptz)),
                               array_agg(cast($5 as text)),
                               array_agg(cast($6 as text)),
                               array_agg(m.payload order by m.number)
                        from place, rows from (
                                 json_to_recordset(cast(cast($7 as text) as json)) as (id uuid, type text, payload text)
                             ) with ordinality as m (id, type, payload, number)
                        group by place.first
                        """,
                        partnerId,
                        topic,
                        messages.size(),
                        occurredAt.atOffset(ZoneOffset.UTC),
                        RequestId.traceParent(),
                        RequestId.current(),
                        write(messages))
                .replaceWithVoid();
    }

    /** An event of a partner. */
    public record Told(UUID partnerId, SeatflowEvent event) {}

    /**
     * Adds events of many partners, all on one topic, each partner's in this order: by the same two
     * statements, however many there are. The partners' row locks are taken in the order of their
     * ids.
     */
    public Uni<Void> addAll(PgTx tx, Instant occurredAt, List<Told> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var topic = EventTypes.topic(events.getFirst().event().getClass());
        var placed =
                events.stream()
                        .map(told -> new Placed(told.partnerId(), message(told.event())))
                        .toList();
        return places(tx, topic, placed)
                .chain(firsts -> insert(tx, topic, occurredAt, placed, firsts));
    }

    private record Placed(UUID partnerId, Message message) {}

    private record Place(UUID partnerId, int events) {}

    /** The number of each partner's first event. */
    private static Uni<Map<UUID, Long>> places(PgTx tx, String topic, List<Placed> events) {
        var counts =
                events.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Placed::partnerId, Collectors.summingInt(_ -> 1)))
                        .entrySet()
                        .stream()
                        .map(each -> new Place(each.getKey(), each.getValue()))
                        .toList();
        return Rows.of(counts)
                .uuids(Place::partnerId)
                .ints(Place::events)
                .and(topic)
                .into(
                        tx,
                        """
                        insert into outbox_position as p (partner_id, topic, last_sequence)
                        select partner_id, $3::text, events from unnest($1::uuid[], $2::int[]) as e (partner_id, events)
                        order by partner_id
                        on conflict (partner_id, topic)
                            do update set last_sequence = p.last_sequence + excluded.last_sequence
                        returning partner_id, last_sequence
                        """)
                .map(rows -> firsts(counts, rows));
    }

    private static Map<UUID, Long> firsts(List<Place> places, RowSet<Row> lasts) {
        var firsts = new HashMap<UUID, Long>();
        lasts.forEach(row -> firsts.put(row.getUUID(0), row.getLong(1) + 1));
        places.forEach(place ->
                firsts.computeIfPresent(place.partnerId(), (_, next) -> next - place.events()));
        return firsts;
    }

    private static Uni<Void> insert(
            PgTx tx,
            String topic,
            Instant occurredAt,
            List<Placed> events,
            Map<UUID, Long> firsts) {
        return Rows.of(events)
                .uuids(Placed::partnerId)
                .longs(each -> firsts.get(each.partnerId()))
                .uuids(each -> each.message().id())
                .texts(each -> each.message().type())
                .texts(each -> each.message().payload())
                .and(topic)
                .and(occurredAt)
                .into(
                        tx,
                        """
                        insert into outbox
                            (partner_id, topic, first_sequence, event_ids, types, occurred_at,
                             trace_parents, request_ids, payloads)
                        select partner_id, $6::text, first,
                               array_agg(event_id order by number),
                               array_agg(type order by number),
                               array_agg($7::timestamptz),
                               array_agg(null::text),
                               array_agg(null::text),
                               array_agg(payload order by number)
                        from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[])
                             with ordinality as e (partner_id, first, event_id, type, payload, number)
                        group by partner_id, first
                        """)
                .replaceWithVoid();
    }

    /**
     * An event as the outbox keeps it, for whoever numbers and inserts many partners' events at
     * once.
     */
    public Message message(SeatflowEvent event) {
        return new Message(Ids.next(), EventTypes.name(event.getClass()), write(event));
    }

    private String write(Object told) {
        try {
            return json.writeValueAsString(told);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("An event can be written as JSON: " + told, e);
        }
    }

    /** An event that is JSON already. */
    public record Message(UUID id, String type, String payload) {}
}
