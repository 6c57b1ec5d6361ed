package io.seatflow.billing.invoice.postgres;

import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/** The rows of many invoices, each kind by one statement. */
final class InvoiceBatch {

    private InvoiceBatch() {}

    /** Before their invoices: these are looked for when the transaction ends. */
    static Uni<Void> insertLines(PgTx tx, List<InvoiceLineRow> lines) {
        return Rows.of(lines)
                .uuids(row -> row.partnerId)
                .uuids(row -> row.invoiceId)
                .ints(row -> row.position)
                .ints(row -> row.positionBefore)
                .numerics(row -> row.sumBefore)
                .numerics(row -> row.sum)
                .texts(row -> row.kind.name())
                .texts(row -> row.description)
                .ints(row -> row.quantity)
                .numerics(row -> row.unitPrice)
                .numerics(row -> row.amount)
                .texts(row -> row.causeType.name())
                .texts(row -> row.causeId)
                .into(
                        tx,
                        """
                        insert into invoice_line (partner_id, invoice_id, position, position_before, sum_before, sum, kind,
                            description, quantity, unit_price, amount, cause_type, cause_id)
                        select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::numeric[], $6::numeric[],
                            $7::text[], $8::text[], $9::int[], $10::numeric[], $11::numeric[], $12::text[], $13::text[])
                        """)
                .replaceWithVoid();
    }

    /** Takes so many numbers and gives the last: whoever else issues waits from here on. */
    static Uni<Long> lastNumber(PgTx tx, String issuer, int count) {
        return tx.connection()
                .preparedQuery(
                        "update invoice_counter set last_number = last_number + $2 where issuer = $1 returning last_number")
                .execute(Tuple.of(issuer, (long) count))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    static Uni<Void> insert(PgTx tx, List<InvoiceRow> invoices) {
        return Rows.of(invoices)
                .uuids(row -> row.partnerId)
                .uuids(row -> row.id)
                .uuids(row -> row.planId)
                .texts(row -> row.issuer)
                .longs(row -> row.number)
                .texts(row -> row.kind.name())
                .texts(row -> row.status.name())
                .days(row -> row.periodStart)
                .days(row -> row.periodEnd)
                .days(row -> row.issuedOn)
                .instants(row -> row.issuedAt)
                .texts(row -> row.currency)
                .numerics(row -> row.total)
                .ints(row -> row.lines)
                .texts(row -> row.causeType.name())
                .texts(row -> row.causeId)
                .instants(row -> row.retryAt)
                .ints(row -> row.issuerVersion)
                .into(
                        tx,
                        """
                        insert into invoice (partner_id, id, plan_id, issuer, number, kind, status, period_start, period_end,
                            issued_on, issued_at, currency, total, lines, cause_type, cause_id, retry_at, issuer_version)
                        select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[],
                            $7::text[], $8::date[], $9::date[], $10::date[], $11::timestamptz[], $12::text[],
                            $13::numeric[], $14::int[], $15::text[], $16::text[], $17::timestamptz[], $18::int[])
                        """)
                .replaceWithVoid();
    }
}
