package io.seatflow.seat.ledger.postgres;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.Page;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.EntryFilter;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.Standing;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Each partner's seat ledger, as it is read. Nothing here waits for a decision, nor delays one. */
@ApplicationScoped
public class LedgerReader {

    /** Lines that are in memory at once while a whole ledger is read. */
    private static final int AT_ONCE = 1_000;

    private static final String PRESENT =
            """
            select sequence, supply, available, internal, retiring, reserved, allocated, complimentary, retiring_lots
            from seat_ledger where partner_id = $1
            """;

    /** In one statement: a departure recorded between two would count twice, or not at all. */
    private static final String PAST =
            """
            select l.retiring_lots, t.*
            from seat_ledger l left join lateral
                (select sequence, supply, available, internal, retiring, reserved, allocated, complimentary
                 from seat_transfer
                 where partner_id = l.partner_id and sequence = seat_ledger_line_by(l.partner_id, $2)) t on true
            where l.partner_id = $1
            """;

    private final Pool pool;
    private final BusinessClock clock;

    LedgerReader(Pool pool, BusinessClock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Where the partner's seats are now, if it has a ledger. */
    public Uni<Optional<Standing>> standing(PartnerId partner) {
        return pool.preparedQuery(PRESENT)
                .execute(Tuple.of(partner.value()))
                .map(rows -> stream(rows).map(row -> standing(row, clock.now())).findFirst());
    }

    /** Where the partner's seats were at a past instant, if it has a ledger. */
    public Uni<Optional<Standing>> standing(PartnerId partner, Instant asOf) {
        return pool.preparedQuery(PAST)
                .execute(Tuple.of(partner.value(), asOf.atOffset(ZoneOffset.UTC)))
                .map(rows -> stream(rows).map(row -> standing(row, asOf)).findFirst());
    }

    /** A client's seats, if the partner has such a client. */
    public Uni<Optional<ClientStanding>> client(PartnerId partner, ClientId client) {
        return pool.preparedQuery(
                        """
                        select c.in_use, c.free, c.retiring_lots, c.source, l.sequence
                        from client_seats c join seat_ledger l using (partner_id)
                        where c.partner_id = $1 and c.client_id = $2
                        """)
                .execute(Tuple.of(partner.value(), client.value()))
                .map(rows ->
                        stream(rows)
                                .map(row -> LedgerRows.clientStanding(row, clock.now()))
                                .findFirst());
    }

    /**
     * Lines of the ledger, newest first.
     *
     * @param before only lines older than this one; null: all
     */
    public Uni<Page<Entry>> entries(
            PartnerId partner, EntryFilter filter, @Nullable Long before, int limit) {
        return lines(partner, filter, before == null ? Long.MAX_VALUE : before, limit + 1)
                .map(entries -> Page.of(entries, limit, entry -> Long.toString(entry.sequence())));
    }

    /**
     * All lines, newest first, some hundreds at a time and no more than are asked for. Lines that
     * are added meanwhile are not among them.
     */
    public Multi<List<Entry>> allEntries(PartnerId partner, EntryFilter filter) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicLong(Long.MAX_VALUE), before -> next(partner, filter, before))
                .whilst(entries -> entries.size() == AT_ONCE);
    }

    private Uni<List<Entry>> next(PartnerId partner, EntryFilter filter, AtomicLong before) {
        return lines(partner, filter, before.get(), AT_ONCE)
                .invoke(entries ->
                        before.set(entries.isEmpty() ? 0 : entries.getLast().sequence()));
    }

    private Uni<List<Entry>> lines(PartnerId partner, EntryFilter filter, long before, int atMost) {
        var query = EntryQuery.of(partner, filter, before, atMost);
        return pool.preparedQuery(query.sql())
                .execute(query.parameters())
                .map(rows -> stream(rows).map(LedgerRows::entry).toList());
    }

    /** What has left the supply by then has left it, whether that is recorded yet or not. */
    private static Standing standing(Row row, Instant at) {
        var due =
                LedgerRows.lots(row.getJsonArray("retiring_lots")).stream()
                        .filter(lot -> lot.isOver(at))
                        .flatMap(lot -> new LedgerEvent.Left(lot).transfers().stream())
                        .toList();
        return LedgerRows.standing(row).after(due);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
