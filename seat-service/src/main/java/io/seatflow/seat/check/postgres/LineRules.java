package io.seatflow.seat.check.postgres;

import io.seatflow.seat.check.Difference;
import io.seatflow.seat.check.Difference.Kind;
import io.seatflow.seat.check.Figures;
import io.seatflow.seat.check.SelfCheck.Found;
import io.seatflow.seat.ledger.PartnerId;
import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What must hold of a line and the one before it, as SQL: written down a second time and in another
 * language on purpose, so that a mistake in the rules does not prove itself right.
 */
final class LineRules {

    /** The partner's figures, by their columns in {@code seat_transfer} and {@code seat_ledger}. */
    static final List<String> FIGURES =
            List.of(
                    "supply",
                    "available",
                    "internal",
                    "retiring",
                    "reserved",
                    "allocated",
                    "complimentary");

    /** A client's accounts, by their columns in {@code client_seats}. */
    static final List<String> ACCOUNTS = List.of("free", "in_use", "complimentary", "direct");

    private static final String OF_CLIENTS =
            "('CLIENT_FREE', 'CLIENT_IN_USE', 'COMPLIMENTARY', 'DIRECT')";

    private LineRules() {}

    /** The figures as an array; {@code %s} in {@code each} is a figure's column. */
    static String figures(String each) {
        return array(FIGURES, each);
    }

    /** A client's accounts as an array. */
    static String accounts(String each) {
        return array(ACCOUNTS, each);
    }

    private static String array(List<String> columns, String each) {
        return columns.stream()
                .map(column -> each.formatted(column))
                .collect(Collectors.joining(", ", "array[", "]"));
    }

    /** By how many of its seats a transfer moves a figure: one, none, or minus one. */
    static String moves(String figure) {
        return switch (figure) {
            case "supply", "complimentary" ->
                    difference("= '" + account(figure) + "'", "from", "to");
            case "allocated" -> difference("in " + OF_CLIENTS, "to", "from");
            default -> difference("= '" + account(figure) + "'", "to", "from");
        };
    }

    /** By how many of its seats a transfer moves a client's account. */
    static String movesAccount(String column) {
        return difference(
                switch (column) {
                    case "free" -> "= 'CLIENT_FREE'";
                    case "in_use" -> "= 'CLIENT_IN_USE'";
                    default -> "= '" + account(column) + "'";
                },
                "to",
                "from");
    }

    private static String difference(String isIt, String more, String less) {
        return "((%2$s_account %1$s)::int - (%3$s_account %1$s)::int)".formatted(isIt, more, less);
    }

    private static String account(String figure) {
        return figure.equals("supply") ? "PLAN" : figure.toUpperCase(Locale.ROOT);
    }

    /**
     * The lines that break a rule.
     *
     * @param lines selects lines, each with {@code judged}: false for one that is there only for
     *     the sake of the line after it
     * @param atMost the parameter that says how many are wanted
     */
    static String broken(String lines, String atMost) {
        var expected =
                FIGURES.stream()
                        .map(figure ->
                                "coalesce(lag(%s) over history, 0) + seats * %s"
                                        .formatted(figure, moves(figure)))
                        .collect(Collectors.joining(",\n       ", "array[", "]"));
        return """
        with lines as (%s),
        compared as (
            select partner_id, sequence, occurred_at, judged,
                   coalesce(lag(sequence) over history, 0) as before,
                   lag(occurred_at) over history as before_at,
                   %s as expected,
                   %s as figures
            from lines
            window history as (partition by partner_id order by sequence))
        select partner_id, sequence, occurred_at, before, before_at, expected, figures
        from compared
        where judged and (sequence <> before + 1 or occurred_at < before_at or expected <> figures)
        order by partner_id, sequence limit %s
        """
                .formatted(lines, expected, figures("%s"), atMost);
    }

    /** What is wrong with a {@linkplain #broken broken} line. Past a gap, nothing can be said. */
    static Found found(Row row) {
        return new Found(new PartnerId(row.getUUID("partner_id")), difference(row));
    }

    private static Difference difference(Row row) {
        var sequence = row.getLong("sequence");
        var before = row.getLong("before");
        if (before + 1 != sequence) {
            return new Difference(
                    Kind.GAP,
                    sequence,
                    null,
                    "line " + (sequence - 1) + " comes before it",
                    before == 0 ? "no line is there" : "line " + before + " is there");
        }
        var expected = words(row.getArrayOfIntegers("expected"));
        var figures = words(row.getArrayOfIntegers("figures"));
        return expected.equals(figures)
                ? new Difference(
                        Kind.TIME,
                        sequence,
                        null,
                        "not before " + instant(row, "before_at"),
                        instant(row, "occurred_at"))
                : new Difference(Kind.FIGURES, sequence, null, expected, figures);
    }

    static String words(Number[] figures) {
        return Figures.words(FIGURES, Arrays.asList(figures));
    }

    private static String instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time.toInstant().toString();
    }
}
