package io.seatflow.billing.run.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/** Plans whose next period cannot begin: kept until it has, so that somebody hears of them. */
@ApplicationScoped
public class StuckRenewals {

    private static final Logger LOG = Logger.getLogger(StuckRenewals.class);

    private final Pool pool;
    private final Clock clock;
    private final AtomicLong stuck = new AtomicLong();

    StuckRenewals(Pool pool, Clock clock, MeterRegistry meters) {
        this.pool = pool;
        this.clock = clock;
        meters.gauge("seatflow.renewals.stuck", stuck);
    }

    /**
     * The plan that is stuck longest.
     *
     * @param count how many are, that one included
     */
    public record Longest(PlanKey key, Instant since, String failure, long count) {}

    /** Plans could not go on: it is kept, and the runs that they are in say so. */
    Uni<Void> failed(PgTx tx, List<Renewals.Failure> failures) {
        return failures.isEmpty()
                ? Uni.createFrom().voidItem()
                : ofRuns(tx, failures).chain(() -> kept(tx, failures));
    }

    private static Uni<Void> ofRuns(PgTx tx, List<Renewals.Failure> failures) {
        return rows(failures)
                .into(
                        tx,
                        """
                        update billing_run_plan m set failure = f.failure
                        from unnest($1::uuid[], $2::uuid[], $3::text[]) as f (partner_id, plan_id, failure)
                        where m.partner_id = f.partner_id and m.plan_id = f.plan_id
                        """)
                .replaceWithVoid();
    }

    /** It is tried again every few seconds: what is known is not written again. */
    private Uni<Void> kept(PgTx tx, List<Renewals.Failure> failures) {
        return rows(failures)
                .and(clock.instant())
                .into(
                        tx,
                        """
                        insert into renewal_failure as k (partner_id, plan_id, period_ends_at, failure, since)
                        select p.partner_id, p.plan_id, p.period_ends_at, f.failure, $4
                        from unnest($1::uuid[], $2::uuid[], $3::text[]) as f (partner_id, plan_id, failure)
                            join plan p on p.partner_id = f.partner_id and p.plan_id = f.plan_id
                        on conflict (partner_id, plan_id) do update set
                            period_ends_at = excluded.period_ends_at, failure = excluded.failure,
                            since = case when k.period_ends_at = excluded.period_ends_at then k.since
                                else excluded.since end
                        where (k.period_ends_at, k.failure) <> (excluded.period_ends_at, excluded.failure)
                        """)
                .replaceWithVoid();
    }

    private static Rows<Renewals.Failure> rows(List<Renewals.Failure> failures) {
        return Rows.of(failures)
                .uuids(each -> each.key().partnerId())
                .uuids(each -> each.key().planId())
                .texts(Renewals.Failure::why);
    }

    /** The plan that is stuck longest; nothing where none is. */
    public Uni<Optional<Longest>> longest() {
        return pool.query(
                        """
                        select f.partner_id, f.plan_id, f.since, f.failure, count(*) over ()
                        from renewal_failure f join plan p on p.partner_id = f.partner_id and p.plan_id = f.plan_id
                            and p.period_ends_at = f.period_ends_at
                        where p.ended_at is null
                        order by f.since, f.partner_id, f.plan_id limit 1
                        """)
                .execute()
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .findFirst()
                                .map(StuckRenewals::read));
    }

    private static Longest read(Row row) {
        return new Longest(
                new PlanKey(row.getUUID(0), row.getUUID(1)),
                row.getOffsetDateTime(2).toInstant(),
                row.getString(3),
                row.getLong(4));
    }

    @Scheduled(
            every = "15s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> watch() {
        return forgetMended().chain(this::longest).invoke(this::alert).replaceWithVoid();
    }

    private Uni<Void> forgetMended() {
        return pool.query(
                        """
                        delete from renewal_failure f using plan p
                        where p.partner_id = f.partner_id and p.plan_id = f.plan_id
                            and (p.ended_at is not null or p.period_ends_at <> f.period_ends_at)
                        """)
                .execute()
                .replaceWithVoid();
    }

    private void alert(Optional<Longest> longest) {
        long count = longest.map(Longest::count).orElse(0L);
        if (count > stuck.getAndSet(count)) {
            longest.ifPresent(first ->
                    LOG.errorf(
                            "%d plans cannot go on to their next period. The first, %s, since %s: %s. A billing run on request names all.",
                            count, first.key(), first.since(), first.failure()));
        }
    }
}
