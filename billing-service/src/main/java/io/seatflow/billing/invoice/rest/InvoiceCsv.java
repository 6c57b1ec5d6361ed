package io.seatflow.billing.invoice.rest;

import io.seatflow.platform.list.Csv;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Invoices as comma-separated values: a row for each of their lines. */
final class InvoiceCsv {

    static final String HEADER =
            Csv.header(
                    List.of(
                            "number",
                            "invoiceId",
                            "kind",
                            "status",
                            "issuedOn",
                            "periodStart",
                            "periodEnd",
                            "currency",
                            "total",
                            "line",
                            "lineKind",
                            "description",
                            "quantity",
                            "unitPrice",
                            "amount",
                            "causeType",
                            "causeId"));

    private InvoiceCsv() {}

    static String lines(List<InvoiceView> invoices) {
        return invoices.stream().map(InvoiceCsv::lines).collect(Collectors.joining());
    }

    private static String lines(InvoiceView invoice) {
        return IntStream.range(0, invoice.lines().size())
                .mapToObj(i -> line(invoice, i + 1, invoice.lines().get(i)))
                .collect(Collectors.joining());
    }

    private static String line(InvoiceView invoice, int position, InvoiceView.Line line) {
        return Csv.line(
                Stream.of(
                        Csv.cell(invoice.number()),
                        Csv.cell(invoice.id()),
                        Csv.cell(invoice.kind()),
                        Csv.cell(invoice.status()),
                        Csv.cell(invoice.issuedOn()),
                        Csv.cell(invoice.period().start()),
                        Csv.cell(invoice.period().end()),
                        Csv.cell(invoice.total().getCurrencyUnit()),
                        Csv.cell(invoice.total().getAmount().toPlainString()),
                        Csv.cell(position),
                        Csv.cell(line.kind()),
                        Csv.text(line.description()),
                        Csv.cell(line.quantity()),
                        Csv.cell(line.unitPrice().getAmount().toPlainString()),
                        Csv.cell(line.amount().getAmount().toPlainString()),
                        Csv.cell(line.cause().type()),
                        Csv.text(line.cause().id())));
    }
}
