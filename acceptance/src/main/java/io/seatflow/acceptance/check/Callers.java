package io.seatflow.acceptance.check;

import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.acceptance.check.Request.Ask;
import io.seatflow.acceptance.check.Request.Cancel;
import io.seatflow.acceptance.check.Request.Confirm;
import io.seatflow.acceptance.check.Violation.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Many people at once who ask for seats, give them back, confirm, cancel and look, at either
 * replica or at both, who hang up, lose answers and ask again with the same key.
 */
final class Callers implements AutoCloseable {

    private static final int CALLERS = 48;
    private static final int TRIES_AT_ONCE = 4;
    private static final int HUNG_UP_AFTER_MILLIS_MAX = 12;
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(3);
    private static final int WAITING_PERCENT = 8;
    private static final int CHANGES_TAKEN_UP_MAX = 500;
    private static final List<String> ON_SHORTFALL = List.of("ASK", "ASK", "PURCHASE", "REJECT");

    private final ReplicatedLedger ledger;
    private final List<Partner> partners;
    private final History history;
    private final TokenIssuer issuer;
    private final long seed;
    private final Random takers;
    private final Door door = new Door();
    private final Map<UUID, Queue<Open>> open = new ConcurrentHashMap<>();
    private final Map<UUID, Who> administrators = new ConcurrentHashMap<>();
    private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean over;
    private volatile @Nullable Throwable failure;

    /**
     * Somebody who asks for something.
     *
     * @param client whose administrator it is; null: the partner's
     */
    private record Who(String actor, String token, @Nullable UUID client) {

        static Who administers(Partner partner) {
            return new Who("admin-" + partner.id() + "@acme.test", partner.token(), null);
        }
    }

    /**
     * A change that someone may confirm or cancel.
     *
     * @param quoteId its price, where it has been seen
     * @param isKnown whether it has been looked at and waits for a confirmation: some see no price
     */
    private record Open(UUID changeId, @Nullable UUID quoteId, Who who, boolean isKnown) {}

    /** An operation whose outcome is not known yet, and when to ask about it. */
    private record Pending(Operation operation, String token, Instant askAt) {}

    Callers(ReplicatedLedger ledger, List<Partner> partners, History history, long seed) {
        this.ledger = ledger;
        this.partners = List.copyOf(partners);
        this.history = history;
        this.issuer = ledger.issuer();
        this.seed = seed;
        this.takers = new Random(seed);
        partners.forEach(partner -> open.put(partner.id(), new ConcurrentLinkedQueue<>()));
    }

    /**
     * Has someone take up a change that nobody here has asked for: an administrator of the client,
     * who sees the prices of the client's own plan alone, or of the partner, who sees the others.
     */
    synchronized void takeUp(Partner partner, @Nullable UUID client, UUID changeId) {
        var queue = queue(partner);
        if (queue.size() < CHANGES_TAKEN_UP_MAX) {
            var who =
                    client == null || takers.nextBoolean()
                            ? Who.administers(partner)
                            : administratorOf(partner, client);
            queue.add(new Open(changeId, null, who, false));
        }
    }

    private Who administratorOf(Partner partner, UUID client) {
        return administrators.computeIfAbsent(client, _ -> administers(partner, client));
    }

    private Who administers(Partner partner, UUID client) {
        var actor = "admin-" + client + "@client.test";
        return new Who(actor, issuer.clientAdmin(partner.id(), client, actor), client);
    }

    /** Starts all of them. */
    void start() {
        for (int caller = 0; caller < CALLERS; caller++) {
            var random = new Random(seed + caller);
            threads.add(Thread.ofVirtual().start(() -> watched(() -> act(random))));
        }
        threads.add(Thread.ofVirtual().start(() -> watched(this::askAgainLater)));
    }

    /** Why they could not go on; null while they can. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** Lets each finish what it is at. */
    void stop() {
        over = true;
        threads.forEach(Callers::join);
    }

    /**
     * Asks about everything whose outcome is unknown, as many at once as there were callers; gives
     * how many outcomes still are.
     */
    int askAgain() {
        var random = new Random(seed);
        var places = new Semaphore(CALLERS);
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int left = pending.size(); left > 0; left--) {
                var one = Objects.requireNonNull(pending.poll());
                int replica = random.nextInt(ReplicatedLedger.REPLICAS);
                places.acquireUninterruptibly();
                var _ =
                        askers.submit(() -> {
                            try {
                                var _ =
                                        send(
                                                one.operation(),
                                                one.token(),
                                                replica,
                                                "respond-async");
                            } finally {
                                places.release();
                                // Also where the asking itself went wrong.
                                if (one.operation().answer() == null) {
                                    pending.add(one);
                                }
                            }
                        });
            }
        }
        return pending.size();
    }

    private void watched(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void act(Random random) {
        while (!over) {
            // One partner has as many callers as all the others together.
            var partner =
                    random.nextBoolean()
                            ? partners.getFirst()
                            : partners.get(random.nextInt(partners.size()));
            int dice = random.nextInt(100);
            if (dice < 14) {
                read(partner, random);
            } else if (dice < 34) {
                goOn(partner, random);
            } else if (dice < 37) {
                buyOnOwnPlan(partner, random);
            } else {
                perform(partner, ask(partner, random), Who.administers(partner), random);
            }
        }
    }

    /** For a client, who may or may not be one that the vendor bills at this moment. */
    private void buyOnOwnPlan(Partner partner, Random random) {
        var client = partner.clients().get(random.nextInt(partner.clients().size())).id();
        var onShortfall = ON_SHORTFALL.get(random.nextInt(ON_SHORTFALL.size()));
        perform(
                partner,
                new Ask("PURCHASE", client, 1 + random.nextInt(3), onShortfall),
                administratorOf(partner, client),
                random);
    }

    private static Ask ask(Partner partner, Random random) {
        int dice = random.nextInt(100);
        var onShortfall = ON_SHORTFALL.get(random.nextInt(ON_SHORTFALL.size()));
        int seats = 1 + random.nextInt(5);
        if (dice < 74) {
            var client = partner.clients().get(random.nextInt(partner.clients().size()));
            return new Ask(dice < 38 ? "ALLOCATE" : "RETURN", client.id(), seats, onShortfall);
        }
        var action = dice < 82 ? "PURCHASE" : dice < 93 ? "RETIRE" : "KEEP";
        return new Ask(action, null, seats, onShortfall);
    }

    /** Confirms or cancels a change that waits for it, once its price is known. */
    private void goOn(Partner partner, Random random) {
        var one = queue(partner).poll();
        if (one == null) {
            read(partner, random);
            return;
        }
        if (random.nextInt(8) == 0) {
            perform(partner, new Cancel(one.changeId()), one.who(), random);
            return;
        }
        if (!one.isKnown()) {
            look(partner, one, random);
            return;
        }
        var quote = random.nextInt(6) == 0 ? null : one.quoteId();
        perform(partner, new Confirm(one.changeId(), quote), one.who(), random);
        if (random.nextInt(6) == 0) {
            perform(partner, new Confirm(one.changeId(), one.quoteId()), one.who(), random);
        }
    }

    private void look(Partner partner, Open one, Random random) {
        var path = "/v1/partners/" + partner.id() + "/seat-changes/" + one.changeId();
        read(path, one.who().token(), random)
                .filter(Answer::isAccepted)
                .ifPresentOrElse(
                        answer -> remember(partner, answer, one.who()),
                        () -> queue(partner).add(one));
    }

    private void remember(Partner partner, Answer answer, Who who) {
        var change = answer.changeId();
        var status = answer.changeStatus();
        var awaits = status.equals("AWAITING_CONFIRMATION");
        if (change != null && (status.equals("QUOTING") || awaits)) {
            queue(partner).add(new Open(change, answer.quoteId(), who, awaits));
        }
    }

    private Queue<Open> queue(Partner partner) {
        return Objects.requireNonNull(open.get(partner.id()));
    }

    private void perform(Partner partner, Request request, Who who, Random random) {
        int number = numbers.incrementAndGet();
        var isAbandoned = random.nextInt(100) == 0;
        var actor = isAbandoned ? "gone-" + number + "@acme.test" : who.actor();
        var token = isAbandoned ? tokenOf(partner, who, actor) : who.token();
        var operation = new Operation(partner.id(), "key-" + number, request, actor, isAbandoned);
        history.add(operation);
        if (isAbandoned) {
            hangUp(operation, token, random);
            return;
        }
        play(operation, token, random);
        var answer = operation.answer();
        if (answer == null) {
            pending.add(new Pending(operation, token, Instant.now().plus(ASKED_AGAIN_AFTER)));
            return;
        }
        remember(partner, answer, who);
        if (random.nextInt(20) == 0) {
            readOwnWrite(partner, operation, answer, random);
        }
    }

    private String tokenOf(Partner partner, Who who, String actor) {
        return who.client() == null
                ? issuer.partnerAdmin(partner.id(), actor)
                : issuer.clientAdmin(partner.id(), who.client(), actor);
    }

    private void play(Operation operation, String token, Random random) {
        int manner = random.nextInt(100);
        if (manner < 6) {
            sendToBoth(operation, token, wait(random));
        } else if (manner < 12) {
            hangUp(operation, token, random);
        }
        int replica = random.nextInt(ReplicatedLedger.REPLICAS);
        for (int tries = 0; tries < TRIES_AT_ONCE && operation.answer() == null; tries++) {
            if (send(operation, token, replica, wait(random))) {
                break;
            }
            pause(5 + random.nextInt(60));
            replica = other(replica);
        }
        if (manner > 95) {
            var _ = send(operation, token, other(replica), wait(random));
        }
    }

    /** Whether the outcome is known now. */
    private boolean send(Operation operation, String token, int replica, String wait) {
        var answer = Door.await(door.send(ledger.address(replica), operation, token, wait));
        answer.ifPresent(operation::answered);
        return operation.answer() != null;
    }

    private void sendToBoth(Operation operation, String token, String wait) {
        var first = door.send(ledger.address(0), operation, token, wait);
        var second = door.send(ledger.address(1), operation, token, wait);
        Door.await(first).ifPresent(operation::answered);
        Door.await(second).ifPresent(operation::answered);
    }

    private void hangUp(Operation operation, String token, Random random) {
        var replica = ledger.address(random.nextInt(ReplicatedLedger.REPLICAS));
        Door.await(
                        door.send(replica, operation, token, wait(random)),
                        1 + (long) random.nextInt(HUNG_UP_AFTER_MILLIS_MAX))
                .ifPresent(operation::answered);
    }

    private void askAgainLater() {
        var random = new Random(seed);
        while (!over) {
            var one = pending.poll();
            if (one == null || Instant.now().isBefore(one.askAt())) {
                if (one != null) {
                    pending.add(one);
                }
                pause(50);
                continue;
            }
            var replica = random.nextInt(ReplicatedLedger.REPLICAS);
            if (!send(one.operation(), one.token(), replica, "respond-async")) {
                pending.add(
                        new Pending(
                                one.operation(),
                                one.token(),
                                Instant.now().plus(ASKED_AGAIN_AFTER)));
            }
        }
    }

    private void read(Partner partner, Random random) {
        var path = "/v1/partners/" + partner.id() + "/seats";
        read(path, partner.token(), random)
                .filter(Answer::isAccepted)
                .ifPresent(answer -> {
                    var seats = answer.json();
                    int parts = 0;
                    for (var part :
                            List.of("available", "internal", "retiring", "reserved", "allocated")) {
                        parts += seats.path(part).asInt();
                    }
                    if (parts != seats.path("supply").asInt()) {
                        history.saw(new Violation(Rule.READ, "The seats do not add up: " + answer));
                    }
                });
    }

    /** What a replica has acknowledged, the other one shows. */
    private void readOwnWrite(Partner partner, Operation operation, Answer answer, Random random) {
        var change = answer.changeId();
        if (change == null) {
            return;
        }
        var path = "/v1/partners/" + partner.id() + "/seat-changes/" + change;
        read(path, partner.token(), random)
                .ifPresent(found -> {
                    var isLost = found.status() == 404;
                    var isUndone =
                            answer.changeStatus().equals("COMPLETED")
                                    && found.isAccepted()
                                    && !found.changeStatus().equals("COMPLETED");
                    if (isLost || isUndone) {
                        history.saw(
                                new Violation(
                                        Rule.READ,
                                        operation + " and afterwards its change was " + found));
                    }
                });
    }

    private Optional<Answer> read(String path, String token, Random random) {
        int replica = random.nextInt(ReplicatedLedger.REPLICAS);
        var answer =
                door.read(ledger.address(replica), path, token)
                        .or(() -> door.read(ledger.address(other(replica)), path, token));
        history.read(answer.isPresent());
        return answer;
    }

    private static String wait(Random random) {
        return random.nextInt(100) < WAITING_PERCENT ? "wait=2" : "respond-async";
    }

    private static int other(int replica) {
        return (replica + 1) % ReplicatedLedger.REPLICAS;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        over = true;
        door.close();
    }
}
