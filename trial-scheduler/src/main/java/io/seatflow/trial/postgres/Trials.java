package io.seatflow.trial.postgres;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.trial.Timer;
import io.seatflow.trial.Trial;
import io.seatflow.trial.TrialRules;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The trials that run, each with the timers that are to tell of its end. */
@ApplicationScoped
public class Trials {

    private final Pool pool;
    private final PgTransactions transactions;
    private final Inbox inbox;
    private final BusinessClock clock;

    Trials(Pool pool, PgTransactions transactions, Inbox inbox, BusinessClock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.inbox = inbox;
        this.clock = clock;
    }

    /** A place in the list of trials: after this one. */
    public record Place(Instant endsAt, UUID clientId) {}

    /** Keeps a trial that began, and sets its timers. */
    public Uni<Void> start(Received<?> received, Trial trial) {
        UUID partner = received.partnerId();
        return once(
                received,
                tx ->
                        tx.execute(
                                        """
                                        insert into trial (partner_id, client_id, started_at, ends_at, extended)
                                        values ($1, $2, $3, $4, $5)
                                        on conflict (partner_id, client_id) do update
                                            set started_at = excluded.started_at, ends_at = excluded.ends_at,
                                                extended = excluded.extended
                                        """,
                                        partner,
                                        trial.clientId(),
                                        trial.startedAt().atOffset(ZoneOffset.UTC),
                                        trial.endsAt().atOffset(ZoneOffset.UTC),
                                        trial.extended())
                                .chain(() ->
                                        setTimers(tx, partner, trial.clientId(), trial.endsAt())));
    }

    /** Keeps a trial's later end, and sets its timers anew. */
    public Uni<Void> extend(Received<?> received, UUID clientId, Instant endsAt) {
        UUID partner = received.partnerId();
        return once(
                received,
                tx ->
                        tx.execute(
                                        """
                                        update trial set ends_at = $3, extended = true
                                        where partner_id = $1 and client_id = $2
                                        """,
                                        partner,
                                        clientId,
                                        endsAt.atOffset(ZoneOffset.UTC))
                                .chain(() -> setTimers(tx, partner, clientId, endsAt)));
    }

    /** Forgets the trial of a client that has left it; of any other there is nothing to forget. */
    public Uni<Void> end(Received<?> received, UUID clientId) {
        UUID partner = received.partnerId();
        return once(
                received,
                tx ->
                        forgetTimers(tx, partner, clientId)
                                .chain(() ->
                                        tx.execute(
                                                "delete from trial where partner_id = $1 and client_id = $2",
                                                partner,
                                                clientId))
                                .replaceWithVoid());
    }

    /**
     * The trials that run, the next to end first.
     *
     * @param only the one client that the caller may see; null: all
     * @param after where the list goes on; null: from its beginning
     */
    public Uni<List<Trial>> running(
            UUID partnerId, @Nullable UUID only, @Nullable Place after, int limit) {
        return pool.preparedQuery(
                        """
                        select client_id, started_at, ends_at, extended from trial
                        where partner_id = $1 and ends_at > $2
                          and ($3::uuid is null or client_id = $3)
                          and ($4::timestamptz is null or (ends_at, client_id) > ($4, $5::uuid))
                        order by ends_at, client_id limit $6
                        """)
                .execute(
                        Tuple.wrap(
                                Arrays.<@Nullable Object>asList(
                                        partnerId,
                                        clock.now().atOffset(ZoneOffset.UTC),
                                        only,
                                        after == null
                                                ? null
                                                : after.endsAt().atOffset(ZoneOffset.UTC),
                                        after == null ? null : after.clientId(),
                                        limit)))
                .map(Trials::read);
    }

    private interface Effect {
        Uni<Void> in(PgTx tx);
    }

    private Uni<Void> once(Received<?> received, Effect effect) {
        return transactions.run(tx ->
                inbox.isNew(tx, received)
                        .chain(isNew -> isNew ? effect.in(tx) : Uni.createFrom().voidItem()));
    }

    private Uni<Void> setTimers(PgTx tx, UUID partner, UUID client, Instant endsAt) {
        return forgetTimers(tx, partner, client)
                .chain(() ->
                        Multi.createFrom()
                                .iterable(TrialRules.timers(endsAt, clock.now()))
                                .onItem()
                                .transformToUniAndConcatenate(
                                        timer -> add(tx, partner, client, timer))
                                .collect()
                                .asList()
                                .replaceWithVoid());
    }

    private static Uni<Integer> forgetTimers(PgTx tx, UUID partner, UUID client) {
        return tx.execute(
                "delete from trial_timer where partner_id = $1 and client_id = $2",
                partner,
                client);
    }

    private static Uni<Integer> add(PgTx tx, UUID partner, UUID client, Timer timer) {
        return tx.execute(
                """
                insert into trial_timer (partner_id, client_id, kind, ends_at, due_at)
                values ($1, $2, $3, $4, $5)
                """,
                partner,
                client,
                timer.kind().name(),
                timer.endsAt().atOffset(ZoneOffset.UTC),
                timer.dueAt().atOffset(ZoneOffset.UTC));
    }

    private static List<Trial> read(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new Trial(
                                row.getUUID("client_id"),
                                row.getOffsetDateTime("started_at").toInstant(),
                                row.getOffsetDateTime("ends_at").toInstant(),
                                row.getBoolean("extended")))
                .toList();
    }
}
