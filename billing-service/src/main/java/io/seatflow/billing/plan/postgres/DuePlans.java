package io.seatflow.billing.plan.postgres;

import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.BillingPeriod;
import io.seatflow.billing.plan.LaterRetiring;
import io.seatflow.billing.plan.PaidLevel;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.plan.Scheduled;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Plans whose period is over, many in one transaction: each statement takes all of them. They are
 * held in the order of their ids by whoever holds several.
 */
@ApplicationScoped
public class DuePlans {

    private static final String KEYS = "unnest($1::uuid[], $2::uuid[]) as k (partner_id, plan_id)";

    /**
     * Plans are found by their keys whatever the tables held when a statement was planned: it may
     * have been while they were empty.
     */
    private static final String BY_KEY =
            "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off";

    /** Where the search for due plans has come to. */
    public record Place(Instant periodEndsAt, PlanKey key) {

        public static final Place BEFORE_ALL =
                new Place(Instant.EPOCH, new PlanKey(Ids.NIL, Ids.NIL));
    }

    /**
     * A plan whose period is over.
     *
     * @param isAnswered whether seat-service has said what leaves with it, or is to be asked
     */
    public record Claimed(Place place, boolean isAnswered) {}

    /**
     * A plan in its next period.
     *
     * @param wasScheduled whether changes were scheduled for it, which count now
     */
    public record Next(PlanKey key, Plan plan, String catalogVersion, boolean wasScheduled) {}

    /** A plan that has ended. */
    public record Ended(PlanKey key, Plan plan) {}

    /** Has this transaction's statements planned for keys. */
    public Uni<Void> byKey(PgTx tx) {
        return tx.connection().query(BY_KEY).execute().replaceWithVoid();
    }

    /**
     * Takes up plans whose period is over and of which something can be done: seat-service is to be
     * asked (again), or has answered. What another process has taken up is left to it.
     *
     * @param askedBefore those asked since then are waited for
     */
    public Uni<List<Claimed>> claim(
            PgTx tx, Instant now, Instant askedBefore, Place after, int most) {
        return tx.connection()
                .preparedQuery(
                        """
                        select period_ends_at, partner_id, plan_id, ending_answered_at is not null from plan
                        where ended_at is null and period_ends_at <= $1
                            and (period_ends_at, partner_id, plan_id) > ($2, $3, $4)
                            and (ending_answered_at is not null or ending_asked_at is null or ending_asked_at <= $5)
                        order by period_ends_at, partner_id, plan_id limit $6 for no key update skip locked
                        """)
                .execute(
                        Tuple.of(
                                now.atOffset(ZoneOffset.UTC),
                                after.periodEndsAt().atOffset(ZoneOffset.UTC),
                                after.key().partnerId(),
                                after.key().planId(),
                                askedBefore.atOffset(ZoneOffset.UTC),
                                most))
                .map(rows -> list(rows, row -> new Claimed(place(row), row.getBoolean(3))));
    }

    private static Place place(Row row) {
        return new Place(
                row.getOffsetDateTime(0).toInstant(), new PlanKey(row.getUUID(1), row.getUUID(2)));
    }

    /** Holds plans until the transaction ends. */
    public Uni<Void> hold(PgTx tx, List<PlanKey> keys) {
        return keys(keys)
                .into(
                        tx,
                        """
                        select 1 from plan where (partner_id, plan_id) in (select * from %s)
                        order by partner_id, plan_id for no key update
                        """
                                .formatted(KEYS))
                .replaceWithVoid();
    }

    /**
     * When the running periods of plans end; those that have ended or never begun are not there.
     */
    public Uni<List<Place>> running(PgTx tx, List<PlanKey> keys) {
        return keys(keys)
                .into(
                        tx,
                        """
                        select p.period_ends_at, p.partner_id, p.plan_id
                        from %s join plan p on p.partner_id = k.partner_id and p.plan_id = k.plan_id
                        where p.ended_at is null
                        """
                                .formatted(KEYS))
                .map(rows -> list(rows, DuePlans::place));
    }

    /** Plans that the transaction holds, with all that their renewal needs. */
    public Uni<List<DuePlan>> read(PgTx tx, List<PlanKey> keys) {
        return keys(keys)
                .into(
                        tx,
                        """
                        select p.partner_id, p.plan_id, p.currency, p.billing_interval, p.anchor_day, p.start_on, p.zone,
                            p.program, p.add_ons, p.seats, p.retiring, p.later_retiring, p.later_retiring_on,
                            p.next_program, p.leaving_add_ons, p.standing, p.period_start, p.leaving,
                            p.ending_asked_at, p.ending_answered_at, p.ends_with_period, p.ended_at,
                            d.end_on, d.period_days, d.paid_fee, d.fee_days, d.charged,
                            exists(select from charge c where c.partner_id = p.partner_id and c.plan_id = p.plan_id
                                and c.status = 'CHARGING') as is_charging,
                            exists(select from charge c where c.partner_id = p.partner_id and c.plan_id = p.plan_id
                                and c.status = 'QUEUED') as is_waited_for
                        from %s
                            join plan p on p.partner_id = k.partner_id and p.plan_id = k.plan_id
                            join plan_period d on d.partner_id = p.partner_id and d.plan_id = p.plan_id
                                and d.start_on = p.period_start
                        """
                                .formatted(KEYS))
                .map(rows -> list(rows, DuePlans::plan));
    }

    /** Seat-service is asked what leaves with their periods. */
    public Uni<Void> asked(PgTx tx, List<PlanKey> plans, Instant at) {
        return keys(plans)
                .and(at)
                .into(
                        tx,
                        """
                        update plan p set ending_asked_at = $3, version = p.version + 1
                        from %s where p.partner_id = k.partner_id and p.plan_id = k.plan_id
                        """
                                .formatted(KEYS))
                .replaceWithVoid();
    }

    /** Keeps what left with their periods, and that it was told. */
    public Uni<Void> answered(PgTx tx, List<DuePlan> plans) {
        return Rows.of(plans)
                .uuids(plan -> plan.key().partnerId())
                .uuids(plan -> plan.key().planId())
                .ints(DuePlan::leaving)
                .instants(DuePlan::answeredAt)
                .into(
                        tx,
                        """
                        update plan p set leaving = k.leaving, ending_answered_at = k.answered_at, version = p.version + 1
                        from unnest($1::uuid[], $2::uuid[], $3::int[], $4::timestamptz[])
                            as k (partner_id, plan_id, leaving, answered_at)
                        where p.partner_id = k.partner_id and p.plan_id = k.plan_id
                        """)
                .replaceWithVoid();
    }

    /** Plans end with their periods. */
    public Uni<Void> end(PgTx tx, List<Ended> ending) {
        return Rows.of(ending)
                .uuids(plan -> plan.key().partnerId())
                .uuids(plan -> plan.key().planId())
                .ints(plan -> plan.plan().state().seats())
                .ints(plan -> plan.plan().retiring())
                .into(
                        tx,
                        """
                        with ended as (
                            update plan p set seats = k.seats, retiring = k.retiring, ended_at = p.period_ends_at,
                                ends_with_period = false, later_retiring = null, later_retiring_on = null,
                                ending_asked_at = null, ending_answered_at = null, leaving = 0, version = p.version + 1
                            from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[])
                                as k (partner_id, plan_id, seats, retiring)
                            where p.partner_id = k.partner_id and p.plan_id = k.plan_id
                            returning p.partner_id, p.plan_id, p.period_start, p.seats)
                        update plan_period d set seats = ended.seats from ended
                        where d.partner_id = ended.partner_id and d.plan_id = ended.plan_id
                            and d.start_on = ended.period_start and d.seats is not null
                        """)
                .replaceWithVoid();
    }

    /** Plans go on to their next period, and what was scheduled for it counts. */
    public Uni<Void> goOn(PgTx tx, List<Next> going) {
        return updated(tx, going)
                .chain(() -> periods(tx, going))
                .chain(() ->
                        scheduledCounts(
                                tx,
                                going.stream().filter(Next::wasScheduled).map(Next::key).toList()));
    }

    private static Uni<Void> updated(PgTx tx, List<Next> going) {
        return Rows.of(going)
                .uuids(plan -> plan.key().partnerId())
                .uuids(plan -> plan.key().planId())
                .texts(Next::catalogVersion)
                .texts(plan -> plan.plan().state().program())
                .texts(plan -> Codes.write(plan.plan().state().addOns()))
                .ints(plan -> plan.plan().state().seats())
                .ints(plan -> plan.plan().retiring())
                .days(plan -> plan.plan().period().start())
                .instants(plan -> plan.plan().calendar().startOf(plan.plan().period().end()))
                .ints(plan -> DuePlans.later(plan, LaterRetiring::seats))
                .days(plan -> DuePlans.later(plan, LaterRetiring::on))
                .into(
                        tx,
                        """
                        update plan p set catalog_version = k.catalog_version, program = k.program, add_ons = k.add_ons,
                            seats = k.seats, retiring = k.retiring, period_start = k.period_start,
                            period_ends_at = k.period_ends_at, later_retiring = k.later_retiring,
                            later_retiring_on = k.later_retiring_on, next_program = null, leaving_add_ons = '',
                            ending_asked_at = null, ending_answered_at = null, leaving = 0, version = p.version + 1
                        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[],
                                $8::date[], $9::timestamptz[], $10::int[], $11::date[])
                            as k (partner_id, plan_id, catalog_version, program, add_ons, seats, retiring, period_start,
                                period_ends_at, later_retiring, later_retiring_on)
                        where p.partner_id = k.partner_id and p.plan_id = k.plan_id
                        """)
                .replaceWithVoid();
    }

    private static <V> @Nullable V later(Next next, Function<LaterRetiring, V> of) {
        var later = next.plan().retiringLater();
        return later == null ? null : of.apply(later);
    }

    private static Uni<Void> periods(PgTx tx, List<Next> going) {
        return Rows.of(going.stream().map(DuePlans::row).toList())
                .uuids(row -> row.partnerId)
                .uuids(row -> row.planId)
                .days(row -> row.startOn)
                .days(row -> row.endOn)
                .ints(row -> row.periodDays)
                .numerics(row -> row.paidFee)
                .numerics(row -> row.feeDays)
                .numerics(row -> row.charged)
                .texts(row -> row.catalogVersion)
                .texts(row -> row.program)
                .texts(row -> row.addOns)
                .ints(row -> row.seats)
                .into(
                        tx,
                        """
                        insert into plan_period (partner_id, plan_id, start_on, end_on, period_days, paid_fee, fee_days,
                            charged, catalog_version, program, add_ons, seats)
                        select * from unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[], $5::int[], $6::numeric[],
                            $7::numeric[], $8::numeric[], $9::text[], $10::text[], $11::text[], $12::int[])
                        """)
                .replaceWithVoid();
    }

    private static PeriodRow row(Next next) {
        return PeriodRow.of(
                next.key().partnerId(), next.key().planId(), next.plan(), next.catalogVersion());
    }

    private static Uni<Void> scheduledCounts(PgTx tx, List<PlanKey> keys) {
        return keys.isEmpty()
                ? Uni.createFrom().voidItem()
                : keys(keys)
                        .into(
                                tx,
                                """
                                update plan_change c set status = 'COMPLETED' from %s
                                where c.partner_id = k.partner_id and c.plan_id = k.plan_id and c.status = 'SCHEDULED'
                                """
                                        .formatted(KEYS))
                        .replaceWithVoid();
    }

    private static Rows<PlanKey> keys(List<PlanKey> keys) {
        return Rows.of(keys).uuids(PlanKey::partnerId).uuids(PlanKey::planId);
    }

    private static DuePlan plan(Row row) {
        var calendar =
                new BillingCalendar(
                        Interval.valueOf(row.getString("billing_interval")),
                        row.getInteger("anchor_day"),
                        row.getLocalDate("start_on"),
                        ZoneId.of(row.getString("zone")));
        var unit = CurrencyUnit.of(row.getString("currency"));
        var plan =
                new Plan(
                        calendar,
                        new PlanState(
                                row.getString("program"),
                                Codes.read(row.getString("add_ons")),
                                row.getInteger("seats")),
                        row.getInteger("retiring"),
                        PlanRow.later(
                                row.getInteger("later_retiring"),
                                row.getLocalDate("later_retiring_on")),
                        new Scheduled(
                                row.getString("next_program"),
                                Codes.read(row.getString("leaving_add_ons"))),
                        Plan.Standing.valueOf(row.getString("standing")),
                        new BillingPeriod(
                                row.getLocalDate("period_start"),
                                row.getLocalDate("end_on"),
                                row.getInteger("period_days")),
                        new PaidLevel(
                                Money.of(unit, row.getBigDecimal("paid_fee")),
                                row.getBigDecimal("fee_days"),
                                Money.of(unit, row.getBigDecimal("charged"))));
        return new DuePlan(
                new PlanKey(row.getUUID("partner_id"), row.getUUID("plan_id")),
                plan,
                row.getInteger("leaving"),
                instant(row.getOffsetDateTime("ending_asked_at")),
                instant(row.getOffsetDateTime("ending_answered_at")),
                row.getBoolean("ends_with_period"),
                instant(row.getOffsetDateTime("ended_at")),
                row.getBoolean("is_charging"),
                row.getBoolean("is_waited_for"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }
}
