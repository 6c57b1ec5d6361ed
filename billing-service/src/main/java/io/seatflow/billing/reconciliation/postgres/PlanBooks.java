package io.seatflow.billing.reconciliation.postgres;

import io.seatflow.billing.plan.postgres.DuePlans;
import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import io.seatflow.billing.reconciliation.postgres.Reconciliations.Outcome;
import io.seatflow.billing.reconciliation.postgres.Reconciliations.Step;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Adds up anew, in SQL and from the charges and events themselves rather than by the rules that
 * made the figures, what plans, periods and invoices say. Each statement sees one moment; what is
 * under way at that moment is left out.
 */
@ApplicationScoped
public class PlanBooks {

    private static final int PLANS_AT_ONCE = 250;

    /**
     * What seat-service told that a plan supplies, and what is paid and not delivered yet. A plan
     * whose period is being closed, or whose queue is not empty, is between two figures.
     */
    private static final String SUPPLY =
            """
            select p.partner_id, p.plan_id::text,
                p.seats - p.leaving as ours,
                coalesce(s.seats, 0) + coalesce((
                    select sum(c.shortfall) from charge c
                    where c.partner_id = p.partner_id and c.plan_id = p.plan_id and c.kind = 'PURCHASE'
                        and c.status = 'PAID' and not c.delivered), 0) as theirs
            from plan p left join plan_supply s on s.partner_id = p.partner_id and s.plan_id = p.plan_id
            where %s and p.ended_at is null
                and not exists (
                    select from charge c
                    where c.partner_id = p.partner_id and c.plan_id = p.plan_id and c.status in ('QUEUED', 'CHARGING'))
                -- Of a new plan seat-service may yet be about to tell.
                and (s.plan_id is not null or p.known_since < now() - interval '10 minutes' and exists (
                    select from invoice i where i.partner_id = p.partner_id and i.plan_id = p.plan_id))
            """;

    /** What seat-service tells of that billing has no plan for: at once, it may be about to. */
    private static final String WITHOUT_A_PLAN =
            """
            select s.partner_id, s.plan_id::text, 'no plan' as ours, s.seats as theirs
            from plan_supply s
            where s.seats > 0 and s.first_told_at < now() - interval '10 minutes'
                and not exists (select from plan p where p.partner_id = s.partner_id and p.plan_id = s.plan_id)
            """;

    /**
     * A period counts what its first invoice and its charges add up to: fee level, days and money.
     */
    private static final String PERIODS =
            """
            select d.partner_id, d.plan_id || ' ' || d.start_on,
                concat_ws(' ', d.paid_fee, d.fee_days, d.charged) as ours,
                concat_ws(' ', a.fee, a.fee_days, a.charged) as theirs
            from plan_period d join plan p on p.partner_id = d.partner_id and p.plan_id = d.plan_id
                cross join lateral (
                    select coalesce(sum(l.quantity * l.unit_price), 0) as fee, coalesce(sum(l.amount), 0) as charged
                    from invoice i join invoice_line l on l.partner_id = i.partner_id and l.invoice_id = i.id
                    where i.partner_id = d.partner_id and i.plan_id = d.plan_id and i.kind = 'PERIOD'
                        and i.cause_id = d.start_on::text and not i.after_end and l.kind in ('PROGRAM_FEE', 'SEATS', 'ADD_ON')) f
                cross join lateral (
                    select coalesce(sum(c.fee_rise), 0) as fee, coalesce(sum(c.fee_rise * c.days), 0) as fee_days,
                        coalesce(sum(c.amount), 0) as charged
                    from charge c
                    where c.partner_id = d.partner_id and c.plan_id = d.plan_id and c.period_start = d.start_on
                        and (c.status in ('PAID', 'INVOICED')
                            -- Taken back after its period had closed, it stays in that one's sums.
                            or c.status = 'TAKEN_BACK' and exists (
                                select from invoice n
                                where n.partner_id = c.partner_id and n.plan_id = c.plan_id and n.kind = 'CREDIT_NOTE'
                                    -- With its own credit note, or with its invoice as a whole.
                                    and (n.cause_id = c.cause_id
                                        or n.cause_type = 'INVOICE' and n.cause_id = c.invoice_id::text)
                                    and n.issued_on >= d.end_on))
                        -- Seats with which a client's own plan begins are on its first invoice itself.
                        and not exists (
                            select from invoice n
                            where n.partner_id = c.partner_id and n.id = c.invoice_id and n.kind = 'PERIOD'
                                and n.period_start = c.period_start)) c
                cross join lateral (
                    select f.fee + c.fee as fee, f.fee * (d.end_on - d.start_on) + c.fee_days as fee_days,
                        f.charged + c.charged as charged) a
            where %s and d.start_on >= p.start_on
                -- What joined after its period had closed is in that period without a charge of its own.
                and not exists (
                    select from invoice i
                    where i.partner_id = d.partner_id and i.plan_id = d.plan_id and i.kind = 'ADJUSTMENT'
                        and i.period_end > d.start_on)
                -- What had left before its period began, or was never given, was taken out of it without one.
                and not exists (
                    select from invoice i join invoice_line l on l.partner_id = i.partner_id and l.invoice_id = i.id
                    where i.partner_id = d.partner_id and i.plan_id = d.plan_id and i.kind = 'CREDIT_NOTE'
                        and i.cause_type in ('LEDGER_RANGE', 'SEAT_CHANGE') and l.kind = 'ADJUSTMENT'
                        and i.period_start <= d.start_on and i.period_end > d.start_on)
                and (d.paid_fee <> a.fee or d.fee_days <> a.fee_days or d.charged <> a.charged)
            """;

    /** The fee lines of a period's invoice add up to the fee for its days, rounded once. */
    private static final String FEES =
            """
            select i.partner_id, i.issuer || '-' || lpad(i.number::text, 6, '0') || ' ' || i.id, i.fees as ours, i.due as theirs
            from (
                select i.partner_id, i.id, i.plan_id, i.issuer, i.number, sum(l.amount) as fees,
                    round(sum(l.quantity * l.unit_price) * (d.end_on - d.start_on) / d.period_days,
                        scale(i.total)) as due
                from invoice i
                    join invoice_line l on l.partner_id = i.partner_id and l.invoice_id = i.id
                    join plan_period d on d.partner_id = i.partner_id and d.plan_id = i.plan_id
                        and d.start_on::text = i.cause_id
                    join plan p on p.partner_id = i.partner_id and p.plan_id = i.plan_id
                where %s and i.kind = 'PERIOD' and i.cause_type = 'PERIOD' and not i.after_end
                    and l.kind in ('PROGRAM_FEE', 'SEATS', 'ADD_ON')
                group by i.partner_id, i.id, i.plan_id, i.issuer, i.number, i.total, d.start_on, d.end_on, d.period_days) i
            where i.fees <> i.due
            """;

    /**
     * Whatever was charged within a period is one line of one invoice, with that amount. Seats with
     * which a client's own plan begins are what its first invoice is for.
     */
    private static final String CHARGES =
            """
            select c.partner_id, c.plan_id || ' ' || c.cause_id, c.amount as ours,
                coalesce(string_agg(l.amount::text, ' '), 'no line') as theirs
            from charge c join plan p on p.partner_id = c.partner_id and p.plan_id = c.plan_id
                left join invoice i on i.partner_id = c.partner_id and i.id = c.invoice_id
                left join invoice_line l on l.partner_id = i.partner_id and l.invoice_id = i.id
                    and l.kind = 'PRORATION' and l.cause_id = c.cause_id
            where %s and c.amount > 0 and (c.invoice_id is not null or not c.gathered)
                and c.status in ('PAID', 'INVOICED', 'TAKEN_BACK')
                and (i.kind is null or i.kind <> 'ADJUSTMENT' and (i.kind <> 'PERIOD' or i.period_start <> c.period_start))
            group by c.partner_id, c.plan_id, c.id, c.cause_id, c.amount
            having count(l.position) <> 1 or sum(l.amount) <> c.amount
            """;

    /**
     * An invoice is paid by one payment, and by none while it is owed. That is of its total, or of
     * what credit notes had left of it.
     */
    private static final String PAYMENTS =
            """
            select i.partner_id, i.issuer || '-' || lpad(i.number::text, 6, '0') || ' ' || i.id,
                i.status || ' ' || i.total as ours,
                count(y.id) || ' payments of ' || coalesce(sum(y.amount), 0) as theirs
            from invoice i join plan p on p.partner_id = i.partner_id and p.plan_id = i.plan_id
                left join payment y on y.partner_id = i.partner_id and y.invoice_id = i.id
                    and y.status in ('SUCCEEDED', 'REFUNDING', 'REFUNDED')
            where %s and i.total > 0
            group by i.partner_id, i.id, i.issuer, i.number, i.status, i.total, i.credited
            having (i.status = 'PAID' and count(*) filter (where y.status = 'SUCCEEDED') <> 1
                    and count(*) filter (where y.status in ('REFUNDING', 'REFUNDED')) = 0)
                or (i.status = 'PAID' and sum(y.amount) filter (where y.status = 'SUCCEEDED')
                    not between i.total - i.credited and i.total)
                or (i.status in ('OPEN', 'PAST_DUE') and count(*) filter (where y.status = 'SUCCEEDED') > 0)
            """;

    private static final String THESE =
            "(p.partner_id, p.plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))";

    private final Pool pool;
    private final PgTransactions transactions;
    private final DuePlans duePlans;
    private final Recounts recounts;

    PlanBooks(Pool pool, PgTransactions transactions, DuePlans duePlans, Recounts recounts) {
        this.pool = pool;
        this.transactions = transactions;
        this.duePlans = duePlans;
        this.recounts = recounts;
    }

    private record Check(Kind kind, String sql) {}

    /** Compares the seats of the next plans. */
    public Uni<Outcome> supply(Step step) {
        return compare(
                        step,
                        List.of(
                                new Check(
                                        Kind.SUPPLY_DIFFERS,
                                        "select * from (" + SUPPLY + ") s where ours <> theirs")),
                        (_, _) -> Uni.createFrom().item(List.of()))
                .chain(outcome ->
                        outcome.isEnd()
                                ? withoutAPlan().map(found -> and(outcome, found))
                                : Uni.createFrom().item(outcome));
    }

    private Uni<List<Discrepancy>> withoutAPlan() {
        return pool.query(WITHOUT_A_PLAN)
                .execute()
                .map(rows ->
                        Reconciliations.stream(rows)
                                .map(row -> found(Kind.SUPPLY_DIFFERS, row))
                                .toList());
    }

    private static Outcome and(Outcome outcome, List<Discrepancy> further) {
        return new Outcome(
                outcome.place(),
                outcome.isEnd(),
                outcome.compared(),
                Stream.concat(outcome.findings().stream(), further.stream()).toList());
    }

    /** Compares the invoices and periods of the next plans. */
    public Uni<Outcome> invoices(Step step) {
        return compare(
                step,
                List.of(
                        new Check(Kind.PERIOD_DIFFERS, PERIODS),
                        new Check(Kind.INVOICE_DIFFERS, FEES),
                        new Check(Kind.INVOICE_DIFFERS, CHARGES),
                        new Check(Kind.INVOICE_DIFFERS, PAYMENTS)),
                recounts::find);
    }

    /** What is compared by more than a statement. */
    private interface Counted {
        Uni<List<Discrepancy>> find(PgTx tx, List<PlanPlace> plans);
    }

    private Uni<Outcome> compare(Step step, List<Check> checks, Counted counted) {
        var after = PlanPlace.of(step.place());
        return next(after)
                .chain(plans ->
                        plans.isEmpty()
                                ? Uni.createFrom().item(new Outcome("", true, 0, List.of()))
                                : compare(plans, checks)
                                        .chain(outcome ->
                                                find(counted, plans)
                                                        .map(found -> and(outcome, found))));
    }

    private Uni<List<Discrepancy>> find(Counted counted, List<PlanPlace> plans) {
        return transactions.run(tx -> duePlans.byKey(tx).chain(() -> counted.find(tx, plans)));
    }

    private Uni<List<PlanPlace>> next(PlanPlace after) {
        return pool.preparedQuery(
                        """
                        select partner_id, plan_id from plan where (partner_id, plan_id) > ($1, $2)
                        order by partner_id, plan_id limit $3
                        """)
                .execute(Tuple.of(after.partnerId(), after.planId(), PLANS_AT_ONCE))
                .map(rows -> Reconciliations.stream(rows).map(PlanPlace::of).toList());
    }

    private Uni<Outcome> compare(List<PlanPlace> plans, List<Check> checks) {
        var last = plans.getLast();
        boolean isEnd = plans.size() < PLANS_AT_ONCE;
        return Multi.createFrom()
                .iterable(checks)
                .onItem()
                .transformToUniAndConcatenate(check -> find(check, plans))
                .collect()
                .asList()
                .map(found ->
                        new Outcome(
                                isEnd ? "" : last.toString(),
                                isEnd,
                                plans.size(),
                                found.stream().flatMap(List::stream).toList()));
    }

    private Uni<List<Discrepancy>> find(Check check, List<PlanPlace> plans) {
        return transactions
                .run(tx ->
                        duePlans.byKey(tx)
                                .chain(() ->
                                        Rows.of(plans)
                                                .uuids(PlanPlace::partnerId)
                                                .uuids(PlanPlace::planId)
                                                .into(tx, check.sql().formatted(THESE))))
                .map(rows ->
                        Reconciliations.stream(rows).map(row -> found(check.kind(), row)).toList());
    }

    private static Discrepancy found(Kind kind, Row row) {
        UUID partner = row.getUUID(0);
        return new Discrepancy(
                kind,
                partner,
                row.getString(1),
                String.valueOf(row.getValue(2)),
                String.valueOf(row.getValue(3)));
    }
}
