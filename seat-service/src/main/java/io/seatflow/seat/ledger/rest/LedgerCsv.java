package io.seatflow.seat.ledger.rest;

import io.seatflow.seat.ledger.Entry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the ledger as comma-separated values (RFC 4180). A text that a spreadsheet would run as
 * a formula is preceded by an apostrophe, which spreadsheets take for "this is text".
 */
final class LedgerCsv {

    static final String HEADER = "seq,from,to,clientId,seats,reason,changeId,actor,occurredAt\r\n";

    private static final String BEGINS_A_FORMULA = "=+-@\t\r\n";
    private static final String NEEDS_QUOTES = ",\"\r\n";

    private LedgerCsv() {}

    static String lines(List<Entry> entries) {
        return entries.stream().map(LedgerCsv::line).collect(Collectors.joining());
    }

    private static String line(Entry entry) {
        var transfer = entry.transfer();
        return Stream.of(
                        Long.toString(entry.sequence()),
                        transfer.from().kind().name(),
                        transfer.to().kind().name(),
                        orNothing(transfer.client() == null ? null : transfer.client().value()),
                        Integer.toString(transfer.seats()),
                        entry.reason().name(),
                        orNothing(entry.changeId()),
                        text(entry.actor()),
                        entry.occurredAt().toString())
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String orNothing(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** A cell whose words come from outside. */
    static String text(String words) {
        var harmless =
                !words.isEmpty() && BEGINS_A_FORMULA.indexOf(words.charAt(0)) >= 0
                        ? "'" + words
                        : words;
        return harmless.chars().anyMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0)
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }
}
