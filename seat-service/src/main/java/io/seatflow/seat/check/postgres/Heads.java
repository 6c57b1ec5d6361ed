package io.seatflow.seat.check.postgres;

import static io.seatflow.seat.check.postgres.LineRules.FIGURES;

import io.seatflow.platform.database.PgTx;
import io.seatflow.seat.check.Difference;
import io.seatflow.seat.check.Difference.Kind;
import io.seatflow.seat.check.SelfCheck.Found;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Some partners' balances beside the last lines of their ledgers, and how far these have been
 * checked.
 */
record Heads(List<Head> all) {

    private static final String SELECT =
            """
            select l.partner_id, l.sequence, coalesce(c.checked_to, 0) as checked_to,
                   %s as balances, coalesce(t.sequence, 0) as line, %s as figures, l.on_order, p.*
            from (select * from seat_ledger where partner_id > $1 order by partner_id limit $2) l
            left join seat_ledger_check c using (partner_id)
            left join lateral (select * from seat_transfer t where t.partner_id = l.partner_id
                               order by t.sequence desc limit 1) t on true,
            %s p
            order by l.partner_id
            """
                    .formatted(
                            LineRules.figures("l.%s"),
                            LineRules.figures("coalesce(t.%s, 0)"),
                            Parts.LATERAL);

    /**
     * A partner's balances and last line.
     *
     * @param sequence the number of the last line by the balances
     * @param line the number of the line that is last
     */
    record Head(
            PartnerId partner,
            long sequence,
            long checkedTo,
            List<Integer> balances,
            long line,
            List<Integer> figures,
            int onOrder,
            Parts parts) {

        List<Difference> differences() {
            var differences = new ArrayList<Difference>();
            if (sequence != line || !balances.equals(figures)) {
                differences.add(
                        new Difference(
                                Kind.BALANCES,
                                null,
                                null,
                                side(line, figures),
                                side(sequence, balances)));
            }
            differences.addAll(
                    parts.differences(
                            balances.get(FIGURES.indexOf("reserved")),
                            onOrder,
                            balances.get(FIGURES.indexOf("retiring"))));
            return differences;
        }

        boolean hasNewLines() {
            return line > checkedTo;
        }
    }

    /** The partners after this one, in the database's order. */
    static Uni<Heads> after(PgTx tx, PartnerId partner, int atMost) {
        return tx.connection()
                .preparedQuery(SELECT)
                .execute(Tuple.of(partner.value(), atMost))
                .map(rows -> new Heads(Rows.stream(rows).map(Heads::head).toList()));
    }

    /** Those of whose lines some are new, but not more than can be looked at in one step. */
    Heads withNewLines(int atMost) {
        return new Heads(all.stream().filter(Head::hasNewLines).limit(atMost).toList());
    }

    List<Found> differences() {
        return all.stream()
                .flatMap(head ->
                        head.differences().stream()
                                .map(difference -> new Found(head.partner(), difference)))
                .toList();
    }

    UUID[] partners() {
        return all.stream().map(head -> head.partner().value()).toArray(UUID[]::new);
    }

    private static String side(long sequence, List<Integer> figures) {
        return "line " + sequence + ": " + LineRules.words(figures.toArray(Integer[]::new));
    }

    private static Head head(Row row) {
        return new Head(
                new PartnerId(row.getUUID("partner_id")),
                row.getLong("sequence"),
                row.getLong("checked_to"),
                Arrays.asList(row.getArrayOfIntegers("balances")),
                row.getLong("line"),
                Arrays.asList(row.getArrayOfIntegers("figures")),
                row.getInteger("on_order"),
                Parts.of(row));
    }
}
