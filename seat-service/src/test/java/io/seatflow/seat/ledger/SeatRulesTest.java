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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
        var need = new Allocate(GLOBEX, 15);

        ledger = after(ledger, new Reserve(need));
        assertThat(Standing.of(ledger)).isEqualTo(new Standing(100, 0, 90, 0, 0, 10, 0, 3));
        assertThat(ledger.onOrder()).isEqualTo(5);

        ledger = after(ledger, new Deliver(need, new Reservation(10, List.of(), 5)));
        assertThat(Standing.of(ledger)).isEqualTo(new Standing(105, 0, 105, 0, 0, 0, 0, 5));
        assertThat(ledger.onOrder()).isZero();
    }

    @Test
    void whatIsNotPaidForGoesBackWhereItCameFrom() {
        var before = after(started(), new Retire(20));
        var need = new Allocate(ACME, 110);

        var ledger = after(before, new Reserve(need));
        assertThat(ledger.balances().reserved()).isEqualTo(100);
        ledger = after(ledger, new Release(need, cover(before, need)));

        assertThat(ledger.balances()).isEqualTo(before.balances());
        assertThat(ledger.retiring()).isEqualTo(before.retiring());
        assertThat(ledger.onOrder()).isZero();
    }

    @Test
    void whatIsReleasedAfterItsPeriodHasLeft() {
        var before = after(started(), new Retire(20));
        var need = new Allocate(ACME, 110);
        var ledger = after(before, new Reserve(need));

        var release = new Release(need, cover(before, need));
        var decision = (Accepted) SeatRules.decide(ledger, release, END);

        var after = SeatRules.apply(ledger, decision.events(), END);
        assertThat(Standing.of(after)).isEqualTo(new Standing(80, 80, 0, 0, 0, 0, 0, 6));
        assertThat(LedgerNews.of(ledger, decision.events(), null, END))
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
        var ledger = apply(started(), SeatRules.decide(started(), new Retire(30), later), later);
        assertThat(ledger.retiring()).containsExactly(new RetiringSeats(later, false, 30));

        ledger = apply(ledger, SeatRules.decide(ledger, new EndPeriod(END), later), later);
        assertThat(ledger.balances().retiring()).isEqualTo(30);

        var nextEnd = Instant.parse("2027-01-01T00:00:00Z");
        ledger = apply(ledger, SeatRules.decide(ledger, new StartPeriod(nextEnd), later), later);
        assertThat(ledger.retiring()).containsExactly(new RetiringSeats(nextEnd, true, 30));
    }

    @Test
    void whatIsOnOrderCountsTowardsTheLimit() {
        var ledger = after(hundred(), new LimitSupply(110));
        var purchase = new Reserve(new Purchase(6));

        ledger = after(ledger, purchase);

        assertThat(decide(ledger, purchase)).isEqualTo(new SupplyLimitReached(110));
        assertThat(decide(ledger, new Purchase(5))).isEqualTo(new SupplyLimitReached(110));
        assertThat(decide(ledger, new Purchase(4))).isInstanceOf(Shortfall.class);
    }

    @Test
    void noLedgerCanBeWrong() {
        assertThatThrownBy(() -> new Balances(10, 9, 0, 0, 0, 0, 0)).hasMessageContaining("add up");
        assertThatThrownBy(() -> new Balances(0, -1, 0, 0, 1, 0, 0)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Transfer(LedgerAccount.PLAN, LedgerAccount.AVAILABLE, 0))
                .hasMessageContaining("0");
        assertThatThrownBy(() ->
                        new Transfer(LedgerAccount.freeOf(ACME), LedgerAccount.freeOf(GLOBEX), 1))
                .hasMessageContaining("client to client");
        assertThatThrownBy(() -> new LedgerAccount(LedgerAccount.Kind.PLAN, ACME))
                .hasMessageContaining("partner");
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
            ledger = SeatRules.apply(ledger, accepted.events(), START);
        }
        return events;
    }

    private static SeatLedger started() {
        return SeatRules.apply(SeatLedger.EMPTY, beginning(), START);
    }

    private static SeatLedger hundred() {
        return after(
                SeatLedger.EMPTY,
                new StartPlan(100, null),
                new OpenClient(ACME, Source.PLAN),
                new OpenClient(GLOBEX, Source.PLAN));
    }

    private static Reservation cover(SeatLedger ledger, SeatCommand need) {
        return ((Shortfall) decide(ledger, need)).cover();
    }

    private static Decision decide(SeatLedger ledger, SeatCommand command) {
        return SeatRules.decide(ledger, command, NOW);
    }

    private static SeatLedger after(SeatLedger ledger, SeatCommand... commands) {
        var after = ledger;
        for (var command : commands) {
            after = apply(after, decide(after, command), NOW);
        }
        return after;
    }

    private static SeatLedger apply(SeatLedger ledger, Decision decision, Instant at) {
        assertThat(decision).isInstanceOf(Accepted.class);
        return SeatRules.apply(ledger, ((Accepted) decision).events(), at);
    }
}
