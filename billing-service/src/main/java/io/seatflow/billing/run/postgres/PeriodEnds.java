package io.seatflow.billing.run.postgres;

import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.plan.postgres.DuePlan;
import io.seatflow.billing.plan.postgres.DuePlans;
import io.seatflow.billing.plan.postgres.DuePlans.Claimed;
import io.seatflow.billing.plan.postgres.DuePlans.Place;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.purchase.postgres.Purchases;
import io.seatflow.billing.reconciliation.postgres.ToldSupply;
import io.seatflow.billing.run.postgres.Renewals.Failure;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.Outages;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.inbox.Inbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Periods that are over: seat-service is asked what leaves with them, and once it has answered, the
 * next ones begin. Plans are taken many at a time; where that fails, each by itself, so that one
 * that is wrong holds up no other.
 */
@ApplicationScoped
public class PeriodEnds {

    private static final Logger LOG = Logger.getLogger(PeriodEnds.class);

    /** After so long without an answer seat-service is asked again. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(60);

    private static final int PLANS_AT_ONCE_MAX = 250;
    private static final int TRANSACTIONS_AT_ONCE_MAX = 2;

    private final PgTransactions transactions;
    private final HibernateTransactions hibernate;
    private final DuePlans duePlans;
    private final Renewals renewals;
    private final StuckRenewals stuck;
    private final Periods periods;
    private final Plans plans;
    private final Purchases purchases;
    private final ToldSupply told;
    private final Collector collector;
    private final Inbox inbox;
    private final Pool pool;
    private final Clock clock;
    private final Vertx vertx;

    PeriodEnds(
            PgTransactions transactions,
            HibernateTransactions hibernate,
            DuePlans duePlans,
            Renewals renewals,
            StuckRenewals stuck,
            Periods periods,
            Plans plans,
            Purchases purchases,
            ToldSupply told,
            Collector collector,
            Inbox inbox,
            Pool pool,
            Clock clock,
            Vertx vertx) {
        this.transactions = transactions;
        this.hibernate = hibernate;
        this.duePlans = duePlans;
        this.renewals = renewals;
        this.stuck = stuck;
        this.periods = periods;
        this.plans = plans;
        this.purchases = purchases;
        this.told = told;
        this.collector = collector;
        this.inbox = inbox;
        this.pool = pool;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * What a transaction leaves to be done after it.
     *
     * @param late answers about periods that are not the running ones
     * @param waitedFor plans for whose next period charges have waited
     */
    private record Rest(List<Received<SupplyReduced>> late, List<PlanKey> waitedFor) {}

    /** Takes up plans that are due, from a place on; gives the place that it has come to. */
    Uni<Optional<Place>> takeUp(Instant now, Place after) {
        var claimed = new ArrayList<Claimed>();
        return transactions
                .run(tx ->
                        duePlans.byKey(tx)
                                .chain(() -> claim(tx, now, after))
                                .invoke(found -> replace(claimed, found))
                                .chain(found -> endClaimed(tx, found)))
                .onFailure(e -> !claimed.isEmpty() && !Outages.isOutage(e))
                .recoverWithUni(() -> endEach(keys(claimed), now))
                .chain(this::goOnWith)
                .replaceWith(() -> claimed.stream().map(Claimed::place).reduce((_, last) -> last));
    }

    /** A transaction may be tried again. */
    private static void replace(List<Claimed> claimed, List<Claimed> found) {
        claimed.clear();
        claimed.addAll(found);
    }

    private Uni<List<Claimed>> claim(PgTx tx, Instant now, Place after) {
        return duePlans.claim(tx, now, askedBefore(), after, PLANS_AT_ONCE_MAX);
    }

    /** Those that seat-service is to be asked about need not be read: they stay as they are. */
    private Uni<Rest> endClaimed(PgTx tx, List<Claimed> claimed) {
        var toAsk =
                claimed.stream().filter(each -> !each.isAnswered()).map(Claimed::place).toList();
        var answered = keys(claimed.stream().filter(Claimed::isAnswered).toList());
        return read(tx, answered)
                .map(held -> held.stream().filter(DuePlan::isReady).toList())
                .chain(ready -> askAndRenew(tx, toAsk, ready));
    }

    private Uni<List<DuePlan>> read(PgTx tx, List<PlanKey> keys) {
        return keys.isEmpty() ? Uni.createFrom().item(List.of()) : duePlans.read(tx, keys);
    }

    private Uni<Rest> askAndRenew(PgTx tx, List<Place> toAsk, List<DuePlan> ready) {
        return renewals.askAndRenew(tx, toAsk, ready)
                .replaceWith(new Rest(List.of(), waitedFor(ready)));
    }

    private Instant askedBefore() {
        return clock.instant().minus(ASK_AGAIN_AFTER);
    }

    private static List<PlanKey> keys(List<Claimed> claimed) {
        return claimed.stream().map(each -> each.place().key()).toList();
    }

    /** Ends the period of one plan, if it is over by {@code now}. */
    public Uni<Void> end(PlanKey key, Instant now) {
        return endEach(List.of(key), now).chain(this::goOnWith);
    }

    private Uni<Rest> endEach(List<PlanKey> keys, Instant now) {
        return Multi.createFrom()
                .iterable(keys)
                .onItem()
                .transformToUniAndConcatenate(key -> endAlone(key, now))
                .collect()
                .asList()
                .map(PeriodEnds::together);
    }

    private static Rest together(List<Rest> all) {
        return new Rest(
                all.stream().flatMap(rest -> rest.late().stream()).toList(),
                all.stream().flatMap(rest -> rest.waitedFor().stream()).toList());
    }

    private Uni<Rest> endAlone(PlanKey key, Instant now) {
        return transactions
                .run(tx ->
                        duePlans.byKey(tx)
                                .chain(() -> duePlans.hold(tx, List.of(key)))
                                .chain(() -> read(tx, List.of(key)))
                                .chain(held -> endHeld(tx, held, now)))
                .onFailure(e -> !Outages.isOutage(e))
                .recoverWithUni(e -> named(key, e).replaceWith(new Rest(List.of(), List.of())));
    }

    private Uni<Void> named(PlanKey key, Throwable why) {
        LOG.errorf(why, "The period of plan %s could not end.", key);
        return transactions.run(tx -> stuck.failed(tx, List.of(Failure.of(key, why))));
    }

    private Uni<Rest> endHeld(PgTx tx, List<DuePlan> held, Instant now) {
        var due =
                held.stream()
                        .filter(plan -> plan.endedAt() == null && !plan.periodEndsAt().isAfter(now))
                        .toList();
        var toAsk =
                due.stream()
                        .filter(this::isToBeAsked)
                        .map(plan -> new Place(plan.periodEndsAt(), plan.key()))
                        .toList();
        return askAndRenew(tx, toAsk, due.stream().filter(DuePlan::isReady).toList());
    }

    private boolean isToBeAsked(DuePlan plan) {
        var asked = plan.askedAt();
        return plan.answeredAt() == null && (asked == null || !asked.isAfter(askedBefore()));
    }

    private static List<PlanKey> waitedFor(List<DuePlan> ready) {
        return ready.stream().filter(DuePlan::isWaitedFor).map(DuePlan::key).toList();
    }

    /**
     * Takes answers of seat-service in: what left with a period is noted once, and if that was
     * asked for, the next period begins.
     */
    public Uni<Void> answered(List<Received<SupplyReduced>> answers) {
        int each = Math.min(PLANS_AT_ONCE_MAX, Math.ceilDiv(answers.size(), 2));
        return Multi.createFrom()
                .iterable(answers)
                .group()
                .intoLists()
                .of(each)
                .onItem()
                .transformToUni(some -> Contexts.onNewContext(vertx, () -> takeIn(some)))
                .merge(TRANSACTIONS_AT_ONCE_MAX)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> takeIn(List<Received<SupplyReduced>> answers) {
        return transactions
                .run(tx -> note(tx, answers, true))
                .onFailure(e -> !Outages.isOutage(e))
                .recoverWithUni(e -> takeInEach(answers, e))
                .chain(this::goOnWith);
    }

    private Uni<Rest> takeInEach(List<Received<SupplyReduced>> answers, Throwable why) {
        return answers.size() == 1
                ? noteOnly(answers.getFirst(), why)
                : Multi.createFrom()
                        .iterable(answers)
                        .onItem()
                        .transformToUniAndConcatenate(this::takeInAlone)
                        .collect()
                        .asList()
                        .map(PeriodEnds::together);
    }

    private Uni<Rest> takeInAlone(Received<SupplyReduced> answer) {
        return transactions
                .run(tx -> note(tx, List.of(answer), true))
                .onFailure(e -> !Outages.isOutage(e))
                .recoverWithUni(e -> noteOnly(answer, e));
    }

    /** Its next period cannot begin, but what was answered is so: the run tries again. */
    private Uni<Rest> noteOnly(Received<SupplyReduced> answer, Throwable why) {
        return transactions
                .run(tx -> note(tx, List.of(answer), false))
                .call(() -> named(key(answer), why));
    }

    private Uni<Rest> note(PgTx tx, List<Received<SupplyReduced>> answers, boolean renews) {
        return duePlans.byKey(tx)
                .chain(() -> duePlans.running(tx, answers.stream().map(PeriodEnds::key).toList()))
                .map(running -> ends(running))
                .chain(ends -> note(tx, answers, ends, renews));
    }

    private static Map<PlanKey, Instant> ends(List<Place> running) {
        return running.stream().collect(Collectors.toMap(Place::key, Place::periodEndsAt));
    }

    private Uni<Rest> note(
            PgTx tx,
            List<Received<SupplyReduced>> answers,
            Map<PlanKey, Instant> ends,
            boolean renews) {
        var inTime = answers.stream().filter(answer -> isInTime(answer, ends)).toList();
        // Most that are late are repeats after a long wait: where no seats left, nothing follows.
        var late =
                answers.stream()
                        .filter(answer -> !isInTime(answer, ends) && answer.event().seats() > 0)
                        .toList();
        return inbox.newOnes(tx, inTime)
                .map(ids -> inTime.stream().filter(each -> ids.contains(each.id())).toList())
                .call(fresh -> told.hear(tx, fresh))
                .chain(fresh -> noteNew(tx, fresh, renews))
                .map(waitedFor -> new Rest(late, waitedFor));
    }

    private static boolean isInTime(Received<SupplyReduced> answer, Map<PlanKey, Instant> ends) {
        return answer.event().periodEnd().equals(ends.get(key(answer)));
    }

    private static PlanKey key(Received<SupplyReduced> answer) {
        return PlanKey.of(answer.partnerId(), answer.event().payingClientId());
    }

    private Uni<List<PlanKey>> noteNew(
            PgTx tx, List<Received<SupplyReduced>> answers, boolean renews) {
        if (answers.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var keys = answers.stream().map(PeriodEnds::key).toList();
        return duePlans.hold(tx, keys)
                .chain(() -> toldFirst(tx, answers))
                .chain(first -> duePlans.read(tx, keys).map(held -> left(held, answers, first)))
                .chain(left -> renewReady(tx, left, renews));
    }

    /** An answer may be given again: its seats left once. One that tells of none needs no row. */
    private static Uni<Set<PlanKey>> toldFirst(PgTx tx, List<Received<SupplyReduced>> answers) {
        var ofSeats = answers.stream().filter(answer -> answer.event().seats() > 0).toList();
        if (ofSeats.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return Rows.of(ofSeats)
                .uuids(answer -> key(answer).partnerId())
                .uuids(answer -> key(answer).planId())
                .instants(answer -> answer.event().periodEnd())
                .longs(answer -> answer.event().ledgerSequence())
                .ints(answer -> answer.event().seats())
                .into(
                        tx,
                        """
                        insert into supply_reduction (partner_id, plan_id, period_ends_at, ledger_sequence, seats)
                        select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bigint[], $5::int[])
                        on conflict do nothing returning partner_id, plan_id
                        """)
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> new PlanKey(row.getUUID(0), row.getUUID(1)))
                                .collect(Collectors.toSet()));
    }

    private List<DuePlan> left(
            List<DuePlan> held, List<Received<SupplyReduced>> answers, Set<PlanKey> first) {
        var byKey = held.stream().collect(Collectors.toMap(DuePlan::key, Function.identity()));
        var left = new ArrayList<DuePlan>();
        for (Received<SupplyReduced> answer : answers) {
            var plan = byKey.get(key(answer));
            if (plan == null
                    || plan.endedAt() != null
                    || !plan.periodEndsAt().equals(answer.event().periodEnd())) {
                throw new IllegalStateException("The period has ended meanwhile: " + key(answer));
            }
            var seats = first.contains(plan.key()) ? answer.event().seats() : 0;
            left.add(plan.left(seats, clock.instant()));
        }
        return left;
    }

    private Uni<List<PlanKey>> renewReady(PgTx tx, List<DuePlan> left, boolean renews) {
        var ready = left.stream().filter(plan -> renews && plan.isReady()).toList();
        return renewals.askAndRenew(tx, List.of(), ready)
                .map(failures -> failures.stream().map(Failure::key).collect(Collectors.toSet()))
                .map(failed -> without(left, ready, failed))
                .call(waiting ->
                        waiting.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : duePlans.answered(tx, waiting))
                .replaceWith(waitedFor(ready));
    }

    /** Those that have not gone on. */
    private static List<DuePlan> without(
            List<DuePlan> all, List<DuePlan> ready, Set<PlanKey> failed) {
        var gone = new HashSet<>(ready.stream().map(DuePlan::key).toList());
        gone.removeAll(failed);
        return all.stream().filter(plan -> !gone.contains(plan.key())).toList();
    }

    private Uni<Void> goOnWith(Rest rest) {
        collector.wake();
        return each(rest.late(), this::noteLate)
                .chain(() -> each(rest.waitedFor(), this::advance))
                .invoke(collector::wake);
    }

    private static <T> Uni<Void> each(List<T> all, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(all)
                .onItem()
                .transformToUniAndConcatenate(item -> work.apply(item))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private Uni<Void> noteLate(Received<SupplyReduced> answer) {
        return Contexts.onNewContext(
                vertx,
                () ->
                        hibernate.run(tx ->
                                inbox.isNew(tx, answer)
                                        .chain(isNew ->
                                                isNew
                                                        ? periods.noteLateReduction(
                                                                        tx,
                                                                        key(answer),
                                                                        answer.event())
                                                                .chain(() ->
                                                                        told.hear(
                                                                                tx,
                                                                                answer.partnerId(),
                                                                                answer.event()))
                                                        : Uni.createFrom().voidItem())));
    }

    /** Charges that have waited for a plan's next period; the sweep finds those left undone. */
    private Uni<Void> advance(PlanKey key) {
        return Contexts.onNewContext(
                        vertx,
                        () ->
                                hibernate.run(tx ->
                                        plans.hold(key.partnerId(), key.planId())
                                                .chain(held -> purchases.advance(tx, held))))
                .onFailure()
                .invoke(e -> LOG.errorf(e, "What waited for plan %s is tried again.", key))
                .onFailure()
                .recoverWithNull();
    }

    /** Charges what has waited for a next period that has begun. */
    Uni<Void> advanceWaiting() {
        return pool.query(
                        """
                        select distinct c.partner_id, c.plan_id
                        from charge c join plan p on p.partner_id = c.partner_id and p.plan_id = c.plan_id
                        where c.status = 'QUEUED' and (p.ended_at is not null or c.confirmed_at < p.period_ends_at)
                            and not exists (select from charge o where o.partner_id = c.partner_id
                                and o.plan_id = c.plan_id and o.status = 'CHARGING')
                        """)
                .execute()
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> new PlanKey(row.getUUID(0), row.getUUID(1)))
                                .toList())
                .chain(keys -> each(keys, this::advance));
    }
}
