package io.seatflow.billing.run.postgres;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.billing.invoice.postgres.Collections;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.platform.clock.BusinessClock;
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
 * Tries every invoice again whose day has come. Any number of replicas may do so at once: an
 * invoice is tried by one that holds its plan, once a day of those on which it is.
 */
@ApplicationScoped
class CollectionRun {

    private static final Logger LOG = Logger.getLogger(CollectionRun.class);
    private static final int INVOICES_AT_ONCE_MAX = 4;
    private static final int INVOICES_PER_LOOK_MAX = 200;
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** The gateway may be down: what is unknown then is settled when it is back. */
    private static final int LOOKS_MAX = 200;

    private final HibernateTransactions transactions;
    private final Collections collections;
    private final Collector collector;
    private final BusinessClock clock;
    private final Pool pool;
    private final Vertx vertx;

    CollectionRun(
            HibernateTransactions transactions,
            Collections collections,
            Collector collector,
            BusinessClock clock,
            Pool pool,
            Vertx vertx) {
        this.transactions = transactions;
        this.collections = collections;
        this.collector = collector;
        this.clock = clock;
        this.pool = pool;
        this.vertx = vertx;
    }

    private record Due(UUID partnerId, UUID planId, UUID invoiceId, Instant retryAt) {

        static final Due BEFORE_ALL = new Due(Ids.NIL, Ids.NIL, Ids.NIL, Instant.EPOCH);
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        return retryAllDue(clock.now()).replaceWithVoid();
    }

    /** Looks until nothing is due and nothing is being paid: several retries may have passed. */
    Uni<Void> settle(Instant now) {
        return Looks.untilDone(
                vertx,
                LOOKS_MAX,
                LOOK_AGAIN_MILLIS,
                () ->
                        retryAllDue(now)
                                .chain(any -> any ? Uni.createFrom().item(true) : isAnyUnderWay()));
    }

    private Uni<Boolean> isAnyUnderWay() {
        return pool.query(
                        "select exists(select from payment where due_at is not null and purpose = 'INVOICE' and status in ('PENDING', 'UNKNOWN'))")
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<Boolean> retryAllDue(Instant now) {
        return due(now, Due.BEFORE_ALL)
                .chain(due -> retryAllFrom(due, now).replaceWith(!due.isEmpty()));
    }

    private Uni<Void> retryAllFrom(List<Due> due, Instant now) {
        if (due.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return retryAll(due, now)
                .chain(() -> due(now, due.getLast()))
                .chain(next -> retryAllFrom(next, now));
    }

    private Uni<List<Due>> due(Instant now, Due after) {
        return pool.preparedQuery(
                        """
                        select partner_id, plan_id, id, retry_at from invoice
                        where retry_at <= $1 and (retry_at, partner_id, id) > ($2, $3, $4)
                        order by retry_at, partner_id, id limit $5
                        """)
                .execute(
                        Tuple.of(
                                now.atOffset(ZoneOffset.UTC),
                                after.retryAt().atOffset(ZoneOffset.UTC),
                                after.partnerId(),
                                after.invoiceId(),
                                INVOICES_PER_LOOK_MAX))
                .map(CollectionRun::read);
    }

    private static List<Due> read(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row ->
                        new Due(
                                row.getUUID(0),
                                row.getUUID(1),
                                row.getUUID(2),
                                row.getOffsetDateTime(3).toInstant()))
                .toList();
    }

    private Uni<Void> retryAll(List<Due> due, Instant now) {
        return Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUni(each -> retry(each, now))
                .merge(INVOICES_AT_ONCE_MAX)
                .collect()
                .asList()
                .invoke(collector::wake)
                .replaceWithVoid();
    }

    /** One that fails is named, and holds up no other. */
    private Uni<Void> retry(Due due, Instant now) {
        return Contexts.onNewContext(
                        vertx,
                        () ->
                                transactions.run(tx ->
                                        collections.retry(
                                                tx,
                                                due.partnerId(),
                                                due.planId(),
                                                due.invoiceId(),
                                                now)))
                .onFailure()
                .invoke(e -> LOG.errorf(e, "Invoice %s could not be tried again.", due.invoiceId()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
