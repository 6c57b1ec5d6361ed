package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.list.Csv;
import io.seatflow.seat.ledger.Entry;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines of the ledger as comma-separated values. */
final class LedgerCsv {

    static final String HEADER =
            Csv.header(
                    List.of(
                            "seq",
                            "from",
                            "to",
                            "clientId",
                            "seats",
                            "reason",
                            "changeId",
                            "actor",
                            "occurredAt"));

    private LedgerCsv() {}

    static String lines(List<Entry> entries) {
        return entries.stream().map(LedgerCsv::line).collect(Collectors.joining());
    }

    private static String line(Entry entry) {
        var transfer = entry.transfer();
        var client = transfer.client();
        return Csv.line(
                Stream.of(
                        Csv.cell(entry.sequence()),
                        Csv.cell(transfer.from().kind()),
                        Csv.cell(transfer.to().kind()),
                        Csv.cell(client == null ? null : client.value()),
                        Csv.cell(transfer.seats()),
                        Csv.cell(entry.reason()),
                        Csv.cell(entry.changeId()),
                        Csv.text(entry.actor()),
                        Csv.cell(entry.occurredAt())));
    }
}
