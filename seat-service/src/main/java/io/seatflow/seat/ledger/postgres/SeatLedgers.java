package io.seatflow.seat.ledger.postgres;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.Page;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.PartnerId;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Each partner's seat ledger, as it is read. */
@ApplicationScoped
public class SeatLedgers {

    private static final String LEDGER =
            """
            select sequence, supply, available, internal, retiring, reserved, allocated, complimentary,
                   on_order, supply_limit, period_end, retiring_lots
            from seat_ledger where partner_id = $1
            """;

    private final Pool pool;
    private final BusinessClock clock;

    SeatLedgers(Pool pool, BusinessClock clock) {
        this.pool = pool;
        this.clock = clock;
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

    private static List<SeatLedger> ledgers(RowSet<Row> rows) {
        return stream(rows).map(LedgerRows::ledger).toList();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
