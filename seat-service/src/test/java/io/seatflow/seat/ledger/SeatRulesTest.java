package io.seatflow.seat.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.seat.ledger.Decision.Accepted;
import io.seatflow.seat.ledger.Decision.InUse;
import io.seatflow.seat.ledger.Decision.NotRetiring;
import io.seatflow.seat.ledger.Decision.Shortfall;
import io.seatflow.seat.ledger.Decision.SupplyLimitReached;
import io.seatflow.seat.ledger.SeatCommand.Allocate;
import io.seatflow.seat.ledger.SeatCommand.Deliver;
import io.seatflow.seat.ledger.SeatCommand.EndPeriod;
import io.seatflow.seat.ledger.SeatCommand.Keep;
import io.seatflow.seat.ledger.SeatCommand.LimitSupply;
import io.seatflow.seat.ledger.SeatCommand.OpenClient;
import io.seatflow.seat.ledger.SeatCommand.Purchase;
import io.seatflow.seat.ledger.SeatCommand.Release;
import io.seatflow.seat.ledger.SeatCommand.Reserve;
import io.seatflow.seat.ledger.SeatCommand.Retire;
import io.seatflow.seat.ledger.SeatCommand.Return;
import io.seatflow.seat.ledger.SeatCommand.StartPeriod;
import io.seatflow.seat.ledger.SeatCommand.StartPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeatRulesTest {

    private static final ClientId ACME = new ClientId(new UUID(0, 1));
    private static final ClientId GLOBEX = new ClientId(new UUID(0, 2));
    private static final ClientId INITECH = new ClientId(new UUID(0, 3));
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");

    @Test
    void availableSeatsAreAllocated() {
        var ledger = after(hundred(), new Allocate(ACME, 75));

        ledger = after(ledger, new Allocate(GLOBEX, 15));

        assertThat(Standing.of(ledger)).isEqualTo(new Standing(100, 10, 90, 0, 0, 0, 0, 3));
    }

    @Test
    void aShortfallNamesTheMissingSeats() {
        var ledger = after(hundred(), new Allocate(ACME, 90));

        assertThat(decide(ledger, new Allocate(GLOBEX, 15)))
                .isEqualTo(new Shortfall(new Reservation(10, List.of(), 5)));
    }

    @Test
    void aPaidShortfallGoesToItsTarget() {
        var ledger = after(hundred(), new Allocate(ACME, 90));
        var target = LedgerAccount.freeOf(GLOBEX);

        ledger = after(ledger, new Reserve(target, 15));
        assertThat(Standing.of(ledger)).isEqualTo(new Standing(100, 0, 90, 0, 0, 10, 0, 3));
        assertThat(ledger.onOrder()).isEqualTo(5);

        ledger = after(ledger, new Deliver(target, new Reservation(10, List.of(), 5)));
        assertThat(Standing.of(ledger)).isEqualTo(new Standing(105, 0, 105, 0, 0, 0, 0, 5));
        assertThat(ledger.onOrder()).isZero();
    }

    @Test
    void whatIsNotPaidForGoesBackWhereItCameFrom() {
        var before = after(started(), new Retire(20));
        var reserve = new Reserve(LedgerAccount.freeOf(ACME), 110);

        var ledger = after(before, reserve);
        assertThat(ledger.balances().reserved()).isEqualTo(100);
        ledger = after(ledger, new Release(SeatRules.cover(before, reserve.target(), 110)));

        assertThat(ledger.balances()).isEqualTo(before.balances());
        assertThat(ledger.retiring()).isEqualTo(before.retiring());
        assertThat(ledger.onOrder()).isZero();
    }

    @Test
    void whatIsReleasedAfterItsPeriodHasLeft() {
        var before = after(started(), new Retire(20));
        var reserve = new Reserve(LedgerAccount.freeOf(ACME), 110);
        var ledger = after(before, reserve);

        var release = new Release(SeatRules.cover(before, reserve.target(), 110));
        var decision = (Accepted) SeatRules.decide(ledger, release, END);

        var after = SeatRules.apply(ledger, decision.events());
        assertThat(Standing.of(after)).isEqualTo(new Standing(80, 80, 0, 0, 0, 0, 0, 6));
        assertThat(LedgerNews.of(ledger, decision.events(), null))
                .containsExactly(new SupplyReduced(20, 80, END, 6));
    }

    @Test
    void retiringSeatsAreTakenBackBeforeAnyAreBought() {
        var ledger = after(started(), new Allocate(ACME, 70), new Retire(30));

        assertThat(decide(ledger, new Purchase(40)))
                .isEqualTo(
                        new Shortfall(
                                new Reservation(0, List.of(new RetiringSeats(END, true, 30)), 10)));
        assertThat(Standing.of(after(ledger, new Purchase(10))))
                .isEqualTo(new Standing(100, 10, 70, 0, 20, 0, 0, 4));
        assertThat(Standing.of(after(ledger, new Allocate(GLOBEX, 10))))
                .isEqualTo(new Standing(100, 0, 80, 0, 20, 0, 0, 5));
        assertThat(decide(ledger, new Keep(31))).isEqualTo(new NotRetiring(30));
    }

    @Test
    void noMoreIsGivenUpThanIsFree() {
        var ledger = after(hundred(), new Allocate(ACME, 10));

        assertThat(decide(ledger, new Return(ACME, 11))).isEqualTo(new InUse(10));
        assertThat(decide(ledger, new Retire(91))).isEqualTo(new InUse(90));
    }

    @Test
    void retiringSeatsLeaveBeforeAnythingIsDecidedAtTheirPeriodsEnd() {
        var ledger = after(started(), new Retire(30));

        assertThat(SeatRules.decide(ledger, new Allocate(ACME, 71), END))
                .isEqualTo(new Shortfall(new Reservation(70, List.of(), 1)));
        var justBefore = SeatRules.decide(ledger, new Allocate(ACME, 71), END.minusNanos(1000));
        assertThat(justBefore).isInstanceOf(Accepted.class);
        var end = (Accepted) SeatRules.decide(ledger, new EndPeriod(END), END);
        assertThat(LedgerNews.ofPeriodEnd(ledger, end.events(), END))
                .isEqualTo(new SupplyReduced(30, 70, END, 3));
    }

    @Test
    void whatIsGivenUpBetweenTwoPeriodsLeavesWithTheSecond() {
        var later = END.plusSeconds(60);
        var ledger = apply(started(), SeatRules.decide(started(), new Retire(30), later));
        assertThat(ledger.retiring()).containsExactly(new RetiringSeats(later, false, 30));

        ledger = apply(ledger, SeatRules.decide(ledger, new EndPeriod(END), later));
        assertThat(ledger.balances().retiring()).isEqualTo(30);

        var nextEnd = Instant.parse("2027-01-01T00:00:00Z");
        ledger = apply(ledger, SeatRules.decide(ledger, new StartPeriod(nextEnd), later));
        assertThat(ledger.retiring()).containsExactly(new RetiringSeats(nextEnd, true, 30));
    }

    @Test
    void whatIsOnOrderCountsTowardsTheLimit() {
        var ledger = after(hundred(), new LimitSupply(110));
        var purchase = new Reserve(LedgerAccount.AVAILABLE, 6);

        ledger = after(ledger, purchase);

        assertThat(decide(ledger, purchase)).isEqualTo(new SupplyLimitReached(110));
        assertThat(decide(ledger, new Purchase(5))).isEqualTo(new SupplyLimitReached(110));
        assertThat(decide(ledger, new Purchase(4))).isInstanceOf(Shortfall.class);
    }

    @Test
    void noLedgerCanBeWrong() {
        var accounts = Map.of(LedgerAccount.PLAN, -10, LedgerAccount.AVAILABLE, 9);
        assertThatThrownBy(() -> new Balances(accounts, 0, 0)).hasMessageContaining("add up");
        assertThatThrownBy(() ->
                        new Balances(
                                Map.of(LedgerAccount.AVAILABLE, -1, LedgerAccount.RESERVED, 1),
                                0,
                                0))
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> new Transfer(LedgerAccount.PLAN, LedgerAccount.AVAILABLE, 0))
                .hasMessageContaining("0");
        assertThatThrownBy(() ->
                        new Transfer(LedgerAccount.freeOf(ACME), LedgerAccount.freeOf(GLOBEX), 1))
                .hasMessageContaining("client to client");
        assertThatThrownBy(() -> new LedgerAccount(LedgerAccount.Kind.PLAN, ACME))
                .hasMessageContaining("partner");
    }

    /** Walks a random history and checks, after each step, what must hold of any ledger. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noHistoryLosesOrInventsASeat(long seed) {
        var random = new SplittableRandom(seed);
        var ledger = started();
        var entries = new ArrayList<Entry>(Entry.of(SeatLedger.EMPTY, beginning(), cause(NOW)));
        var orders = new ArrayList<Order>();
        var now = NOW;
        for (int step = 0; step < 300; step++) {
            now = now.plus(Duration.ofHours(random.nextInt(12)));
            var command = anyCommand(random, orders, now);
            if (SeatRules.decide(ledger, command, now) instanceof Accepted(var events)) {
                entries.addAll(Entry.of(ledger, events, cause(now)));
                ledger = SeatRules.apply(ledger, events);
                remember(orders, command, events);
            }
            check(ledger, entries, orders, now, command);
        }
    }

    private record Order(LedgerAccount target, Reservation reservation) {}

    private static void check(
            SeatLedger ledger,
            List<Entry> entries,
            List<Order> orders,
            Instant now,
            SeatCommand command) {
        var replayed = new HashMap<LedgerAccount, Integer>();
        var number = 0L;
        for (var entry : entries) {
            number++;
            assertThat(entry.sequence()).isEqualTo(number);
            replayed.merge(entry.transfer().from(), -entry.transfer().seats(), Integer::sum);
            replayed.merge(entry.transfer().to(), entry.transfer().seats(), Integer::sum);
        }
        replayed.values().removeIf(seats -> seats == 0);
        assertThat(ledger.balances().accounts()).as("after %s", command).isEqualTo(replayed);
        assertThat(ledger.sequence()).isEqualTo(number);
        assertThat(entries.getLast().after()).isEqualTo(Standing.of(ledger));
        assertThat(replayed.values().stream().mapToInt(Integer::intValue).sum()).isZero();
        replayed.forEach((account, seats) ->
                assertThat(account.kind().source() ? -seats : seats).isPositive());
        var standing = Standing.of(ledger);
        assertThat(standing.supply())
                .isEqualTo(
                        standing.available()
                                + standing.internal()
                                + standing.retiring()
                                + standing.reserved()
                                + standing.allocated());
        assertThat(standing.reserved())
                .isEqualTo(orders.stream().mapToInt(order -> order.reservation().held()).sum());
        assertThat(ledger.onOrder())
                .isEqualTo(
                        orders.stream().mapToInt(order -> order.reservation().shortfall()).sum());
        assertThat(standing.supply() + ledger.onOrder()).isLessThanOrEqualTo(ledger.limit());
        var due = SeatRules.due(ledger, now);
        assertThat(Standing.of(SeatRules.apply(ledger, due)))
                .isEqualTo(
                        standing.after(
                                due.stream()
                                        .flatMap(event -> event.transfers().stream())
                                        .toList()));
    }

    private static void remember(
            List<Order> orders, SeatCommand command, List<LedgerEvent> events) {
        switch (command) {
            case Reserve(var target, _) ->
                    events.forEach(event -> {
                        if (event instanceof LedgerEvent.Reserved(var reservation)) {
                            orders.add(new Order(target, reservation));
                        }
                    });
            case Deliver(_, var reservation) -> orders.remove(order(orders, reservation));
            case Release(var reservation) -> orders.remove(order(orders, reservation));
            default -> {}
        }
    }

    private static Order order(List<Order> orders, Reservation reservation) {
        return orders.stream()
                .filter(order -> order.reservation().equals(reservation))
                .findFirst()
                .orElseThrow();
    }

    private static SeatCommand anyCommand(RandomGenerator random, List<Order> orders, Instant now) {
        var client = List.of(ACME, GLOBEX, INITECH).get(random.nextInt(3));
        var seats = random.nextInt(1, 40);
        var target = random.nextBoolean() ? LedgerAccount.AVAILABLE : LedgerAccount.freeOf(ACME);
        return switch (random.nextInt(10)) {
            case 0 -> new Allocate(client, seats);
            case 1 -> new Return(client, seats);
            case 2 -> new Purchase(seats);
            case 3 -> new Retire(seats);
            case 4 -> new Keep(seats);
            case 5 -> new Reserve(target, seats);
            case 6 -> new StartPeriod(now.plus(Duration.ofDays(random.nextInt(-2, 3))));
            case 7 -> new EndPeriod(now.minus(Duration.ofHours(random.nextInt(48))));
            default -> settle(random, orders, client, seats);
        };
    }

    private static SeatCommand settle(
            RandomGenerator random, List<Order> orders, ClientId client, int seats) {
        if (orders.isEmpty()) {
            return new Allocate(client, seats);
        }
        var order = orders.get(random.nextInt(orders.size()));
        return random.nextBoolean()
                ? new Deliver(order.target(), order.reservation())
                : new Release(order.reservation());
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static List<LedgerEvent> beginning() {
        var events = new ArrayList<LedgerEvent>();
        var ledger = SeatLedger.EMPTY;
        for (var command :
                List.of(
                        new StartPlan(100, 400),
                        new OpenClient(ACME, Source.PLAN),
                        new OpenClient(GLOBEX, Source.PLAN),
                        new OpenClient(INITECH, Source.COMPLIMENTARY),
                        new StartPeriod(END))) {
            var accepted = (Accepted) SeatRules.decide(ledger, command, START);
            events.addAll(accepted.events());
            ledger = SeatRules.apply(ledger, accepted.events());
        }
        return events;
    }

    private static SeatLedger started() {
        return SeatRules.apply(SeatLedger.EMPTY, beginning());
    }

    private static SeatLedger hundred() {
        return after(
                SeatLedger.EMPTY,
                new StartPlan(100, null),
                new OpenClient(ACME, Source.PLAN),
                new OpenClient(GLOBEX, Source.PLAN));
    }

    private static Entry.Cause cause(Instant now) {
        return new Entry.Cause(null, Entry.SYSTEM, now);
    }

    private static Decision decide(SeatLedger ledger, SeatCommand command) {
        return SeatRules.decide(ledger, command, NOW);
    }

    private static SeatLedger after(SeatLedger ledger, SeatCommand... commands) {
        var after = ledger;
        for (var command : commands) {
            after = apply(after, decide(after, command));
        }
        return after;
    }

    private static SeatLedger apply(SeatLedger ledger, Decision decision) {
        assertThat(decision).isInstanceOf(Accepted.class);
        return SeatRules.apply(ledger, ((Accepted) decision).events());
    }
}
