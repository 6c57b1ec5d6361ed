package io.seatflow.billing.run.postgres;

import io.seatflow.billing.plan.PlanKey;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.idempotency.IdempotentRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * The billing runs that operators asked for. Plans go on by themselves as soon as they are due; a
 * run says which were, and how far they are.
 */
@ApplicationScoped
public class BillingRuns {

    /** A plan whose turn a run has come to is done once its running period ends after that day. */
    private static final String DONE =
            "(p.ended_at is not null or (select d.end_on from plan_period d where d.partner_id = p.partner_id"
                    + " and d.plan_id = p.plan_id and d.start_on = p.period_start) > r.as_of)";

    /** A run names so many by itself; all are in a list of their own. */
    private static final int FAILURES_MAX = 100;

    private static final PlanKey BEFORE_ALL = new PlanKey(Ids.NIL, Ids.NIL);

    private final PgTransactions transactions;
    private final Pool pool;
    private final BillingRun run;
    private final BusinessClock clock;

    BillingRuns(PgTransactions transactions, Pool pool, BillingRun run, BusinessClock clock) {
        this.transactions = transactions;
        this.pool = pool;
        this.run = run;
        this.clock = clock;
    }

    /**
     * A run as it stands.
     *
     * @param totals of the invoices that its plans have got since, one of each currency
     */
    public record Shown(
            UUID id,
            LocalDate asOf,
            Instant requestedAt,
            long plans,
            long done,
            long failed,
            List<Total> totals,
            List<Failure> failures) {

        public Shown {
            totals = List.copyOf(totals);
            failures = List.copyOf(failures);
        }

        /** From its request to its last invoice so far, which may have been issued just before. */
        public Duration took() {
            return totals.stream()
                    .map(Total::lastIssuedAt)
                    .filter(last -> last.isAfter(requestedAt))
                    .max(Instant::compareTo)
                    .map(last -> Duration.between(requestedAt, last))
                    .orElse(Duration.ZERO);
        }
    }

    /**
     * What the period invoices of a run come to in one currency.
     *
     * @param collecting is being paid
     * @param notCollected is owed and not being paid: declined, or without a card
     */
    public record Total(
            long invoices,
            Money invoiced,
            Money collected,
            Money collecting,
            Money notCollected,
            Instant lastIssuedAt) {}

    /** A plan that could not go on. */
    public record Failure(UUID partnerId, UUID planId, String name, String detail) {}

    /** Begins a run over all plans that are due by a day. */
    public Uni<UUID> begin(LocalDate asOf, IdempotentRequest request, String by) {
        var id = Ids.next();
        return transactions
                .run(tx ->
                        request.begin(tx, id)
                                .chain(() -> insert(tx, id, asOf, by))
                                .chain(() -> insertPlans(tx, id, asOf))
                                .replaceWith(id))
                .invoke(run::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId);
    }

    private Uni<Integer> insert(PgTx tx, UUID id, LocalDate asOf, String by) {
        return tx.execute(
                "insert into billing_run (partner_id, id, as_of, requested_at, requested_by) values ($1, $2, $3, $4, $5)",
                Ids.NIL,
                id,
                asOf,
                clock.now().atOffset(ZoneOffset.UTC),
                by);
    }

    private Uni<Integer> insertPlans(PgTx tx, UUID id, LocalDate asOf) {
        return tx.execute(
                """
                insert into billing_run_plan (partner_id, run_id, plan_id, due_on)
                select p.partner_id, $1, p.plan_id, d.end_on
                from plan p join plan_period d
                    on d.partner_id = p.partner_id and d.plan_id = p.plan_id and d.start_on = p.period_start
                where p.ended_at is null and p.period_ends_at <= $3 and d.end_on <= $2
                """,
                id,
                asOf,
                clock.now().atOffset(ZoneOffset.UTC));
    }

    /** A run as it stands; nothing where there is none. */
    public Uni<Optional<Shown>> find(UUID id) {
        return pool.preparedQuery(
                        """
                        select r.as_of, r.requested_at, count(p.plan_id), count(*) filter (where %s),
                            count(*) filter (where m.failure is not null and not %s)
                        from billing_run r
                            left join billing_run_plan m on m.run_id = r.id
                            left join plan p on p.partner_id = m.partner_id and p.plan_id = m.plan_id
                        where r.partner_id = $1 and r.id = $2
                        group by r.as_of, r.requested_at
                        """
                                .formatted(DONE, DONE))
                .execute(Tuple.of(Ids.NIL, id))
                .chain(rows -> withFailures(id, rows));
    }

    private Uni<Optional<Shown>> withFailures(UUID id, RowSet<Row> rows) {
        var found = rows.iterator();
        if (!found.hasNext()) {
            return Uni.createFrom().item(Optional.empty());
        }
        var row = found.next();
        return totals(id)
                .chain(totals ->
                        failuresAfter(id, BEFORE_ALL, FAILURES_MAX)
                                .map(failures -> Optional.of(shown(id, row, totals, failures))));
    }

    private static Shown shown(UUID id, Row row, List<Total> totals, List<Failure> failures) {
        return new Shown(
                id,
                row.getLocalDate(0),
                row.getOffsetDateTime(1).toInstant(),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                totals,
                failures);
    }

    private Uni<List<Total>> totals(UUID id) {
        return pool.preparedQuery(
                        """
                        select i.currency, count(*), sum(i.total),
                            coalesce(sum(i.total) filter (where i.status = 'PAID'), 0),
                            coalesce(sum(i.total) filter (where i.status in ('OPEN', 'PAST_DUE') and p.id is not null), 0),
                            coalesce(sum(i.total) filter (where i.status in ('OPEN', 'PAST_DUE') and p.id is null), 0),
                            max(i.issued_at)
                        from billing_run r join billing_run_plan m on m.run_id = r.id
                            join invoice i on i.partner_id = m.partner_id and i.plan_id = m.plan_id and i.kind = 'PERIOD'
                                and i.period_start <= r.as_of and not i.after_end
                                and (i.period_start >= m.due_on or m.due_on is null and i.issued_at >= r.requested_at)
                            left join payment p on p.partner_id = i.partner_id and p.invoice_id = i.id
                                and p.status in ('PENDING', 'UNKNOWN')
                        where r.partner_id = $1 and r.id = $2
                        group by i.currency order by i.currency
                        """)
                .execute(Tuple.of(Ids.NIL, id))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(BillingRuns::total)
                                .toList());
    }

    private static Total total(Row row) {
        var unit = CurrencyUnit.of(row.getString(0));
        return new Total(
                row.getLong(1),
                Money.of(unit, row.getBigDecimal(2)),
                Money.of(unit, row.getBigDecimal(3)),
                Money.of(unit, row.getBigDecimal(4)),
                Money.of(unit, row.getBigDecimal(5)),
                row.getOffsetDateTime(6).toInstant());
    }

    /**
     * The plans of a run that could not go on, in the order of their keys; nothing where there is
     * no such run.
     *
     * @param after only those after that one; null: all
     */
    public Uni<Optional<List<Failure>>> failures(UUID id, @Nullable PlanKey after, int limit) {
        return pool.preparedQuery(
                        "select exists(select from billing_run where partner_id = $1 and id = $2)")
                .execute(Tuple.of(Ids.NIL, id))
                .chain(rows ->
                        rows.iterator().next().getBoolean(0)
                                ? failuresAfter(id, after == null ? BEFORE_ALL : after, limit)
                                        .map(Optional::of)
                                : Uni.createFrom().item(Optional.empty()));
    }

    private Uni<List<Failure>> failuresAfter(UUID id, PlanKey after, int limit) {
        return pool.preparedQuery(
                        """
                        select m.partner_id, m.plan_id, p.payer_name, m.failure
                        from billing_run r join billing_run_plan m on m.run_id = r.id
                            join plan p on p.partner_id = m.partner_id and p.plan_id = m.plan_id
                        where r.partner_id = $1 and r.id = $2 and m.failure is not null and not %s
                            and (m.partner_id, m.plan_id) > ($3, $4)
                        order by m.partner_id, m.plan_id limit $5
                        """
                                .formatted(DONE))
                .execute(Tuple.of(Ids.NIL, id, after.partnerId(), after.planId(), limit))
                .map(BillingRuns::read);
    }

    private static List<Failure> read(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new Failure(
                                row.getUUID(0), row.getUUID(1), row.getString(2), row.getString(3)))
                .toList();
    }
}
