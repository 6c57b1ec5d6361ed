package io.seatflow.seat.check.postgres;

import static io.seatflow.seat.check.postgres.LineRules.FIGURES;

import io.seatflow.platform.database.PgTx;
import io.seatflow.seat.check.Difference;
import io.seatflow.seat.check.Difference.Kind;
import io.seatflow.seat.check.SelfCheck.Found;
import io.seatflow.seat.check.Verification;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What all lines of a ledger come to, beside the partner's balances and what these are made of.
 *
 * @param sums the figures that the transfers come to, one by one and without those on the lines
 */
record Replay(
        PartnerId partner,
        long lines,
        long from,
        long to,
        List<Long> sums,
        long sequence,
        List<Integer> balances,
        int onOrder,
        Parts parts) {

    private static final String SELECT =
            """
            select l.sequence, %s as balances, l.on_order, t.*, p.*
            from seat_ledger l,
                 lateral (select count(*) as lines, coalesce(min(sequence), 0) as first,
                                 coalesce(max(sequence), 0) as last, %s as sums
                          from seat_transfer where partner_id = l.partner_id) t,
                 %s p
            where l.partner_id = $1
            """
                    .formatted(
                            LineRules.figures("l.%s"),
                            FIGURES.stream()
                                    .map(figure ->
                                            "coalesce(sum(seats * %s), 0)"
                                                    .formatted(LineRules.moves(figure)))
                                    .collect(Collectors.joining(", ", "array[", "]")),
                            Parts.LATERAL);

    static Uni<Optional<Replay>> of(PgTx tx, PartnerId partner) {
        return tx.connection()
                .preparedQuery(SELECT)
                .execute(Tuple.of(partner.value()))
                .map(rows -> Rows.stream(rows).map(row -> replay(partner, row)).findFirst());
    }

    /** All of the ledger's lines. */
    Ranges range() {
        return new Ranges(List.of(new Ranges.Range(partner.value(), 0, to, lines)));
    }

    List<Found> differences() {
        var differences = new ArrayList<Difference>();
        var stored = balances.stream().map(Integer::longValue).toList();
        if (sequence != to || !stored.equals(sums)) {
            differences.add(
                    new Difference(
                            Kind.BALANCES, null, null, side(to, sums), side(sequence, stored)));
        }
        differences.addAll(
                parts.differences(
                        stored.get(FIGURES.indexOf("reserved")),
                        onOrder,
                        stored.get(FIGURES.indexOf("retiring")),
                        stored.get(FIGURES.indexOf("internal"))));
        return differences.stream().map(difference -> new Found(partner, difference)).toList();
    }

    Verification verification(List<Found> found) {
        return new Verification(
                lines,
                from,
                to,
                found.stream().map(Found::difference).limit(Verification.MOST_DIFFERENCES).toList(),
                Duration.ZERO);
    }

    private static String side(long sequence, List<Long> figures) {
        return "line " + sequence + ": " + LineRules.words(figures.toArray(Long[]::new));
    }

    private static Replay replay(PartnerId partner, Row row) {
        return new Replay(
                partner,
                row.getLong("lines"),
                row.getLong("first"),
                row.getLong("last"),
                Arrays.asList(row.getArrayOfLongs("sums")),
                row.getLong("sequence"),
                Arrays.asList(row.getArrayOfIntegers("balances")),
                row.getInteger("on_order"),
                Parts.of(row));
    }
}
