package io.seatflow.seat.check.postgres;

import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.seat.check.SelfCheck;
import io.seatflow.seat.check.SelfCheck.ClientPlace;
import io.seatflow.seat.check.SelfCheck.Found;
import io.seatflow.seat.check.SelfCheck.LinePlace;
import io.seatflow.seat.check.SelfCheck.Open;
import io.seatflow.seat.check.SelfCheck.Swept;
import io.seatflow.seat.check.Verification;
import io.seatflow.seat.ledger.PartnerId;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares ledgers with balances. Each look is at one snapshot of the database: it sees no decision
 * half, and keeps none waiting.
 */
@ApplicationScoped
public class LedgerChecks {

    private static final int PARTNERS_LOOKED_AT = 500;
    private static final int PARTNERS_AT_ONCE = 50;
    private static final int NEW_LINES_EACH = 5_000;
    private static final int OLD_LINES_AT_ONCE = 1_000;
    private static final int CLIENTS_AT_ONCE = 500;
    private static final int DIFFERENCES_AT_ONCE = 100;
    private static final int PARTNERS_NAMED = 10;
    private static final int VERIFIED_AT_ONCE = 2;
    private static final int COME_AGAIN_SECONDS = 5;

    private static final String OF_RANGES =
            LineRules.broken(
                    """
                    select t.*, t.sequence > r.checked_to as judged
                    from %s join seat_transfer t
                         on t.partner_id = r.partner_id and t.sequence between r.checked_to and r.up_to
                    """
                            .formatted(Ranges.RANGES),
                    "$4");

    private static final String OLD =
            LineRules.broken(
                    """
                    select t.*, (t.partner_id, t.sequence) > ($1::uuid, $2::bigint) as judged
                    from seat_transfer t where (t.partner_id, t.sequence) >= ($1::uuid, $2::bigint)
                    order by t.partner_id, t.sequence limit $3
                    """,
                    "$4");

    private final Pool pool;
    private final PgTransactions transactions;
    private final Clock clock;
    private final Set<PartnerId> verified = ConcurrentHashMap.newKeySet();

    LedgerChecks(Pool pool, PgTransactions transactions, Clock clock) {
        this.pool = pool;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Compares the balances of the next partners with their last lines, and looks at lines that
     * nobody has looked at; what they come to for their clients is compared with the clients'
     * balances.
     */
    public Uni<Swept<PartnerId>> partnersAfter(PartnerId partner) {
        return atOneInstant(tx ->
                Heads.after(tx, partner, PARTNERS_LOOKED_AT).chain(heads -> newLines(tx, heads)));
    }

    /** Compares the figures of the next clients with what their lines and their parts come to. */
    public Uni<Swept<ClientPlace>> clientsAfter(ClientPlace client) {
        return atOneInstant(tx ->
                ClientSums.after(tx, client, CLIENTS_AT_ONCE)
                        .chain(clients -> compared(tx, clients)));
    }

    /** Looks at the next lines once more, however old they are. */
    public Uni<Swept<LinePlace>> linesAfter(LinePlace line) {
        return atOneInstant(tx -> stretch(tx, line).chain(found -> again(tx, line, found)));
    }

    /**
     * Replays a partner's whole ledger, if it has one, and notes what differs from now on. The
     * database does all of it and answers with what differs alone; it takes as long as the ledger
     * is long.
     *
     * @return fails with {@code unavailable} while this replica verifies that partner, or two
     *     others
     */
    public Uni<Optional<Verification>> verify(PartnerId partner) {
        return Uni.createFrom()
                .deferred(() -> {
                    begin(partner);
                    return replayed(partner).onTermination().invoke(() -> verified.remove(partner));
                });
    }

    private synchronized void begin(PartnerId partner) {
        if (verified.size() >= VERIFIED_AT_ONCE || !verified.add(partner)) {
            throw new Problem(
                            ProblemType.UNAVAILABLE,
                            "As many ledgers are being verified as may be at once. Try again with the same Idempotency-Key.")
                    .with("retryAfterSeconds", COME_AGAIN_SECONDS);
        }
    }

    private Uni<Optional<Verification>> replayed(PartnerId partner) {
        var begun = clock.instant();
        return atOneInstant(tx ->
                        Replay.of(tx, partner)
                                .chain(replay ->
                                        replay.isEmpty()
                                                ? Uni.createFrom()
                                                        .item(Optional.<Verification>empty())
                                                : verify(tx, replay.get()).map(Optional::of)))
                .map(found ->
                        found.map(verification -> verification.tookSince(begun, clock.instant())));
    }

    /** What is known to differ. */
    public Uni<Open> open() {
        return pool.preparedQuery(
                        """
                        select count(*) as differences, min(found_at) as since,
                               (array_agg(distinct partner_id))[1:$1] as partners
                        from seat_ledger_difference
                        """)
                .execute(Tuple.of(PARTNERS_NAMED))
                .map(rows -> open(rows.iterator().next()));
    }

    private Uni<Swept<PartnerId>> newLines(PgTx tx, Heads heads) {
        var chosen = heads.withNewLines(PARTNERS_AT_ONCE);
        return Ranges.claim(tx, chosen.partners(), NEW_LINES_EACH)
                .chain(ranges -> newLines(tx, heads, ranges))
                .map(swept -> new Swept<>(next(heads, chosen), swept.lines(), swept.news()));
    }

    private Uni<Swept<PartnerId>> newLines(PgTx tx, Heads heads, Ranges ranges) {
        return inTurn(
                        List.of(
                                () -> Uni.createFrom().item(heads.differences()),
                                () -> broken(tx, ranges),
                                () -> ClientSums.add(tx, ranges).replaceWith(List.of()),
                                () -> ranges.done(tx).replaceWith(List.of()),
                                () -> ClientSums.ofRanges(tx, ranges)))
                .chain(found -> note(tx, found))
                .map(news -> new Swept<>(SelfCheck.FIRST_PARTNER, ranges.lines(), news));
    }

    private static Uni<List<Found>> broken(PgTx tx, Ranges ranges) {
        return ranges.run(tx, OF_RANGES, DIFFERENCES_AT_ONCE)
                .map(rows -> rows.stream().map(LineRules::found).toList());
    }

    /** Partners whose new lines have to wait are the first of the next step. */
    private static PartnerId next(Heads heads, Heads chosen) {
        if (chosen.all().size() == PARTNERS_AT_ONCE) {
            return chosen.all().getLast().partner();
        }
        return heads.all().size() < PARTNERS_LOOKED_AT
                ? SelfCheck.FIRST_PARTNER
                : heads.all().getLast().partner();
    }

    private Uni<Swept<ClientPlace>> compared(PgTx tx, List<ClientPlace> clients) {
        var next = clients.size() < CLIENTS_AT_ONCE ? ClientPlace.FIRST : clients.getLast();
        return inTurn(List.of(() -> ClientSums.of(tx, clients), () -> ClientParts.of(tx, clients)))
                .chain(found -> note(tx, found))
                .map(news -> new Swept<>(next, 0, news));
    }

    /** Some lines in their order: how many, and the last of them. */
    private record Stretch(LinePlace last, long lines) {}

    private static Uni<Stretch> stretch(PgTx tx, LinePlace line) {
        return tx.connection()
                .preparedQuery(
                        """
                        select partner_id, sequence, count(*) over () as lines
                        from (select partner_id, sequence from seat_transfer
                              where (partner_id, sequence) >= ($1, $2)
                              order by partner_id, sequence limit $3) l
                        order by partner_id desc, sequence desc limit 1
                        """)
                .execute(Tuple.of(line.partner().value(), line.sequence(), OLD_LINES_AT_ONCE))
                .map(rows ->
                        Rows.stream(rows)
                                .map(LedgerChecks::stretch)
                                .findFirst()
                                .orElse(new Stretch(line, 0)));
    }

    private static Stretch stretch(Row row) {
        return new Stretch(
                new LinePlace(new PartnerId(row.getUUID("partner_id")), row.getLong("sequence")),
                row.getLong("lines"));
    }

    private Uni<Swept<LinePlace>> again(PgTx tx, LinePlace line, Stretch stretch) {
        var next = stretch.lines() < OLD_LINES_AT_ONCE ? LinePlace.FIRST : stretch.last();
        return tx.connection()
                .preparedQuery(OLD)
                .execute(
                        Tuple.of(
                                line.partner().value(),
                                line.sequence(),
                                OLD_LINES_AT_ONCE,
                                DIFFERENCES_AT_ONCE))
                .map((RowSet<Row> rows) -> Rows.stream(rows).map(LineRules::found).toList())
                .chain(found -> note(tx, found))
                .map(news -> new Swept<>(next, stretch.lines(), news));
    }

    private Uni<Verification> verify(PgTx tx, Replay replay) {
        var all = replay.range();
        return inTurn(
                        List.of(
                                () ->
                                        all.run(tx, OF_RANGES, Verification.MOST_DIFFERENCES)
                                                .map(rows ->
                                                        rows.stream()
                                                                .map(LineRules::found)
                                                                .toList()),
                                () -> Uni.createFrom().item(replay.differences()),
                                () -> ClientSums.replayed(tx, replay.partner()),
                                () -> ClientParts.of(tx, replay.partner())))
                .call(found -> renew(tx, replay, found))
                .map(replay::verification);
    }

    /** What is found now stands for all that was found before. */
    private Uni<List<Found>> renew(PgTx tx, Replay replay, List<Found> found) {
        var partner = replay.partner().value();
        return tx.execute("delete from seat_ledger_difference where partner_id = $1", partner)
                .chain(() -> ClientSums.renew(tx, replay.partner()))
                .chain(() ->
                        tx.execute(
                                """
                                insert into seat_ledger_check (partner_id, checked_to) values ($1, $2)
                                on conflict (partner_id) do update set checked_to = excluded.checked_to
                                """,
                                partner,
                                replay.to()))
                .chain(() -> note(tx, found));
    }

    /** Keeps what was found, and tells what of it is new. */
    private Uni<List<Found>> note(PgTx tx, List<Found> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(found);
        }
        return tx.connection()
                .preparedQuery(
                        """
                        insert into seat_ledger_difference (partner_id, about, ledger_says, balances_say, found_at)
                        values ($1, $2, $3, $4, $5)
                        on conflict do nothing
                        """)
                .executeBatch(
                        found.stream()
                                .map(one ->
                                        Tuple.wrap(
                                                Arrays.<@Nullable Object>asList(
                                                        one.partner().value(),
                                                        one.difference().about(),
                                                        one.difference().ledger(),
                                                        one.difference().balances(),
                                                        clock.instant().atOffset(ZoneOffset.UTC))))
                                .toList())
                .map(rows -> inserted(rows, found));
    }

    /** Of a batch, each statement's rows are the next of the last one's. */
    private static List<Found> inserted(RowSet<Row> rows, List<Found> found) {
        var news = new ArrayList<Found>();
        var result = rows;
        for (var one : found) {
            if (result.rowCount() == 1) {
                news.add(one);
            }
            result = result.next();
        }
        return news;
    }

    private <T> Uni<T> atOneInstant(Function<PgTx, Uni<T>> look) {
        return transactions.run(tx ->
                tx.connection()
                        .query("set transaction isolation level repeatable read")
                        .execute()
                        .chain(() -> look.apply(tx)));
    }

    /** One after the other: a transaction does one thing at a time. */
    private static Uni<List<Found>> inTurn(List<Supplier<Uni<List<Found>>>> steps) {
        var all = Uni.createFrom().item(List.<Found>of());
        for (var step : steps) {
            all = all.chain(found -> more(found, step));
        }
        return all;
    }

    private static Uni<List<Found>> more(List<Found> found, Supplier<Uni<List<Found>>> step) {
        return step.get().map(more -> Stream.concat(found.stream(), more.stream()).toList());
    }

    private static Open open(Row row) {
        var since = row.getOffsetDateTime("since");
        var partners = row.getArrayOfUUIDs("partners");
        return new Open(
                row.getLong("differences"),
                since == null ? null : since.toInstant(),
                partners == null
                        ? List.of()
                        : Arrays.stream(partners).map(PartnerId::new).toList());
    }
}
