package io.seatflow.billing.run.postgres;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.clock.FallsDue;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Takes every plan whose period is over to its next one. Any number of replicas may do so at once:
 * a plan is held by one of them at a time, and goes on once.
 */
@ApplicationScoped
class BillingRun implements FallsDue {

    private static final Logger LOG = Logger.getLogger(BillingRun.class);
    private static final int PLANS_AT_ONCE_MAX = 4;
    private static final int PLANS_PER_LOOK_MAX = 200;
    private static final long LOOK_AGAIN_MILLIS = 200;

    /** Seat-service may be down; what it has not answered then is done when it is back. */
    private static final int LOOKS_MAX = 100;

    private final HibernateTransactions transactions;
    private final Periods periods;
    private final Collector collector;
    private final BusinessClock clock;
    private final Pool pool;
    private final Vertx vertx;

    BillingRun(
            HibernateTransactions transactions,
            Periods periods,
            Collector collector,
            BusinessClock clock,
            Pool pool,
            Vertx vertx) {
        this.transactions = transactions;
        this.periods = periods;
        this.collector = collector;
        this.clock = clock;
        this.pool = pool;
        this.vertx = vertx;
    }

    private record Due(UUID partnerId, UUID planId, Instant periodEndsAt) {

        static final Due BEFORE_ALL = new Due(Ids.NIL, Ids.NIL, Instant.EPOCH);
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        return endAllDue(clock.now()).replaceWithVoid();
    }

    @Override
    public Uni<Void> settle(Instant now) {
        return settle(now, LOOKS_MAX);
    }

    /** Looks until no plan is due any more: several periods may have passed. */
    private Uni<Void> settle(Instant now, int looks) {
        return endAllDue(now)
                .chain(any ->
                        !any || looks == 0
                                ? Uni.createFrom().voidItem()
                                : pause().chain(() -> settle(now, looks - 1)));
    }

    /** Looks at every plan that is due, whether or not those before it can go on: any at all? */
    private Uni<Boolean> endAllDue(Instant now) {
        return due(now, Due.BEFORE_ALL)
                .chain(due -> endAllFrom(due, now).replaceWith(!due.isEmpty()));
    }

    private Uni<Void> endAllFrom(List<Due> due, Instant now) {
        if (due.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return endAll(due, now)
                .chain(() -> due(now, due.getLast()))
                .chain(next -> endAllFrom(next, now));
    }

    private Uni<List<Due>> due(Instant now, Due after) {
        return pool.preparedQuery(
                        """
                        select partner_id, plan_id, period_ends_at from plan
                        where ended_at is null and period_ends_at <= $1 and (period_ends_at, partner_id, plan_id) > ($2, $3, $4)
                        order by period_ends_at, partner_id, plan_id limit $5
                        """)
                .execute(
                        Tuple.of(
                                now.atOffset(ZoneOffset.UTC),
                                after.periodEndsAt().atOffset(ZoneOffset.UTC),
                                after.partnerId(),
                                after.planId(),
                                PLANS_PER_LOOK_MAX))
                .map(BillingRun::read);
    }

    private static List<Due> read(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new Due(
                                row.getUUID(0),
                                row.getUUID(1),
                                row.getOffsetDateTime(2).toInstant()))
                .toList();
    }

    private Uni<Void> endAll(List<Due> due, Instant now) {
        return Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUni(plan -> end(plan, now))
                .merge(PLANS_AT_ONCE_MAX)
                .collect()
                .asList()
                .invoke(collector::wake)
                .replaceWithVoid();
    }

    /** One that fails is named, and holds up no other. */
    private Uni<Void> end(Due plan, Instant now) {
        return Contexts.onNewContext(
                        vertx,
                        () ->
                                transactions.run(tx ->
                                        periods.end(tx, plan.partnerId(), plan.planId(), now)))
                .onFailure()
                .invoke(e -> LOG.errorf(e, "The period of plan %s could not end.", plan.planId()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> pause() {
        return Uni.createFrom()
                .emitter(emitter -> vertx.setTimer(LOOK_AGAIN_MILLIS, _ -> emitter.complete(null)));
    }
}
