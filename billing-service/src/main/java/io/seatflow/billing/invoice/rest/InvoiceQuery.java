package io.seatflow.billing.invoice.rest;

import io.seatflow.billing.invoice.Invoice;
import io.seatflow.billing.invoice.postgres.InvoiceFilter;
import io.seatflow.billing.invoice.postgres.Invoices;
import io.seatflow.platform.list.QueryParameters;
import java.time.LocalDate;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Which invoices are asked for, as the address says it. */
class InvoiceQuery {

    @Parameter(description = "Only invoices of this status: OPEN, PAID, PAST_DUE or VOID")
    @RestQuery
    @Nullable String status;

    @Parameter(description = "Only this kind: PERIOD, PRORATION, ADJUSTMENT or CREDIT_NOTE")
    @RestQuery
    @Nullable String kind;

    @Parameter(description = "Only what was issued on this day or later")
    @RestQuery
    @Nullable String from;

    @Parameter(description = "Only what was issued before this day")
    @RestQuery
    @Nullable String to;

    @Parameter(description = "Only the invoice of this number, as INV-000042")
    @RestQuery
    @Nullable String number;

    @Parameter(description = "json or csv")
    @RestQuery
    @Nullable String format;

    @Parameter(description = "How many at most, 1 to 200 (50); not with CSV")
    @RestQuery
    @Nullable String limit;

    @Parameter(description = "The nextCursor of the page before; not with CSV")
    @RestQuery
    @Nullable String cursor;

    InvoiceFilter filter(QueryParameters parameters) {
        var since = day(parameters, "from", from);
        var until = day(parameters, "to", to);
        parameters.refuseUnlessAfter(since, until);
        return new InvoiceFilter(
                parameters.read(
                        "kind",
                        kind,
                        text -> Invoice.Kind.valueOf(text.toUpperCase(Locale.ROOT)),
                        "must be PERIOD, PRORATION, ADJUSTMENT or CREDIT_NOTE"),
                parameters.read(
                        "status",
                        status,
                        text -> Invoice.Status.valueOf(text.toUpperCase(Locale.ROOT)),
                        "must be OPEN, PAID, PAST_DUE or VOID"),
                since,
                until,
                parameters.read(
                        "number",
                        number,
                        Invoices::numberIn,
                        "must be the number of an invoice, as INV-000042"));
    }

    private static @Nullable LocalDate day(
            QueryParameters parameters, String name, @Nullable String text) {
        return parameters.read(name, text, LocalDate::parse, "must be a day, as 2026-12-01");
    }
}
