package io.seatflow.seat.change.postgres;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.Outages;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.seat.change.lane.Backlog;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Serves a share of the partners with one connection and one transaction at a time. What arrives
 * while that is in flight makes up the next one: nobody waits for company, and a crowd costs hardly
 * more than one.
 *
 * <p>A <em>round</em> decides on what the lane remembers and writes it by one statement, which
 * leaves out each partner of which that is no longer true. What was left out, and what failed, goes
 * into a <em>careful</em> round: that locks, reads and looks for known keys before it decides.
 *
 * <p>A round that waited in vain for rows that somebody else holds, or that did not end, is lost.
 * Each of its partners is <em>held up</em> from then on: all others go first, and it is tried by
 * itself, without any waiting that would count.
 */
final class Lane {

    private static final Logger LOG = Logger.getLogger(Lane.class);

    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_OF_ONE_PARTNER = 192;
    private static final int TRIES_ALONE_MAX = 3;

    /** A round that locks is left out only by a key that another one has just written. */
    private static final int LEFT_OUT_MAX = 20;

    private static final long PAUSE_MILLIS = 200;

    /** A partner whose rows are held is tried less and less often, up to eight such pauses. */
    private static final int LONGEST_PAUSE_SHIFT = 3;

    /** So long after the last try a partner is still taken for one that may be held up. */
    private static final long HELD_UP_NANOS = Duration.ofSeconds(10).toNanos();

    /** Its neighbours wait as well, while a partner that is held up is tried. */
    private static final String WAITS_HARDLY = "set local lock_timeout = 50";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** So long the database may be away before callers are told. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(8).toNanos();

    private static final long LOOK_MILLIS = 500;

    /**
     * So long after another replica has changed a partner's rows this one locks before it decides.
     */
    private static final long CONTENDED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Vertx vertx;
    private final Context context;
    private final Supplier<LaneConnection> connections;
    private final long roundMaxMillis;
    private final LaneReads reads;
    private final LaneWrites writes;
    private final BusinessClock clock;
    private final Written listener;
    private final Backlog<PartnerId, Pending<?>> backlog;
    private final AtomicBoolean woken = new AtomicBoolean();

    // Of the lane's own context alone.
    private final Remembered remembered = new Remembered(50_000, 300_000);
    private final Deque<Pending<?>> carefully = new ArrayDeque<>();
    private final Map<PartnerId, HeldUp> heldUp = new LinkedHashMap<>();
    private final Map<PartnerId, Long> contendedSinceNanos = new HashMap<>();
    private LaneConnection connection;
    private @Nullable Round inFlight;

    /** The database did not answer: nothing is tried for a moment. */
    private boolean isAway;

    /** Whether a partner that is held up was tried last, or has just become so. */
    private boolean othersFirst;

    /**
     * @param roundMax a round that takes longer counts as lost: the database's host may be gone
     *     without a word, which TCP notices after many minutes
     */
    Lane(
            Vertx vertx,
            Supplier<LaneConnection> connections,
            Duration roundMax,
            LaneReads reads,
            LaneWrites writes,
            BusinessClock clock,
            Written listener,
            Backlog<PartnerId, Pending<?>> backlog) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.connections = connections;
        this.connection = connections.get();
        this.roundMaxMillis = roundMax.toMillis();
        this.reads = reads;
        this.writes = writes;
        this.clock = clock;
        this.listener = listener;
        this.backlog = backlog;
        vertx.setPeriodic(LOOK_MILLIS, _ -> context.runOnContext(_ -> tellWhoHasWaitedTooLong()));
    }

    /** Told after each round that has written something. */
    @FunctionalInterface
    interface Written {

        void wrote(int items, long nanos);
    }

    /** Takes work on; false if it is a request and would wait for too long behind what waits. */
    boolean add(Pending<?> item) {
        if (!item.work().isRequest()) {
            backlog.add(item.partner(), item);
        } else if (!backlog.offer(item.partner(), item)) {
            return false;
        }
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(_ -> next());
        }
        return true;
    }

    int waiting() {
        return backlog.size();
    }

    /** What is being decided and written. */
    private record Round(Turn turn, LaneConnection connection, long timer, long sinceNanos) {

        List<Pending<?>> items() {
            return turn.items();
        }
    }

    /**
     * Whose turn it is.
     *
     * @param careful whether it locks before it decides
     * @param tries how often the partner has been tried since it was held up, with this one; 0: it
     *     is none that is held up
     */
    private record Turn(List<Pending<?>> items, boolean careful, int tries) {

        boolean isOfHeldUp() {
            return tries > 0;
        }
    }

    /**
     * A partner whose rows somebody else may hold.
     *
     * @param items what was in a lost round; what came after it waits with all others
     * @param tries how often it has been tried, with the next one
     * @param dueNanos when it is tried next
     */
    private record HeldUp(Deque<Pending<?>> items, int tries, long dueNanos) {}

    private void next() {
        woken.set(false);
        if (inFlight != null || isAway) {
            return;
        }
        var turn = turn();
        var items = turn.items();
        if (items.isEmpty()) {
            return;
        }
        var start = System.nanoTime();
        var round =
                new Round(
                        turn,
                        connection,
                        vertx.setTimer(roundMaxMillis, timer -> overdue(timer)),
                        start);
        inFlight = round;
        var pages = pages(items);
        var locks = turn.careful() || isContended(pages.keySet());
        // Deferred: what is thrown at once fails the round as well, instead of ending the lane.
        Uni.createFrom()
                .deferred(() -> locks ? careful(pages, turn.isOfHeldUp()) : quick(pages))
                .subscribe()
                .with(
                        left -> {
                            if (ends(round)) {
                                finished(pages, left, start);
                            }
                        },
                        failure -> {
                            if (ends(round)) {
                                failed(round, failure);
                            }
                        });
    }

    /**
     * Whether this is the round that is waited for. One that was given up has nobody left to tell:
     * what it may have written, keys and events say.
     */
    private boolean ends(Round round) {
        vertx.cancelTimer(round.timer());
        if (inFlight != null && inFlight.timer() == round.timer()) {
            inFlight = null;
            return true;
        }
        round.connection().drop().subscribe().with(_ -> {});
        return false;
    }

    /** Its connection is left to itself: what it writes late, keys and events will tell. */
    private void overdue(long timer) {
        var round = inFlight;
        if (round != null && round.timer() == timer) {
            inFlight = null;
            connection = connections.get();
            LOG.warnf(
                    "A round of %d took more than %d ms and is given up.",
                    round.items().size(), roundMaxMillis);
            for (var item : round.items()) {
                remembered.forget(item.partner());
                item.mayBeWritten();
            }
            setAside(round.turn());
            next();
        }
    }

    /**
     * Holds up the partners of a lost round, with all of theirs that was tried before: nothing of a
     * partner overtakes what came before it.
     */
    private void setAside(Turn lost) {
        var pauseMillis =
                lost.isOfHeldUp()
                        ? PAUSE_MILLIS << Math.min(lost.tries() - 1, LONGEST_PAUSE_SHIFT)
                        : 0;
        var due = System.nanoTime() + Duration.ofMillis(pauseMillis).toNanos();
        for (var item : lost.items()) {
            heldUp.computeIfAbsent(
                            item.partner(),
                            _ -> new HeldUp(new ArrayDeque<>(), lost.tries() + 1, due))
                    .items()
                    .add(item);
        }
        carefully.removeIf(item -> {
            var held = heldUp.get(item.partner());
            return held != null && held.items().add(item);
        });
        othersFirst = true;
        if (pauseMillis > 0) {
            vertx.setTimer(pauseMillis, _ -> context.runOnContext(_ -> next()));
        }
    }

    private Turn turn() {
        if (heldUp.isEmpty()) {
            return ofOthers();
        }
        var first = othersFirst ? ofOthers() : ofHeldUp();
        if (!first.items().isEmpty()) {
            othersFirst = first.isOfHeldUp();
            return first;
        }
        var second = othersFirst ? ofHeldUp() : ofOthers();
        othersFirst = second.isOfHeldUp();
        return second;
    }

    private Turn ofOthers() {
        return carefully.isEmpty()
                ? new Turn(
                        backlog.take(MOST_AT_ONCE, MOST_OF_ONE_PARTNER, heldUp.keySet()), false, 0)
                : new Turn(together(carefully, MOST_AT_ONCE), true, 0);
    }

    /** The first of them that is due; whether it still is held up, its round will tell. */
    private Turn ofHeldUp() {
        var now = System.nanoTime();
        for (var held = heldUp.entrySet().iterator(); held.hasNext(); ) {
            var next = held.next();
            var tried = next.getValue();
            if (now - tried.dueNanos() >= 0) {
                var items = tried.items();
                if (items.isEmpty()) {
                    items.addAll(backlog.takeOf(next.getKey(), MOST_OF_ONE_PARTNER));
                }
                if (!items.isEmpty()) {
                    held.remove();
                    var turn = new Turn(together(items, MOST_OF_ONE_PARTNER), true, tried.tries());
                    carefully.addAll(items);
                    return turn;
                }
                if (now - tried.dueNanos() > HELD_UP_NANOS) {
                    held.remove();
                }
            }
        }
        return new Turn(List.of(), true, 0);
    }

    /** The next round goes out before the callers of this one are answered. */
    private void finished(Map<PartnerId, Page> pages, Set<PartnerId> left, long start) {
        var verdicts = new ArrayList<Page.Verdict>();
        var wrote = false;
        for (var page : pages.values()) {
            if (left.contains(page.partner())) {
                remembered.forget(page.partner());
                contendedSinceNanos.put(page.partner(), System.nanoTime());
                again(hopeful(page.items()));
            } else {
                page.commit(remembered);
                verdicts.addAll(page.verdicts());
                wrote |= page.writes();
            }
        }
        next();
        if (wrote) {
            listener.wrote(verdicts.size(), System.nanoTime() - start);
        }
        verdicts.forEach(Page.Verdict::tell);
    }

    /** All but those that no round has written, however often: they must not stop the lane. */
    private static List<Pending<?>> hopeful(List<Pending<?>> items) {
        var hopeful = new ArrayList<Pending<?>>();
        for (var item : items) {
            if (item.leftOut() <= LEFT_OUT_MAX) {
                hopeful.add(item);
            } else {
                LOG.errorf("%s was left out %d times.", item.work().once(), LEFT_OUT_MAX);
                item.fail(
                        new Problem(
                                        ProblemType.UNAVAILABLE,
                                        "The change could not be made. Try again with the same Idempotency-Key.")
                                .with("retryAfterSeconds", 1));
            }
        }
        return hopeful;
    }

    private Uni<Set<PartnerId>> quick(Map<PartnerId, Page> pages) {
        var connection = this.connection;
        return connection
                .run(open ->
                        readWhatIsMissing(open.connection(), pages)
                                .chain(() -> decideAnew(open.connection(), undecided(pages)))
                                .chain(() ->
                                        needsTransaction(pages)
                                                ? Uni.createFrom().nullItem()
                                                : writes.write(open, pages.values())))
                .chain(written ->
                        written == null
                                ? connection.inTransaction(
                                        open -> writes.writeAll(open, pages.values()))
                                : Uni.createFrom().item(written))
                .map(written -> left(pages, written));
    }

    private Uni<Set<PartnerId>> careful(Map<PartnerId, Page> pages, boolean ofHeldUp) {
        return connection
                .inTransaction(open ->
                        waiting(open.connection(), ofHeldUp)
                                .chain(() -> reads.ledgers(open.connection(), pages, true))
                                .chain(() -> reads.details(open.connection(), pages, true))
                                .invoke(() -> requireDecided(pages))
                                .chain(() -> writes.writeAll(open, pages.values())))
                .map(written -> left(pages, written));
    }

    private static Uni<Void> waiting(SqlConnection open, boolean hardly) {
        return hardly
                ? open.query(WAITS_HARDLY).execute().replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> readWhatIsMissing(SqlConnection open, Map<PartnerId, Page> pages) {
        var unknown = new LinkedHashMap<PartnerId, Page>();
        for (var page : pages.values()) {
            var known = remembered.partner(page.partner());
            if (known == null) {
                unknown.put(page.partner(), page);
            } else {
                page.remember(known);
            }
        }
        return reads.ledgers(open, unknown, false)
                .invoke(() -> pages.values().forEach(page -> page.rememberClients(remembered)))
                .chain(() -> reads.details(open, pages, false));
    }

    private Map<PartnerId, Page> undecided(Map<PartnerId, Page> pages) {
        var now = clock.now();
        var undecided = new LinkedHashMap<PartnerId, Page>();
        for (var page : pages.values()) {
            if (!page.decide(now)) {
                undecided.put(page.partner(), page);
            }
        }
        return undecided;
    }

    /** Nothing is refused by what is only remembered, nor before its key was looked for. */
    private Uni<Void> decideAnew(SqlConnection open, Map<PartnerId, Page> undecided) {
        return undecided.isEmpty()
                ? Uni.createFrom().voidItem()
                : reads.ledgers(open, undecided, false)
                        .chain(() -> reads.details(open, undecided, true))
                        .invoke(() -> requireDecided(undecided))
                        .invoke(() -> undecided.values().forEach(Lane::requireConsistent));
    }

    /** What was read without locks, by several statements, may never have been true at once. */
    private static void requireConsistent(Page page) {
        for (var verdict : page.verdicts()) {
            if (verdict.failure() instanceof IllegalArgumentException
                    || verdict.failure() instanceof IllegalStateException) {
                throw new IllegalStateException("To be decided under locks.", verdict.failure());
            }
        }
    }

    private void requireDecided(Map<PartnerId, Page> pages) {
        if (!undecided(pages).isEmpty()) {
            throw new IllegalStateException("What was just read decides everything.");
        }
    }

    private static boolean needsTransaction(Map<PartnerId, Page> pages) {
        return pages.values().stream().anyMatch(Page::needsMoreThanOneStatement);
    }

    /** The partners of which something should have been written and was not. */
    private static Set<PartnerId> left(Map<PartnerId, Page> pages, Set<PartnerId> written) {
        var left = new HashSet<PartnerId>();
        for (var page : pages.values()) {
            if (page.writes() && !written.contains(page.partner())) {
                left.add(page.partner());
            }
        }
        return left;
    }

    private void failed(Round round, Throwable failure) {
        var items = round.items();
        items.forEach(item -> remembered.forget(item.partner()));
        if (Outages.isOutage(failure)) {
            awaitDatabase(items, failure);
            return;
        }
        if (isLocked(failure)) {
            if (!round.turn().isOfHeldUp()) {
                LOG.warnf("Somebody else holds rows that a round of %d needs.", items.size());
            }
            setAside(round.turn());
        } else if (!round.turn().careful()) {
            LOG.debugf(failure, "A round of %d is tried again with care.", items.size());
            again(items);
        } else if (items.size() > 1) {
            LOG.warnf(failure, "A round of %d failed; each is tried alone.", items.size());
            items.forEach(Pending::tryAlone);
            again(items);
        } else if (items.getFirst().triedAlone() < TRIES_ALONE_MAX) {
            again(items);
        } else {
            items.getFirst().fail(failure);
        }
        next();
    }

    /** It may have committed before the line was cut: keys and events will tell. */
    private void awaitDatabase(List<Pending<?>> items, Throwable failure) {
        LOG.warnf("The database does not answer, %d wait: %s", items.size(), failure.toString());
        var now = System.nanoTime();
        var patient = new ArrayList<Pending<?>>();
        for (var item : items) {
            if (isOutOfPatience(item, now)) {
                item.fail(databaseIsAway());
            } else {
                item.mayBeWritten();
                patient.add(item);
            }
        }
        again(patient);
        isAway = true;
        connection
                .drop()
                .subscribe()
                .with(_ -> vertx.setTimer(PAUSE_MILLIS, _ -> goOn()), _ -> goOn());
    }

    private static boolean isLocked(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg) {
                return LOCK_NOT_AVAILABLE.equals(pg.getSqlState());
            }
        }
        return false;
    }

    /**
     * A round that hangs is given up much later than a caller should wait, and a partner that is
     * held up may stay so: those who wait for either are told. What is in a round may be written
     * all the same; its key will tell.
     */
    private void tellWhoHasWaitedTooLong() {
        var now = System.nanoTime();
        var round = inFlight;
        if (isAway || (round != null && now - round.sinceNanos() > PATIENCE_NANOS)) {
            backlog.takeAll(item -> isOutOfPatience(item, now))
                    .forEach(item -> item.fail(databaseIsAway()));
            dismiss(carefully, now, databaseIsAway());
            heldUp.values().forEach(held -> dismiss(held.items(), now, databaseIsAway()));
            if (round != null) {
                round.items().stream()
                        .filter(item -> isOutOfPatience(item, now))
                        .forEach(item -> item.fail(databaseIsAway()));
            }
        } else if (!heldUp.isEmpty()) {
            backlog.takeAll(item ->
                            heldUp.containsKey(item.partner()) && isOutOfPatience(item, now))
                    .forEach(item -> item.fail(seatsAreHeld()));
            heldUp.values().forEach(held -> dismiss(held.items(), now, seatsAreHeld()));
        }
    }

    private static void dismiss(Deque<Pending<?>> waiting, long now, Problem why) {
        waiting.removeIf(item -> {
            var isOut = isOutOfPatience(item, now);
            if (isOut) {
                item.fail(why);
            }
            return isOut;
        });
    }

    private static boolean isOutOfPatience(Pending<?> item, long now) {
        return item.work().isRequest() && item.ageNanos(now) > PATIENCE_NANOS;
    }

    private static Problem databaseIsAway() {
        return new Problem(
                        ProblemType.UNAVAILABLE,
                        "The database does not answer. Try again with the same Idempotency-Key.")
                .with("retryAfterSeconds", 1);
    }

    private static Problem seatsAreHeld() {
        return new Problem(
                        ProblemType.UNAVAILABLE,
                        "Something else holds this partner's seats. Try again with the same Idempotency-Key.")
                .with("retryAfterSeconds", 1);
    }

    private void goOn() {
        context.runOnContext(_ -> {
            isAway = false;
            next();
        });
    }

    /** In front of what waits already: a partner's work keeps its order. */
    private void again(List<Pending<?>> items) {
        items.reversed().forEach(carefully::addFirst);
    }

    /** The first ones, as many as may be tried together. */
    private static List<Pending<?>> together(Deque<Pending<?>> waiting, int most) {
        var taken = new ArrayList<Pending<?>>();
        taken.add(waiting.remove());
        while (!taken.getFirst().isAlone()
                && taken.size() < most
                && !waiting.isEmpty()
                && !waiting.element().isAlone()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    private boolean isContended(Set<PartnerId> partners) {
        if (contendedSinceNanos.isEmpty()) {
            return false;
        }
        var now = System.nanoTime();
        contendedSinceNanos.values().removeIf(since -> now - since > CONTENDED_NANOS);
        return partners.stream().anyMatch(contendedSinceNanos::containsKey);
    }

    private static Map<PartnerId, Page> pages(List<Pending<?>> items) {
        var pages = new TreeMap<PartnerId, Page>(PartnerId.AS_IN_THE_DATABASE);
        items.forEach(item -> pages.computeIfAbsent(item.partner(), Page::new).add(item));
        return pages;
    }
}
