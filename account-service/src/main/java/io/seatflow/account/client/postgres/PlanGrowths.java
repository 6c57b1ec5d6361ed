package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.account.client.PlanGrowth;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.event.AccountEvent.PlanGrowthPreviewAsked;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.LockMode;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Questions by how many seats a partner's plan would grow, until they are answered. */
@ApplicationScoped
public class PlanGrowths {

    private static final Logger LOG = Logger.getLogger(PlanGrowths.class);

    /** What has no answer for so long was lost on its way. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int ASKED_AGAIN_AT_ONCE_MAX = 100;

    private final HibernateTransactions transactions;
    private final Outbox outbox;
    private final BusinessClock clock;
    private final Clock system;
    private final Vertx vertx;

    PlanGrowths(
            HibernateTransactions transactions,
            Outbox outbox,
            BusinessClock clock,
            Clock system,
            Vertx vertx) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
        this.system = system;
        this.vertx = vertx;
    }

    /** A question that there must be. */
    public Uni<PlanGrowth> get(UUID partnerId, UUID growthId) {
        return Panache.withSession(() ->
                PlanGrowthRow.<PlanGrowthRow>findById(new PlanGrowthKey(partnerId, growthId))
                        .map(row -> {
                            if (row == null) {
                                throw Problem.notFound("preview");
                            }
                            return row.toGrowth();
                        }));
    }

    /** Keeps a question and puts it to seat-service. */
    Uni<Void> ask(HibernateTx tx, UUID partnerId, PlanGrowth growth) {
        return keep(tx, partnerId, growth).chain(() -> tell(tx, partnerId, growth));
    }

    /** Keeps one that nobody has to be asked. */
    Uni<Void> keep(HibernateTx tx, UUID partnerId, PlanGrowth growth) {
        return tx.session()
                .persist(PlanGrowthRow.of(partnerId, growth, system.instant()))
                .chain(() -> tx.session().flush());
    }

    /** The row of a question, which nobody else changes meanwhile; null: it is none of ours. */
    Uni<@Nullable PlanGrowthRow> lock(HibernateTx tx, UUID partnerId, UUID growthId) {
        return tx.session()
                .find(
                        PlanGrowthRow.class,
                        new PlanGrowthKey(partnerId, growthId),
                        LockMode.PESSIMISTIC_WRITE)
                .map(row -> row);
    }

    @Scheduled(
            every = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        return Contexts.onNewContext(vertx, () -> askAgain(system.instant().minus(PATIENCE)))
                .onFailure()
                .invoke(e -> LOG.warnf("Questions about plans wait: %s", e.toString()))
                .onFailure()
                .recoverWithNull();
    }

    /** A preview that was lost is asked for again by whoever wants it. */
    private Uni<Void> askAgain(Instant askedBy) {
        return transactions.run(tx ->
                tx.session()
                        .createNativeQuery(
                                """
                                select * from plan_growth
                                where purpose <> 'PREVIEW' and seats is null and reason is null and done_at is null
                                  and asked_at <= ?1
                                order by asked_at limit ?2 for update skip locked
                                """,
                                PlanGrowthRow.class)
                        .setParameter(1, askedBy)
                        .setParameter(2, ASKED_AGAIN_AT_ONCE_MAX)
                        .getResultList()
                        .chain(rows -> askAgain(tx, rows)));
    }

    private Uni<Void> askAgain(HibernateTx tx, List<PlanGrowthRow> rows) {
        return Multi.createFrom()
                .iterable(rows)
                .invoke(row -> row.askedAt = system.instant())
                .onItem()
                .transformToUniAndConcatenate(row -> tell(tx, row.partnerId, row.toGrowth()))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> tell(HibernateTx tx, UUID partnerId, PlanGrowth growth) {
        return outbox.add(
                tx,
                partnerId,
                clock.now(),
                List.of(
                        new PlanGrowthPreviewAsked(
                                growth.id(),
                                growth.clientId(),
                                // Whose plan is asked about is always the partner's.
                                "PARTNER",
                                growth.seatSource().name())));
    }

    /** Whoever disables a client wants no activation that was asked for before it. */
    Uni<Void> endActivations(HibernateTx tx, UUID partnerId, UUID clientId) {
        return tx.execute(
                        """
                        update plan_growth
                        set reason = 'invalid-transition', detail = 'The client was disabled meanwhile.'
                        where partner_id = $1 and client_id = $2 and purpose = 'ACTIVATE'
                          and reason is null and done_at is null
                        """,
                        partnerId,
                        clientId)
                .replaceWithVoid();
    }
}
