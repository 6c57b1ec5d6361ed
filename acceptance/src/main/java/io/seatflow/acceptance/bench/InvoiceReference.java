package io.seatflow.acceptance.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The reference: what an invoice has to make durable, by bare SQL in the service's own tables, with
 * all their constraints. One hundred invoices a transaction: the numbers from the counter, then the
 * invoices, four lines each and an outbox row of three events each, by one statement for each
 * table.
 */
final class InvoiceReference {

    private static final int AT_ONCE = 100;
    private static final int CONNECTIONS = 2;

    private static final String INVOICES =
            """
            insert into invoice (partner_id, id, plan_id, issuer, number, kind, status, period_start, period_end, issued_on,
                issued_at, currency, total, lines, cause_type, cause_id, retry_at)
            select id, invoice_id, id, 'INV', ? + n, 'PERIOD', 'OPEN', current_date, current_date + 30, current_date,
                now(), 'USD', 849.00, 4, 'PERIOD', current_date::text, now() + interval '1 day'
            from unnest(?::uuid[], ?::uuid[]) with ordinality as i (id, invoice_id, n)
            """;

    private static final String LINES =
            """
            insert into invoice_line (partner_id, invoice_id, position, position_before, sum_before, sum, kind, description,
                quantity, unit_price, amount, cause_type, cause_id)
            select id, invoice_id, l.*, 'PERIOD', current_date::text
            from unnest(?::uuid[], ?::uuid[]) as i (id, invoice_id), (values
                (1, null::int, 0.00, 49.00, 'PROGRAM_FEE', 'Basic', 1, 49.00, 49.00),
                (2, 1, 49.00, 649.00, 'SEATS', 'Seats', 30, 20.00, 600.00),
                (3, 2, 649.00, 701.50, 'ADD_ON', 'Priority support', 30, 1.75, 52.50),
                (4, 3, 701.50, 849.00, 'ADD_ON', 'White label', 1, 147.50, 147.50)) as l
            """;

    /** The three events that a renewal without a card tells, as long as the service's own. */
    private static final String EVENTS =
            """
            insert into outbox (partner_id, topic, first_sequence, event_ids, types, occurred_at, trace_parents, request_ids,
                payloads)
            select id, 'seatflow.billing', 1, array[gen_random_uuid(), gen_random_uuid(), gen_random_uuid()],
                array['seatflow.billing.PeriodStarted.v1', 'seatflow.billing.InvoiceIssued.v1',
                    'seatflow.billing.PaymentFailed.v1'],
                array[now(), now(), now()], array[null::text, null, null], array[null::text, null, null],
                array['{"start":"2026-11-01T00:00:00Z","end":"2026-12-01T00:00:00Z","startOn":"2026-11-01",'
                        || '"endOn":"2026-12-01","payingClientId":null}',
                    '{"invoiceId":"' || invoice_id || '","number":"INV-000001","kind":"PERIOD",'
                        || '"total":{"amount":"849.00","currency":"USD"},"issuedOn":"2026-11-01","payingClientId":null}',
                    '{"invoiceId":"' || invoice_id || '","number":"INV-000001","kind":"PERIOD",'
                        || '"total":{"amount":"849.00","currency":"USD"},"reason":"no-payment-method",'
                        || '"detail":"There is no card to pay with.","payingClientId":null}']
            from unnest(?::uuid[], ?::uuid[]) as i (id, invoice_id)
            """;

    private final MeasuredBilling suite;

    InvoiceReference(MeasuredBilling suite) {
        this.suite = suite;
    }

    /**
     * Issues an invoice to each of the plans that are there and have none.
     *
     * @return the seconds that it took
     */
    double run() throws SQLException {
        List<List<UUID>> batches = batches();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            long begin = System.nanoTime();
            var halves = new ArrayList<Future<?>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int first = i;
                halves.add(
                        threads.submit(() -> {
                            try (Connection connection = suite.connect(MeasuredBilling.REFERENCE)) {
                                for (int n = first; n < batches.size(); n += CONNECTIONS) {
                                    issue(connection, batches.get(n));
                                }
                            }
                            return first;
                        }));
            }
            for (Future<?> half : halves) {
                half.get();
            }
            return (System.nanoTime() - begin) / 1e9;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The reference failed.", e);
        }
    }

    private List<List<UUID>> batches() throws SQLException {
        var batches = new ArrayList<List<UUID>>();
        try (Connection connection = suite.connect(MeasuredBilling.REFERENCE);
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select partner_id from plan p where not exists (select from invoice i"
                                        + " where i.partner_id = p.partner_id) order by partner_id")) {
            while (rows.next()) {
                if (batches.isEmpty() || batches.getLast().size() == AT_ONCE) {
                    batches.add(new ArrayList<>());
                }
                batches.getLast().add(rows.getObject(1, UUID.class));
            }
        }
        return batches;
    }

    private static void issue(Connection connection, List<UUID> partners) throws SQLException {
        connection.setAutoCommit(false);
        var ids = connection.createArrayOf("uuid", partners.toArray());
        var invoices =
                connection.createArrayOf(
                        "uuid", partners.stream().map(_ -> UUID.randomUUID()).toArray());
        try (var counter =
                        connection.prepareStatement(
                                "update invoice_counter set last_number = last_number + ? where issuer = 'INV' returning last_number");
                var invoice = connection.prepareStatement(INVOICES);
                var lines = connection.prepareStatement(LINES);
                var events = connection.prepareStatement(EVENTS)) {
            lines.setArray(1, ids);
            lines.setArray(2, invoices);
            lines.executeUpdate();
            counter.setInt(1, partners.size());
            long last;
            try (var number = counter.executeQuery()) {
                number.next();
                last = number.getLong(1);
            }
            invoice.setLong(1, last - partners.size());
            invoice.setArray(2, ids);
            invoice.setArray(3, invoices);
            invoice.executeUpdate();
            events.setArray(1, ids);
            events.setArray(2, invoices);
            events.executeUpdate();
        }
        connection.commit();
    }
}
