package io.seatflow.account.client.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.account.client.PlanGrowth;
import io.seatflow.account.client.PlanGrowth.Purpose;
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

    /** Keeps a question and puts it to seat-service, at once or in its turn. */
    Uni<Void> ask(HibernateTx tx, UUID partnerId, PlanGrowth growth) {
        return growth.purpose() == Purpose.PREVIEW
                ? ask(tx, partnerId, growth, true)
                : isItsTurn(tx, partnerId).chain(turn -> ask(tx, partnerId, growth, turn));
    }

    private Uni<Void> ask(HibernateTx tx, UUID partnerId, PlanGrowth growth, boolean isAsked) {
        return keep(tx, partnerId, growth, isAsked)
                .chain(() ->
                        isAsked ? tell(tx, partnerId, growth) : Uni.createFrom().<Void>nullItem());
    }

    /** Keeps one that nobody has to be asked. */
    Uni<Void> keep(HibernateTx tx, UUID partnerId, PlanGrowth growth) {
        return keep(tx, partnerId, growth, true);
    }

    private Uni<Void> keep(HibernateTx tx, UUID partnerId, PlanGrowth growth, boolean isAsked) {
        return tx.session()
                .persist(PlanGrowthRow.of(partnerId, growth, system.instant(), isAsked))
                .chain(() -> tx.session().flush());
    }

    /**
     * Whether a question can be put now. What seat-service says of a limited supply is true until
     * another client's seats have joined it; so the next is asked after that was told.
     */
    private static Uni<Boolean> isItsTurn(HibernateTx tx, UUID partnerId) {
        return lockTurns(tx, partnerId)
                .chain(() ->
                        tx.session()
                                .createNativeQuery(
                                        """
                                        select p.supply_limit is null or not exists (
                                            select 1 from plan_growth g
                                            where g.partner_id = p.partner_id and g.purpose <> 'PREVIEW'
                                              and g.asked_at is not null and g.reason is null and g.done_at is null)
                                        from partner p where p.partner_id = ?1
                                        """,
                                        Boolean.class)
                                .setParameter(1, partnerId)
                                .getSingleResult());
    }

    /** Who asks and who goes on see each other's questions; once locked, in a new statement. */
    private static Uni<Integer> lockTurns(HibernateTx tx, UUID partnerId) {
        return tx.session()
                .createNativeQuery(
                        "select cast(1 as int) from partner where partner_id = ?1 for no key update",
                        Integer.class)
                .setParameter(1, partnerId)
                .getSingleResult();
    }

    /**
     * Puts the partner's next question, if one waits for its turn. In the transaction that settled
     * another, after what that led to was told.
     */
    Uni<Void> next(HibernateTx tx, UUID partnerId) {
        return tx.session()
                .flush()
                .chain(() -> lockTurns(tx, partnerId))
                .chain(() ->
                        tx.session()
                                .createNativeQuery(
                                        """
                                        select * from plan_growth
                                        where partner_id = ?1 and purpose <> 'PREVIEW'
                                          and reason is null and done_at is null
                                        order by asked_at nulls last, growth_id limit 1 for update
                                        """,
                                        PlanGrowthRow.class)
                                .setParameter(1, partnerId)
                                .getSingleResultOrNull())
                .chain(row ->
                        row == null || row.askedAt != null
                                ? Uni.createFrom().voidItem()
                                : askAgain(tx, List.of(row)));
    }

    /** The client that a question is about, which stays the same; null: it is none of ours. */
    Uni<@Nullable UUID> client(HibernateTx tx, UUID partnerId, UUID growthId) {
        return tx.session()
                .createNativeQuery(
                        "select client_id from plan_growth where partner_id = ?1 and growth_id = ?2",
                        UUID.class)
                .setParameter(1, partnerId)
                .setParameter(2, growthId)
                .getSingleResultOrNull()
                .map(client -> client);
    }

    /**
     * The same as {@link #lock}, for whoever goes on with the next question afterwards: turns are
     * locked before anything is told, as those do who ask.
     */
    Uni<@Nullable PlanGrowthRow> lockInTurn(HibernateTx tx, UUID partnerId, UUID growthId) {
        return lockTurns(tx, partnerId).chain(() -> lock(tx, partnerId, growthId));
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
        return lockTurns(tx, partnerId)
                .chain(() ->
                        tx.execute(
                                """
                                update plan_growth
                                set reason = 'invalid-transition', detail = 'The client was disabled meanwhile.'
                                where partner_id = $1 and client_id = $2 and purpose = 'ACTIVATE'
                                  and reason is null and done_at is null
                                """,
                                partnerId,
                                clientId))
                .chain(ended -> ended == 0 ? Uni.createFrom().voidItem() : next(tx, partnerId));
    }
}
