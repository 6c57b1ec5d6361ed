package io.seatflow.seat.check.postgres;

import io.seatflow.platform.database.PgTx;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Lines of some partners' ledgers that nobody has looked at, claimed until the transaction ends.
 */
record Ranges(List<Range> all) {

    /** In every statement about ranges: its first three parameters. */
    static final String RANGES =
            "unnest($1::uuid[], $2::bigint[], $3::bigint[]) as r (partner_id, checked_to, up_to)";

    /** The lines after {@code checkedTo} up to {@code upTo}. */
    record Range(UUID partner, long checkedTo, long upTo, long lines) {}

    /** Claims the partners that no other replica has claimed, and up to so many lines of each. */
    static Uni<Ranges> claim(PgTx tx, UUID[] partners, int linesEach) {
        return partners.length == 0
                ? Uni.createFrom().item(new Ranges(List.of()))
                : begin(tx, partners)
                        .chain(() -> lock(tx, partners))
                        .chain(claimed -> measure(tx, claimed, linesEach));
    }

    private static Uni<Void> begin(PgTx tx, UUID[] partners) {
        return tx.connection()
                .preparedQuery(
                        """
                        insert into seat_ledger_check (partner_id, checked_to)
                        select p, 0 from unnest($1::uuid[]) p
                        where not exists (select from seat_ledger_check c where c.partner_id = p)
                        on conflict do nothing
                        """)
                .execute(Tuple.tuple().addArrayOfUUID(partners))
                .replaceWithVoid();
    }

    private static Uni<UUID[]> lock(PgTx tx, UUID[] partners) {
        return tx.connection()
                .preparedQuery(
                        """
                        select partner_id from seat_ledger_check where partner_id = any ($1::uuid[])
                        order by partner_id for update skip locked
                        """)
                .execute(Tuple.tuple().addArrayOfUUID(partners))
                .map(rows ->
                        Rows.stream(rows)
                                .map(row -> row.getUUID("partner_id"))
                                .toArray(UUID[]::new));
    }

    private static Uni<Ranges> measure(PgTx tx, UUID[] claimed, int linesEach) {
        return tx.connection()
                .preparedQuery(
                        """
                        select c.partner_id, c.checked_to, max(t.sequence) as up_to, count(*) as lines
                        from seat_ledger_check c, lateral
                            (select sequence from seat_transfer t
                             where t.partner_id = c.partner_id and t.sequence > c.checked_to
                             order by t.sequence limit $2) t
                        where c.partner_id = any ($1::uuid[])
                        group by c.partner_id, c.checked_to
                        """)
                .execute(Tuple.tuple().addArrayOfUUID(claimed).addInteger(linesEach))
                .map(rows -> new Ranges(Rows.stream(rows).map(Ranges::range).toList()));
    }

    /** Notes that all of these lines have been looked at. */
    Uni<Void> done(PgTx tx) {
        return run(
                        tx,
                        """
                        update seat_ledger_check c set checked_to = r.up_to
                        from %s where c.partner_id = r.partner_id
                        """
                                .formatted(RANGES))
                .replaceWithVoid();
    }

    /** Runs a statement about these ranges, unless there are none. */
    Uni<List<Row>> run(PgTx tx, String sql, Object... more) {
        if (all.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var parameters = new ArrayList<Object>();
        parameters.add(all.stream().map(Range::partner).toArray(UUID[]::new));
        parameters.add(all.stream().map(Range::checkedTo).toArray(Long[]::new));
        parameters.add(all.stream().map(Range::upTo).toArray(Long[]::new));
        parameters.addAll(List.of(more));
        return tx.connection()
                .preparedQuery(sql)
                .execute(Tuple.wrap(parameters))
                .map((RowSet<Row> rows) -> Rows.stream(rows).toList());
    }

    long lines() {
        return all.stream().mapToLong(Range::lines).sum();
    }

    private static Range range(Row row) {
        return new Range(
                row.getUUID("partner_id"),
                row.getLong("checked_to"),
                row.getLong("up_to"),
                row.getLong("lines"));
    }
}
