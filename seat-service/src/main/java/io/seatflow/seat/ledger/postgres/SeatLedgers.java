package io.seatflow.seat.ledger.postgres;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.Decision;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.LedgerNews;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.SeatLedger;
import io.seatflow.seat.ledger.SeatRules;
import io.seatflow.seat.ledger.Standing;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Each partner's seat ledger, changed only by decisions of {@link SeatRules}. */
@ApplicationScoped
public class SeatLedgers {

    private static final String LEDGER =
            """
            select sequence, supply, available, internal, retiring, reserved, allocated, complimentary,
                   on_order, supply_limit, period_end, retiring_lots, last_at
            from seat_ledger where partner_id = $1
            """;

    private static final String CLIENT =
            """
            select client_id, source, free, in_use, complimentary, direct, disabled, seat_limit,
                   complimentary_limit, on_order, held, retiring_lots, period_end
            from client_seats where partner_id = $1 and client_id = $2
            """;

    private final Pool pool;
    private final PgTransactions transactions;
    private final Outbox outbox;
    private final BusinessClock clock;

    SeatLedgers(Pool pool, PgTransactions transactions, Outbox outbox, BusinessClock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Lets a decision be taken once: it is asked first in the transaction, and fails where the
     * decision was taken before.
     */
    public interface Once {

        Uni<Void> begin(PgTx tx);
    }

    /** Begins a partner's ledger. */
    public Uni<Void> open(PartnerId partner, SeatCommand.StartPlan plan, Once once) {
        return transactions.run(tx ->
                once.begin(tx)
                        .chain(() -> insert(tx, partner))
                        .chain(isNew ->
                                isNew ? start(tx, partner, plan) : Uni.createFrom().voidItem()));
    }

    /** Carries out what is about the ledger alone. */
    public Uni<Void> decide(PartnerId partner, SeatCommand command, Once once) {
        return transactions.run(tx ->
                once.begin(tx)
                        .chain(() -> lock(tx, partner))
                        .chain(ledger -> with(tx, partner, ledger, clientOf(command)))
                        .chain(ledger -> carryOut(tx, partner, ledger, command)));
    }

    /**
     * Lets go of what leaves at a period's end and answers billing; whoever asks again gets the
     * same answer.
     */
    public Uni<Void> endPeriod(PartnerId partner, Instant periodEnd, Once once) {
        return transactions.run(tx ->
                once.begin(tx)
                        .chain(() -> lock(tx, partner))
                        .chain(ledger -> end(tx, partner, ledger, periodEnd)));
    }

    /** The ledger for whoever decides next: the others wait for the end of this transaction. */
    public Uni<SeatLedger> lock(PgTx tx, PartnerId partner) {
        return tx.connection()
                .preparedQuery(LEDGER + "for update")
                .execute(Tuple.of(partner.value()))
                .map(rows -> LedgerRows.ledger(only(rows, partner)));
    }

    /** The {@linkplain #lock locked} ledger with that client's seats, if there is such a client. */
    public Uni<SeatLedger> with(
            PgTx tx, PartnerId partner, SeatLedger ledger, @Nullable ClientId client) {
        return client == null
                ? Uni.createFrom().item(ledger)
                : tx.connection()
                        .preparedQuery(CLIENT)
                        .execute(Tuple.of(partner.value(), client.value()))
                        .map(rows -> knowing(ledger, rows));
    }

    /** Keeps what was decided about a {@linkplain #lock locked} ledger. */
    public Uni<Void> save(
            PgTx tx,
            PartnerId partner,
            SeatLedger ledger,
            List<LedgerEvent> events,
            Entry.Cause cause) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var after = SeatRules.apply(ledger, events, cause.at());
        return addTransfers(tx, partner, Entry.of(ledger, events, cause))
                .chain(() -> updateLedger(tx, partner, ledger, after))
                .chain(() -> upsertClients(tx, partner, ledger, after));
    }

    /** Where the partner's seats are now, or were at a past instant. */
    public Uni<Optional<Standing>> standing(PartnerId partner, @Nullable Instant asOf) {
        return pool.preparedQuery(LEDGER)
                .execute(Tuple.of(partner.value()))
                .map(SeatLedgers::ledgers)
                .chain(found ->
                        found.isEmpty()
                                ? Uni.createFrom().item(Optional.<Standing>empty())
                                : standing(partner, found.getFirst(), asOf).map(Optional::of));
    }

    /** A client's seats, if the partner has such a client. */
    public Uni<Optional<ClientStanding>> client(PartnerId partner, ClientId client) {
        return pool.preparedQuery(
                        """
                        select c.in_use, c.free, c.source, l.sequence
                        from client_seats c join seat_ledger l using (partner_id)
                        where c.partner_id = $1 and c.client_id = $2
                        """)
                .execute(Tuple.of(partner.value(), client.value()))
                .map(rows -> stream(rows).map(LedgerRows::clientStanding).findFirst());
    }

    /**
     * Lines of the ledger, newest first.
     *
     * @param before only lines older than this one; null: all
     */
    public Uni<Page<Entry>> entries(PartnerId partner, @Nullable Long before, int limit) {
        return pool.preparedQuery(
                        """
                        select sequence, from_account, to_account, client_id, seats, reason, change_id, actor, occurred_at
                        from seat_transfer
                        where partner_id = $1 and sequence < $2
                        order by sequence desc limit $3
                        """)
                .execute(
                        Tuple.of(
                                partner.value(),
                                before == null ? Long.MAX_VALUE : before,
                                limit + 1))
                .map(rows -> stream(rows).map(LedgerRows::entry).toList())
                .map(entries -> Page.of(entries, limit, entry -> Long.toString(entry.sequence())));
    }

    private Uni<Boolean> insert(PgTx tx, PartnerId partner) {
        return tx.execute(
                        """
                        insert into seat_ledger
                            (partner_id, sequence, supply, available, internal, retiring, reserved, allocated,
                             complimentary, on_order, retiring_lots)
                        values ($1, 0, 0, 0, 0, 0, 0, 0, 0, 0, '[]')
                        on conflict do nothing
                        """,
                        partner.value())
                .map(inserted -> inserted == 1);
    }

    private Uni<Void> start(PgTx tx, PartnerId partner, SeatCommand.StartPlan plan) {
        return carryOut(tx, partner, SeatLedger.EMPTY, plan);
    }

    private Uni<Void> carryOut(PgTx tx, PartnerId partner, SeatLedger ledger, SeatCommand command) {
        var now = ledger.timeAt(clock.now());
        var events = accepted(SeatRules.decide(ledger, command, now));
        return save(tx, partner, ledger, events, cause(now))
                .chain(() ->
                        outbox.add(
                                tx,
                                partner.value(),
                                now,
                                LedgerNews.of(ledger, events, null, now)));
    }

    private Uni<Void> end(PgTx tx, PartnerId partner, SeatLedger ledger, Instant periodEnd) {
        var now = ledger.timeAt(clock.now());
        var events = accepted(SeatRules.decide(ledger, new SeatCommand.EndPeriod(periodEnd), now));
        var answer = LedgerNews.ofPeriodEnd(ledger, events, periodEnd);
        return save(tx, partner, ledger, events, cause(now))
                .chain(() -> isFirst(tx, partner, answer))
                .chain(isFirst ->
                        isFirst
                                ? Uni.createFrom().item(List.<SeatEvent>of(answer))
                                : again(
                                        tx,
                                        partner,
                                        LedgerNews.of(ledger, events, null, now),
                                        answer))
                .chain(news -> outbox.add(tx, partner.value(), now, news));
    }

    private static Uni<Boolean> isFirst(PgTx tx, PartnerId partner, SupplyReduced answer) {
        return tx.execute(
                        """
                        insert into supply_at_period_end
                            (partner_id, period_end, seats_left, supply_after, ledger_sequence)
                        values ($1, $2, $3, $4, $5)
                        on conflict do nothing
                        """,
                        partner.value(),
                        answer.periodEnd().atOffset(ZoneOffset.UTC),
                        answer.seats(),
                        answer.supplyAfter(),
                        answer.ledgerSequence())
                .map(inserted -> inserted == 1);
    }

    /** The first answer stays the answer; what has left since is not in it and is told before. */
    private static Uni<List<SeatEvent>> again(
            PgTx tx, PartnerId partner, List<SeatEvent> since, SupplyReduced answer) {
        return firstAnswer(tx, partner, answer.periodEnd())
                .map(first -> Stream.concat(since.stream(), Stream.<SeatEvent>of(first)).toList());
    }

    private static Uni<SupplyReduced> firstAnswer(PgTx tx, PartnerId partner, Instant periodEnd) {
        return tx.connection()
                .preparedQuery(
                        """
                        select period_end, seats_left, supply_after, ledger_sequence
                        from supply_at_period_end where partner_id = $1 and period_end = $2
                        """)
                .execute(Tuple.of(partner.value(), periodEnd.atOffset(ZoneOffset.UTC)))
                .map(rows -> LedgerRows.supplyReduced(rows.iterator().next()));
    }

    private Uni<Standing> standing(PartnerId partner, SeatLedger ledger, @Nullable Instant asOf) {
        var due =
                SeatRules.due(ledger, asOf == null ? clock.now() : asOf).stream()
                        .flatMap(event -> event.transfers().stream())
                        .toList();
        return asOf == null
                ? Uni.createFrom().item(Standing.of(ledger).after(due))
                : past(partner, asOf).map(standing -> standing.after(due));
    }

    private Uni<Standing> past(PartnerId partner, Instant asOf) {
        return pool.preparedQuery(
                        """
                        select from_account, to_account, sum(seats) as seats, count(*) as lines
                        from seat_transfer where partner_id = $1 and occurred_at <= $2
                        group by from_account, to_account
                        """)
                .execute(Tuple.of(partner.value(), asOf.atOffset(ZoneOffset.UTC)))
                .map(LedgerRows::standing);
    }

    private static SeatLedger knowing(SeatLedger ledger, RowSet<Row> rows) {
        return stream(rows)
                .findFirst()
                .map(row -> LedgerRows.withClient(ledger, row))
                .orElse(ledger);
    }

    private static @Nullable ClientId clientOf(SeatCommand command) {
        return command.concerned();
    }

    private static Uni<Void> addTransfers(PgTx tx, PartnerId partner, List<Entry> entries) {
        return entries.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.connection()
                        .preparedQuery(
                                """
                                insert into seat_transfer
                                    (partner_id, sequence, from_account, to_account, client_id, seats, reason, change_id, actor, occurred_at)
                                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                                """)
                        .executeBatch(
                                entries.stream()
                                        .map(entry -> LedgerRows.tuple(partner, entry))
                                        .toList())
                        .replaceWithVoid();
    }

    /** Guarded by what was read: without the lock this would fail, and never lose seats. */
    private static Uni<Void> updateLedger(
            PgTx tx, PartnerId partner, SeatLedger before, SeatLedger after) {
        return tx.connection()
                .preparedQuery(
                        """
                        update seat_ledger
                        set sequence = $4, supply = $5, available = $6, internal = $7, retiring = $8, reserved = $9,
                            allocated = $10, complimentary = $11, on_order = $12, supply_limit = $13, period_end = $14,
                            retiring_lots = $15, last_at = $16
                        where partner_id = $1 and sequence = $2 and available = $3
                        """)
                .execute(LedgerRows.tuple(partner, before, after))
                .invoke(rows -> requireOne(rows.rowCount(), partner))
                .replaceWithVoid();
    }

    private static Uni<Void> upsertClients(
            PgTx tx, PartnerId partner, SeatLedger before, SeatLedger after) {
        var changed = new ArrayList<Tuple>();
        after.clients()
                .forEach((client, seats) -> {
                    if (!seats.equals(before.clients().get(client))) {
                        changed.add(LedgerRows.tuple(partner, client, seats));
                    }
                });
        return changed.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.connection()
                        .preparedQuery(
                                """
                                insert into client_seats
                                    (partner_id, client_id, source, free, in_use, complimentary, direct, disabled,
                                     seat_limit, complimentary_limit, on_order, held, retiring_lots, period_end)
                                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                                on conflict (partner_id, client_id) do update
                                    set source = excluded.source, free = excluded.free, in_use = excluded.in_use,
                                        complimentary = excluded.complimentary, direct = excluded.direct,
                                        disabled = excluded.disabled, seat_limit = excluded.seat_limit,
                                        complimentary_limit = excluded.complimentary_limit,
                                        on_order = excluded.on_order, held = excluded.held,
                                        retiring_lots = excluded.retiring_lots, period_end = excluded.period_end
                                """)
                        .executeBatch(changed)
                        .replaceWithVoid();
    }

    private static void requireOne(int rows, PartnerId partner) {
        if (rows != 1) {
            throw new IllegalStateException(
                    "The ledger of partner " + partner + " changed while it was locked.");
        }
    }

    private static List<LedgerEvent> accepted(Decision decision) {
        if (decision instanceof Decision.Accepted(var events)) {
            return events;
        }
        throw new IllegalStateException("What other services tell was refused: " + decision + ".");
    }

    private static Entry.Cause cause(Instant now) {
        return new Entry.Cause(null, Entry.SYSTEM, now);
    }

    private static Row only(RowSet<Row> rows, PartnerId partner) {
        return stream(rows)
                .findFirst()
                .orElseThrow(() -> new Premature("The ledger of partner " + partner + "."));
    }

    private static List<SeatLedger> ledgers(RowSet<Row> rows) {
        return stream(rows).map(LedgerRows::ledger).toList();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
