package io.seatflow.seat.change.postgres;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.wait.Waiting;
import io.seatflow.seat.change.ChangeCommand;
import io.seatflow.seat.change.ChangeDecision;
import io.seatflow.seat.change.ChangeRules;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.SeatRequest;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.postgres.SeatLedgers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Seat changes, each changed only by a decision of {@link ChangeRules}, with the seats it moves.
 */
@ApplicationScoped
public class SeatChanges {

    private final Pool pool;
    private final PgTransactions transactions;
    private final SeatLedgers ledgers;
    private final ChangeRows rows;
    private final Outbox outbox;
    private final BusinessClock clock;
    private final Clock system;
    private final Waiting waiting;

    SeatChanges(
            Pool pool,
            PgTransactions transactions,
            SeatLedgers ledgers,
            ChangeRows rows,
            Outbox outbox,
            BusinessClock clock,
            Clock system,
            Waiting waiting) {
        this.pool = pool;
        this.transactions = transactions;
        this.ledgers = ledgers;
        this.rows = rows;
        this.outbox = outbox;
        this.clock = clock;
        this.system = system;
        this.waiting = waiting;
    }

    /** What a request or a command found. */
    private record Loaded(SeatLedger ledger, @Nullable SeatChange change) {}

    /** A change that waits for something, claimed for the time of a transaction. */
    private record Claimed(PartnerId partner, SeatChange change) {}

    /** A decision that waits to be stored, and who is behind it. */
    private record Step(Loaded loaded, ChangeDecision decision, String actor, Instant now) {}

    /** Undoes the transaction of a decision that changed nothing. */
    private static final class Refused extends RuntimeException {

        private final transient ChangeDecision decision;

        Refused(ChangeDecision decision) {
            super(null, null, false, false);
            this.decision = decision;
        }
    }

    /** Carries out a new request. One whose id is known already has had its effect. */
    public Uni<ChangeDecision> ask(PartnerId partner, SeatRequest request, SeatLedgers.Once once) {
        return transactions
                .run(tx ->
                        once.begin(tx)
                                .chain(() -> load(tx, partner, request.id()))
                                .chain(loaded -> with(tx, partner, loaded, request))
                                .map(loaded -> decided(loaded, request))
                                .chain(step -> store(tx, partner, step)))
                .onFailure(Refused.class)
                .recoverWithItem(SeatChanges::refusal)
                .invoke(() -> waiting.signal(request.id().value()));
    }

    /**
     * Carries out a command to a change, which must exist.
     *
     * @param version what the change must be at; null: anything
     */
    public Uni<ChangeDecision> decide(
            PartnerId partner,
            SeatChangeId id,
            ChangeCommand command,
            @Nullable Integer version,
            SeatLedgers.Once once) {
        return transactions
                .run(tx ->
                        once.begin(tx)
                                .chain(() -> load(tx, partner, id))
                                .chain(loaded -> with(tx, partner, loaded))
                                .map(loaded -> decided(loaded, id, command, version))
                                .chain(step -> store(tx, partner, step)))
                .onFailure(Refused.class)
                .recoverWithItem(SeatChanges::refusal)
                .invoke(() -> waiting.signal(id.value()));
    }

    /** Gives up on one change that was left open until {@code now}; false if there was none. */
    public Uni<Boolean> expireNext(Instant now) {
        return claimed(
                """
                where status in ('QUOTING', 'AWAITING_CONFIRMATION') and open_until <= $1
                order by open_until limit 1 for update skip locked
                """,
                now,
                change -> ChangeRules.expire(change, now));
    }

    /**
     * Puts one question again that billing has left open since {@code askedBy} (system time); false
     * if there was none.
     */
    public Uni<Boolean> askAgainNext(Instant askedBy) {
        return claimed(
                """
                where status in ('QUOTING', 'PURCHASING') and asked_at <= $1
                order by asked_at limit 1 for update skip locked
                """,
                askedBy,
                change -> ChangeRules.askAgain(change, clock.now()));
    }

    public Uni<Optional<SeatChange>> find(PartnerId partner, SeatChangeId id) {
        return pool.preparedQuery("select * from seat_change where partner_id = $1 and id = $2")
                .execute(Tuple.of(partner.value(), id.value()))
                .map(this::first);
    }

    /**
     * A partner's changes, newest first.
     *
     * @param status only those; null: all
     * @param client only that client's; null: all
     * @param before only older ones than this; null: all
     */
    public Uni<Page<SeatChange>> list(
            PartnerId partner,
            SeatChange.@Nullable Status status,
            @Nullable ClientId client,
            @Nullable SeatChangeId before,
            int limit) {
        return pool.preparedQuery(
                        """
                        select * from seat_change
                        where partner_id = $1
                          and ($2::text is null or status = $2)
                          and ($3::uuid is null or client_id = $3)
                          and ($4::uuid is null or id < $4)
                        order by id desc limit $5
                        """)
                .execute(
                        Tuple.wrap(
                                Arrays.<@Nullable Object>asList(
                                        partner.value(),
                                        status == null ? null : status.name(),
                                        client == null ? null : client.value(),
                                        before == null ? null : before.value(),
                                        limit + 1)))
                .map(found -> stream(found).map(rows::change).toList())
                .map(changes -> Page.of(changes, limit, change -> change.id().toString()));
    }

    private Uni<Loaded> load(PgTx tx, PartnerId partner, SeatChangeId id) {
        return ledgers.lock(tx, partner).chain(ledger -> load(tx, partner, id, ledger));
    }

    /** Waits for whoever puts this change's question again just now. */
    private Uni<Loaded> load(PgTx tx, PartnerId partner, SeatChangeId id, SeatLedger ledger) {
        return tx.connection()
                .preparedQuery(
                        "select * from seat_change where partner_id = $1 and id = $2 for update")
                .execute(Tuple.of(partner.value(), id.value()))
                .map(found -> new Loaded(ledger, first(found).orElse(null)));
    }

    private Uni<Loaded> with(PgTx tx, PartnerId partner, Loaded loaded, SeatRequest request) {
        return ledgers.with(tx, partner, loaded.ledger(), request.client())
                .map(ledger -> new Loaded(ledger, loaded.change()));
    }

    private Uni<Loaded> with(PgTx tx, PartnerId partner, Loaded loaded) {
        return loaded.change() == null
                ? Uni.createFrom().item(loaded)
                : with(tx, partner, loaded, loaded.change().request());
    }

    private Step decided(Loaded loaded, SeatRequest request) {
        var now = loaded.ledger().timeAt(clock.now());
        var decision =
                loaded.change() == null
                        ? ChangeRules.ask(loaded.ledger(), request, now)
                        : new ChangeDecision.Stands(loaded.change());
        return new Step(loaded, decision, request.requestedBy(), now);
    }

    private Step decided(
            Loaded loaded, SeatChangeId id, ChangeCommand command, @Nullable Integer version) {
        var change = loaded.change();
        if (change == null) {
            throw new IllegalStateException("There is no seat change " + id + ".");
        }
        var now = loaded.ledger().timeAt(clock.now());
        var decision =
                version == null || version == change.version()
                        ? ChangeRules.decide(loaded.ledger(), change, command, now)
                        : new ChangeDecision.Stale(change);
        return new Step(loaded, decision, actor(change, command), now);
    }

    private Uni<ChangeDecision> store(PgTx tx, PartnerId partner, Step step) {
        return switch (step.decision()) {
            case ChangeDecision.Accepted accepted ->
                    store(tx, partner, step, accepted).replaceWith(step.decision());
            case ChangeDecision.Stands stands -> Uni.createFrom().item(stands);
            case ChangeDecision.NotOpen _,
                    ChangeDecision.QuoteSuperseded _,
                    ChangeDecision.LimitReached _,
                    ChangeDecision.Stale _,
                    ChangeDecision.UnknownClient _ ->
                    Uni.createFrom().failure(new Refused(step.decision()));
        };
    }

    private Uni<Void> store(
            PgTx tx, PartnerId partner, Step step, ChangeDecision.Accepted accepted) {
        var cause = new Entry.Cause(accepted.change().id().value(), step.actor(), step.now());
        return ledgers.save(tx, partner, step.loaded().ledger(), accepted.moves(), cause)
                .chain(() -> save(tx, partner, step.loaded().change(), accepted.change()))
                .chain(() -> outbox.add(tx, partner.value(), step.now(), accepted.news()));
    }

    private Uni<Void> save(
            PgTx tx, PartnerId partner, @Nullable SeatChange before, SeatChange after) {
        if (before != null && before.version() == after.version()) {
            return Uni.createFrom().voidItem();
        }
        return tx.connection()
                .preparedQuery(before == null ? ChangeRows.INSERT : ChangeRows.UPDATE)
                .execute(rows.tuple(partner, after, system.instant()))
                .invoke(saved -> requireOne(saved.rowCount(), after))
                .replaceWithVoid();
    }

    private Uni<Boolean> claimed(
            String condition, Instant by, Function<SeatChange, ChangeDecision> rule) {
        return transactions
                .run(tx -> claim(tx, condition, by).chain(found -> store(tx, found, rule)))
                .invoke(done -> done.ifPresent(id -> waiting.signal(id.value())))
                .map(Optional::isPresent);
    }

    private Uni<Optional<Claimed>> claim(PgTx tx, String condition, Instant by) {
        return tx.connection()
                .preparedQuery("select * from seat_change " + condition)
                .execute(Tuple.of(by.atOffset(ZoneOffset.UTC)))
                .map(found ->
                        stream(found)
                                .map(row ->
                                        new Claimed(
                                                new PartnerId(row.getUUID("partner_id")),
                                                rows.change(row)))
                                .findFirst());
    }

    /**
     * No seat moves when a change expires or a question is put again: the ledger stays unlocked.
     */
    private Uni<Optional<SeatChangeId>> store(
            PgTx tx, Optional<Claimed> claimed, Function<SeatChange, ChangeDecision> rule) {
        if (claimed.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        var change = claimed.get().change();
        var step =
                new Step(
                        new Loaded(SeatLedger.EMPTY, change),
                        rule.apply(change),
                        Entry.SYSTEM,
                        clock.now());
        return store(tx, claimed.get().partner(), step).replaceWith(Optional.of(change.id()));
    }

    /**
     * Who moves seats by a command: whoever agreed to the price, even when the payment moves them.
     */
    private static String actor(SeatChange change, ChangeCommand command) {
        if (command instanceof ChangeCommand.Confirm confirm) {
            return confirm.by();
        }
        return change.state() instanceof SeatChange.State.Purchasing purchasing
                ? purchasing.confirmedBy()
                : change.request().requestedBy();
    }

    private static void requireOne(int saved, SeatChange change) {
        if (saved != 1) {
            throw new IllegalStateException(
                    "Seat change " + change.id() + " changed while it was locked.");
        }
    }

    private static ChangeDecision refusal(Throwable failure) {
        return ((Refused) failure).decision;
    }

    private Optional<SeatChange> first(RowSet<Row> found) {
        return stream(found).map(rows::change).findFirst();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
