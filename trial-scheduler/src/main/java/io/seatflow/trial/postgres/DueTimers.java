package io.seatflow.trial.postgres;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.clock.FallsDue;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.TrialEvent;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.trial.Timer;
import io.seatflow.trial.TimerKind;
import io.seatflow.trial.TrialRules;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Tells what has come due, once: a timer is claimed, told and marked in one transaction. Any number
 * of replicas may do so at once, and one that is killed leaves its claim to the others.
 */
@ApplicationScoped
class DueTimers implements FallsDue {

    private static final Logger LOG = Logger.getLogger(DueTimers.class);
    private static final String TOPIC = EventTypes.topic(TrialEvent.class);
    private static final int AT_ONCE_MAX = 1_000;
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** Another replica that holds what is due is done with it, or dead, long before. */
    private static final int LOOKS_MAX = 300;

    private final Pool pool;
    private final PgTransactions transactions;
    private final Outbox outbox;
    private final BusinessClock clock;
    private final Vertx vertx;

    DueTimers(
            Pool pool,
            PgTransactions transactions,
            Outbox outbox,
            BusinessClock clock,
            Vertx vertx) {
        this.pool = pool;
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
        this.vertx = vertx;
    }

    private record Due(UUID partnerId, UUID clientId, Timer timer) {}

    @Scheduled(
            every = "0.5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        return Contexts.onNewContext(vertx, () -> tellAll(clock.now()))
                .onFailure()
                .invoke(e -> LOG.warnf("Trials that are due wait: %s", e.toString()))
                .onFailure()
                .recoverWithNull();
    }

    @Override
    public Uni<Void> settle(Instant now) {
        return settle(now, LOOKS_MAX);
    }

    /** Until nothing is due any more, also of what another replica has claimed. */
    private Uni<Void> settle(Instant now, int looks) {
        return tellAll(now)
                .chain(() -> isAnyDue(now))
                .chain(any ->
                        !any || looks == 0
                                ? Uni.createFrom().voidItem()
                                : pause().chain(() -> settle(now, looks - 1)));
    }

    private Uni<Void> tellAll(Instant now) {
        return Contexts.whileMore(() ->
                transactions
                        .run(tx -> claim(tx, now).chain(due -> tell(tx, due, now)))
                        .map(told -> told == AT_ONCE_MAX));
    }

    private static Uni<List<Due>> claim(PgTx tx, Instant now) {
        return tx.connection()
                .preparedQuery(
                        """
                        select partner_id, client_id, kind, ends_at, due_at from trial_timer
                        where told_at is null and due_at <= $1
                        order by due_at limit $2 for update skip locked
                        """)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), AT_ONCE_MAX))
                .map(DueTimers::read);
    }

    private Uni<Integer> tell(PgTx tx, List<Due> due, Instant now) {
        if (due.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        // In one order, or two replicas could each wait for a partner that the other has numbered.
        List<Due> told =
                due.stream()
                        .filter(one -> !TrialRules.isStale(one.timer(), now))
                        .sorted(Comparator.comparing(one -> one.partnerId().toString()))
                        .toList();
        return mark(tx, due, now)
                .chain(() -> told.isEmpty() ? Uni.createFrom().voidItem() : add(tx, told, now))
                .replaceWith(due.size());
    }

    private static Uni<Void> mark(PgTx tx, List<Due> due, Instant now) {
        return tx.connection()
                .preparedQuery(
                        """
                        update trial_timer t set told_at = $4
                        from unnest($1::uuid[], $2::uuid[], $3::text[]) as d (partner_id, client_id, kind)
                        where t.partner_id = d.partner_id and t.client_id = d.client_id and t.kind = d.kind
                        """)
                .execute(
                        Tuple.of(
                                due.stream().map(Due::partnerId).toArray(UUID[]::new),
                                due.stream().map(Due::clientId).toArray(UUID[]::new),
                                due.stream()
                                        .map(one -> one.timer().kind().name())
                                        .toArray(String[]::new),
                                now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** The outbox's rows of many partners at once: one statement, however many there are. */
    private Uni<Void> add(PgTx tx, List<Due> due, Instant now) {
        var messages = new ArrayList<Outbox.Message>();
        due.forEach(one ->
                messages.add(outbox.message(TrialRules.told(one.clientId(), one.timer(), now))));
        return tx.connection()
                .preparedQuery(
                        """
                        with told as (
                            select m.*, row_number() over (partition by partner_id order by number) as place
                            from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])
                                 with ordinality as m (partner_id, event_id, type, payload, number)),
                        place as (
                            insert into outbox_position as p (partner_id, topic, last_sequence)
                            select partner_id, $5::text, count(*) from told group by partner_id order by partner_id
                            on conflict (partner_id, topic)
                                do update set last_sequence = p.last_sequence + excluded.last_sequence
                            returning partner_id, last_sequence)
                        insert into outbox
                            (partner_id, topic, first_sequence, event_ids, types, occurred_at,
                             trace_parents, request_ids, payloads)
                        select told.partner_id, $5::text, place.last_sequence - count(*) + 1,
                               array_agg(told.event_id order by told.place),
                               array_agg(told.type order by told.place),
                               array_agg($6::timestamptz),
                               array_agg(null::text),
                               array_agg(null::text),
                               array_agg(told.payload order by told.place)
                        from told join place on place.partner_id = told.partner_id
                        group by told.partner_id, place.last_sequence
                        """)
                .execute(
                        Tuple.of(
                                due.stream().map(Due::partnerId).toArray(UUID[]::new),
                                messages.stream().map(Outbox.Message::id).toArray(UUID[]::new),
                                messages.stream().map(Outbox.Message::type).toArray(String[]::new),
                                messages.stream()
                                        .map(Outbox.Message::payload)
                                        .toArray(String[]::new),
                                TOPIC,
                                now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    private Uni<Boolean> isAnyDue(Instant now) {
        return pool.preparedQuery(
                        "select 1 from trial_timer where told_at is null and due_at <= $1 limit 1")
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.size() > 0);
    }

    private static List<Due> read(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new Due(
                                row.getUUID("partner_id"),
                                row.getUUID("client_id"),
                                new Timer(
                                        TimerKind.valueOf(row.getString("kind")),
                                        row.getOffsetDateTime("ends_at").toInstant(),
                                        row.getOffsetDateTime("due_at").toInstant())))
                .toList();
    }

    private Uni<Void> pause() {
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(LOOK_AGAIN_MILLIS, _ -> emitter.complete(null)));
    }
}
