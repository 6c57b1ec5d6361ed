package io.seatflow.seat.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.seatflow.seat.ledger.Decision.Accepted;
import io.seatflow.seat.ledger.SeatCommand.Need;
import io.seatflow.seat.ledger.SeatModel.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of a partner's seats, each decided by the rules and by {@link SeatModel}. A seed
 * that fails replays the history that it stands for.
 */
class SeatHistoriesTest {

    private static final int STEPS = 100;
    private static final List<ClientId> CLIENTS =
            Stream.of(1, 2, 3, 4).map(n -> new ClientId(new UUID(0, n))).toList();

    private static final List<Source> SOURCES =
            List.of(Source.PLAN, Source.COMPLIMENTARY, Source.DIRECT);

    /** No client of the partner's: whoever names it is told so. */
    private static final ClientId STRANGER = new ClientId(new UUID(0, 9));

    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");

    private record Open(Need need, Reservation reservation, SeatModel.Order order) {}

    /** One partner's seats by the rules and by the model, and what is being paid for. */
    private static final class History {

        private final RandomGenerator random;
        private final SeatModel model = new SeatModel();
        private final Map<LedgerAccount, Integer> replayed = new HashMap<>();
        private final List<Open> open = new ArrayList<>();
        private SeatLedger ledger = SeatLedger.EMPTY;
        private Instant clock = NOW;
        private Instant last = Instant.MIN;
        private long lines;

        /** What came of commands, without figures. */
        private final Set<String> outcomes = new TreeSet<>();

        History(RandomGenerator random) {
            this.random = random;
        }

        void step(SeatCommand command, @Nullable Open settled) {
            try {
                tryStep(command, settled);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("At " + command + ", " + clock + ": " + e.getMessage(), e);
            }
        }

        private void tryStep(SeatCommand command, @Nullable Open settled) {
            var now = ledger.timeAt(clock);
            var decision = SeatRules.decide(ledger, command, now);
            var known = knowing(ledger, command);
            expect(decision, SeatRules.decide(known, command, now), "decision, knowing less");
            var before = List.copyOf(model.orders);
            var outcome = model.take(command, settled == null ? null : settled.order(), now);
            expect(outcome, told(decision), "outcome");
            outcomes.add(outcome.replaceAll(" \\d.*", ""));
            if (decision instanceof Accepted(var events)) {
                record(events, now);
                var after = SeatRules.apply(ledger, events, now);
                expect(
                        knowing(after, ledger, command),
                        SeatRules.apply(known, events, now),
                        "ledger afterwards, knowing less");
                ledger = after;
                remember(command, events, before, settled);
            }
            check();
        }

        private void record(List<LedgerEvent> events, Instant now) {
            for (var entry : Entry.of(ledger, events, new Entry.Cause(null, "ada", now))) {
                lines++;
                expect(lines, entry.sequence(), "number of a line");
                if (entry.occurredAt().isBefore(last)) {
                    fail("A line of " + entry.occurredAt() + " follows one of " + last + ".");
                }
                last = entry.occurredAt();
                var transfer = entry.transfer();
                replayed.merge(transfer.from(), -transfer.seats(), Integer::sum);
                replayed.merge(transfer.to(), transfer.seats(), Integer::sum);
            }
        }

        private void remember(
                SeatCommand command,
                List<LedgerEvent> events,
                List<SeatModel.Order> before,
                @Nullable Open settled) {
            open.remove(settled);
            for (var event : events) {
                if (event instanceof LedgerEvent.Reserved(var need, var reservation)) {
                    var order =
                            model.orders.stream()
                                    .filter(other -> !before.contains(other))
                                    .findFirst()
                                    .orElseThrow(() -> new AssertionError("Ordered " + command));
                    open.add(new Open(need, reservation, order));
                }
            }
        }

        private void check() {
            checkInvariants();
            expect(
                    new Balances(
                            model.supply(),
                            model.count(Place.AVAILABLE, null),
                            model.count(Place.INTERNAL, null),
                            model.count(Place.RETIRING, null),
                            model.count(Place.RESERVED, null),
                            count(seat -> seat.client != null && seat.paidBy == Source.PLAN),
                            count(seat -> seat.paidBy == Source.COMPLIMENTARY)),
                    ledger.balances(),
                    "balances");
            expect(model.onOrder(), ledger.onOrder(), "on order");
            expect(lots(Place.RETIRING, null), lots(ledger.retiring()), "retiring");
            expect(model.clients.keySet(), ledger.clients().keySet(), "clients");
            ledger.clients().forEach((client, seats) -> checkClient(client, seats));
            var seated = new HashMap<UserId, Holder>();
            for (var seat : model.seats) {
                if (seat.user != null) {
                    seated.put(seat.user, new Holder(seat.client));
                }
            }
            expect(seated, ledger.occupants(), "users");
        }

        private void checkClient(ClientId client, ClientSeats seats) {
            var is = Objects.requireNonNull(model.clients.get(client));
            var has = model.of(client);
            var held = model.count(Place.HELD, client);
            var givenUp = model.count(Place.GIVEN_UP, client);
            var expected =
                    new ClientSeats(
                            is.source,
                            model.count(Place.FREE, client) + held + givenUp,
                            model.count(Place.IN_USE, client),
                            is.source == Source.COMPLIMENTARY ? -has.size() : 0,
                            is.source == Source.DIRECT ? -has.size() : 0,
                            is.disabled,
                            is.limit,
                            is.complimentaryLimit,
                            model.onItsWay(client),
                            held,
                            seats.retiring(),
                            is.periodEnd);
            expect(expected, seats, "client's seats");
            expect(lots(Place.GIVEN_UP, client), lots(seats.retiring()), "given up");
            has.forEach(seat -> expect(is.source, seat.paidBy, "who pays for a seat"));
        }

        /** The five invariants, by the replayed transfers alone. */
        private void checkInvariants() {
            var sums = new EnumMap<LedgerAccount.Kind, Integer>(LedgerAccount.Kind.class);
            var total = 0;
            var allocated = 0;
            for (var account : replayed.entrySet()) {
                var kind = account.getKey().kind();
                var seats = account.getValue();
                total += seats;
                allocated += kind.ofClient() ? seats : 0;
                sums.merge(kind, seats, Integer::sum);
                if (kind.source() ? seats > 0 : seats < 0) {
                    fail("%s holds %d.", account, seats);
                }
            }
            expect(0, total, "sum of all balances");
            expect(lines, ledger.sequence(), "number of lines");
            if (lines > 0) {
                expect(last, ledger.lastAt(), "time of the last line");
            }
            expect(
                    new Balances(
                            -sums.getOrDefault(LedgerAccount.Kind.PLAN, 0),
                            sums.getOrDefault(LedgerAccount.Kind.AVAILABLE, 0),
                            sums.getOrDefault(LedgerAccount.Kind.INTERNAL, 0),
                            sums.getOrDefault(LedgerAccount.Kind.RETIRING, 0),
                            sums.getOrDefault(LedgerAccount.Kind.RESERVED, 0),
                            allocated,
                            -sums.getOrDefault(LedgerAccount.Kind.COMPLIMENTARY, 0)),
                    ledger.balances(),
                    "replayed balances");
            var users = new HashMap<LedgerAccount, Integer>();
            ledger.occupants()
                    .values()
                    .forEach(holder -> users.merge(holder.occupied(), 1, Integer::sum));
            expect(
                    users.getOrDefault(LedgerAccount.INTERNAL, 0),
                    ledger.balances().internal(),
                    "users of the partner");
            ledger.clients()
                    .forEach((client, seats) -> {
                        var inUse = LedgerAccount.inUseBy(client);
                        expect(users.getOrDefault(inUse, 0), seats.inUse(), "users");
                        expect(replayed(inUse), seats.inUse(), "in use");
                        expect(replayed(LedgerAccount.freeOf(client)), seats.free(), "free");
                        expect(replayed(LedgerAccount.directOf(client)), seats.direct(), "direct");
                        expect(
                                replayed(LedgerAccount.complimentaryOf(client)),
                                seats.complimentary(),
                                "complimentary");
                    });
        }

        private int count(Predicate<SeatModel.Seat> wanted) {
            var count = 0;
            for (var seat : model.seats) {
                count += wanted.test(seat) ? 1 : 0;
            }
            return count;
        }

        private int replayed(LedgerAccount account) {
            return replayed.getOrDefault(account, 0);
        }

        private Map<Departure, Integer> lots(Place place, @Nullable ClientId client) {
            var lots = new HashMap<Departure, Integer>();
            for (var seat : model.seats) {
                if (seat.place == place && Objects.equals(seat.client, client)) {
                    lots.merge(new Departure(seat.at, seat.dated), 1, Integer::sum);
                }
            }
            return lots;
        }

        private static Map<Departure, Integer> lots(List<RetiringSeats> retiring) {
            var lots = new HashMap<Departure, Integer>();
            for (var lot : retiring) {
                lots.merge(new Departure(lot.at(), lot.dated()), lot.seats(), Integer::sum);
            }
            return lots;
        }
    }

    /** When seats leave, or were given up. */
    private record Departure(@Nullable Instant at, boolean dated) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void rulesAndModelAgree(long seed) {
        play(seed);
    }

    static LongStream seeds() {
        return LongStream.range(0, 3_000);
    }

    /** Histories that never came to a refusal would prove nothing about it. */
    @Test
    void theHistoriesComeToEveryOutcome() {
        var outcomes = new TreeSet<String>();
        seeds().limit(200).forEach(seed -> outcomes.addAll(play(seed).outcomes));

        assertThat(outcomes)
                .containsExactly(
                        "client limit",
                        "complimentary limit",
                        "disabled",
                        "in use, most",
                        "not retiring, most",
                        "ok",
                        "partner billed",
                        "short of",
                        "supply limit",
                        "unknown",
                        "vendor billed");
    }

    private static History play(long seed) {
        var random = new SplittableRandom(seed);
        var history = new History(random);
        history.step(new SeatCommand.StartPlan(random.nextInt(60), anyLimit(random, 150)), null);
        for (var client : CLIENTS) {
            history.step(
                    new SeatCommand.OpenClient(client, SOURCES.get(random.nextInt(SOURCES.size()))),
                    null);
        }
        for (int step = 0; step < STEPS; step++) {
            history.clock = history.clock.plus(Duration.ofHours(random.nextInt(18)));
            var settled =
                    !history.open.isEmpty() && random.nextInt(6) == 0
                            ? history.open.get(random.nextInt(history.open.size()))
                            : null;
            history.step(
                    settled == null ? anyCommand(history) : settling(random, settled), settled);
        }
        return history;
    }

    private static SeatCommand settling(RandomGenerator random, Open settled) {
        var need = settled.need();
        return random.nextBoolean()
                ? new SeatCommand.Deliver(need, settled.reservation())
                : new SeatCommand.Release(need, settled.reservation());
    }

    private static SeatCommand anyCommand(History history) {
        var random = history.random;
        var client = anyClient(random);
        var end = history.clock.plus(Duration.ofHours(random.nextInt(-48, 96)));
        return switch (random.nextInt(30)) {
            case 0 -> new SeatCommand.LimitSupply(anyLimit(random, 200));
            case 1 ->
                    new SeatCommand.LimitClient(
                            client, anyLimit(random, 30), random.nextInt(5, 30));
            case 2 -> new SeatCommand.StartPeriod(end);
            case 3 -> new SeatCommand.EndPeriod(end);
            case 4 -> new SeatCommand.StartClientPeriod(client, end);
            case 5 -> new SeatCommand.EndClientPeriod(client, end);
            case 6, 7 -> new SeatCommand.Return(client, random.nextInt(1, 10));
            case 8, 9 -> new SeatCommand.Retire(random.nextInt(1, 20));
            case 10 -> new SeatCommand.Keep(random.nextInt(1, 10));
            case 11, 12 -> new SeatCommand.RetireDirect(client, random.nextInt(1, 6));
            case 13, 14, 15 -> new SeatCommand.Vacate(anyUser(random));
            case 16 -> new SeatCommand.Activate(client, anySource(random), anyManager(random));
            case 17 ->
                    new SeatCommand.ChangeBillingManager(
                            client, anyManager(random), anySource(random));
            case 18 -> new SeatCommand.Disable(client, random.nextBoolean());
            case 19, 20, 21, 22, 23 -> new SeatCommand.Reserve(anyNeed(random));
            case 24 ->
                    new SeatCommand.Activate(
                            client, SeatSource.ADD_TO_PLAN, BillingManager.PARTNER);
            default -> anyNeed(random);
        };
    }

    private static Need anyNeed(RandomGenerator random) {
        var client = anyClient(random);
        var few = random.nextInt(1, 12);
        return switch (random.nextInt(7)) {
            case 0 -> new SeatCommand.Purchase(few);
            case 1, 2 -> new SeatCommand.Allocate(client, few);
            case 3, 4 -> new SeatCommand.PurchaseDirect(client, few);
            default -> {
                var holder = random.nextInt(4) == 0 ? Holder.PARTNER : new Holder(client);
                yield new SeatCommand.Occupy(
                        holder, Stream.generate(() -> anyUser(random)).limit(1 + few / 3).toList());
            }
        };
    }

    private static ClientId anyClient(RandomGenerator random) {
        return random.nextInt(50) == 0 ? STRANGER : CLIENTS.get(random.nextInt(CLIENTS.size()));
    }

    private static UserId anyUser(RandomGenerator random) {
        return new UserId(new UUID(1, random.nextInt(24)));
    }

    private static @Nullable Integer anyLimit(RandomGenerator random, int most) {
        return random.nextInt(3) == 0 ? null : random.nextInt(most);
    }

    private static SeatSource anySource(RandomGenerator random) {
        return random.nextBoolean() ? SeatSource.ADD_TO_PLAN : SeatSource.USE_AVAILABLE_FIRST;
    }

    private static BillingManager anyManager(RandomGenerator random) {
        return random.nextBoolean() ? BillingManager.PARTNER : BillingManager.VENDOR;
    }

    /** What a store hands to a decision: the client concerned and the users named, no more. */
    private static SeatLedger knowing(SeatLedger ledger, SeatCommand command) {
        return knowing(ledger, ledger, command);
    }

    private static SeatLedger knowing(SeatLedger ledger, SeatLedger before, SeatCommand command) {
        var users = new HashMap<UserId, Holder>();
        for (var user : users(command)) {
            var holder = ledger.occupants().get(user);
            if (holder != null) {
                users.put(user, holder);
            }
        }
        var client =
                command instanceof SeatCommand.Vacate(var user)
                        ? Objects.requireNonNullElse(before.occupants().get(user), Holder.PARTNER)
                                .client()
                        : command.concerned();
        var seats = client == null ? null : ledger.clients().get(client);
        return new SeatLedger(
                ledger.sequence(),
                ledger.balances(),
                client == null || seats == null ? Map.of() : Map.of(client, seats),
                users,
                ledger.retiring(),
                ledger.onOrder(),
                ledger.supplyLimit(),
                ledger.periodEnd(),
                ledger.lastAt());
    }

    private static List<UserId> users(SeatCommand command) {
        return switch (command) {
            case SeatCommand.Occupy(_, var users) -> users;
            case SeatCommand.Vacate(var user) -> List.of(user);
            case SeatCommand.Reserve(var need) -> users(need);
            case SeatCommand.Deliver(var need, _) -> users(need);
            case SeatCommand.Release(var need, _) -> users(need);
            default -> List.of();
        };
    }

    private static String told(Decision decision) {
        return switch (decision) {
            case Accepted _ -> "ok";
            case Decision.Shortfall(var cover) ->
                    "short of %d beyond %d+%d"
                            .formatted(cover.shortfall(), cover.available(), cover.kept());
            case Decision.InUse(var most) -> "in use, most " + most;
            case Decision.NotRetiring(var most) -> "not retiring, most " + most;
            case Decision.SupplyLimitReached(var limit) -> "supply limit " + limit;
            case Decision.ClientLimitReached(var limit) -> "client limit " + limit;
            case Decision.ComplimentaryLimitReached(var limit) -> "complimentary limit " + limit;
            case Decision.ClientDisabled _ -> "disabled";
            case Decision.PartnerBilled _ -> "partner billed";
            case Decision.VendorBilled _ -> "vendor billed";
            case Decision.UnknownClient _ -> "unknown";
        };
    }

    /** Plain, since it is asked some ten million times. */
    private static void expect(@Nullable Object expected, @Nullable Object is, String what) {
        if (!Objects.equals(expected, is)) {
            assertThat(is).as(what).isEqualTo(expected);
        }
    }
}
