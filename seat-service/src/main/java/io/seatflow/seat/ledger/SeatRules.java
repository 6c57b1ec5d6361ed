package io.seatflow.seat.ledger;

import io.seatflow.seat.ledger.Decision.Accepted;
import io.seatflow.seat.ledger.Decision.ComplimentaryLimitReached;
import io.seatflow.seat.ledger.Decision.InUse;
import io.seatflow.seat.ledger.Decision.NotRetiring;
import io.seatflow.seat.ledger.Decision.Shortfall;
import io.seatflow.seat.ledger.Decision.SupplyLimitReached;
import io.seatflow.seat.ledger.Decision.UnknownClient;
import io.seatflow.seat.ledger.Decision.VendorBilled;
import io.seatflow.seat.ledger.LedgerEvent.Allocated;
import io.seatflow.seat.ledger.LedgerEvent.ClientOpened;
import io.seatflow.seat.ledger.LedgerEvent.Delivered;
import io.seatflow.seat.ledger.LedgerEvent.Kept;
import io.seatflow.seat.ledger.LedgerEvent.Left;
import io.seatflow.seat.ledger.LedgerEvent.PeriodStarted;
import io.seatflow.seat.ledger.LedgerEvent.PlanStarted;
import io.seatflow.seat.ledger.LedgerEvent.Released;
import io.seatflow.seat.ledger.LedgerEvent.Reserved;
import io.seatflow.seat.ledger.LedgerEvent.Retired;
import io.seatflow.seat.ledger.LedgerEvent.Returned;
import io.seatflow.seat.ledger.LedgerEvent.SupplyLimited;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every rule about where seats may be, in two functions. Neither reads a clock nor a database. */
public final class SeatRules {

    /** The most seats of a client in Setup or Trial. */
    public static final int COMPLIMENTARY_LIMIT = 100;

    private SeatRules() {}

    /** What comes of a command at {@code now}, after all that is due by then has left. */
    public static Decision decide(SeatLedger ledger, SeatCommand command, Instant now) {
        var due = due(ledger, command instanceof EndPeriod(var end) ? later(end, now) : now);
        var decision = decideNothingDue(apply(ledger, due), command, now);
        return decision instanceof Accepted(var events)
                ? new Accepted(concat(due, events))
                : decision;
    }

    /** What has left the supply by {@code now} and is not recorded yet. */
    public static List<LedgerEvent> due(SeatLedger ledger, Instant now) {
        return ledger.retiring().stream()
                .filter(lot -> lot.isOver(now))
                .<LedgerEvent>map(Left::new)
                .toList();
    }

    /**
     * Where seats for a target come from: what is available (unless that is the target), then what
     * retires, then a purchase.
     */
    public static Reservation cover(SeatLedger ledger, LedgerAccount target, int seats) {
        var available =
                target.equals(LedgerAccount.AVAILABLE)
                        ? 0
                        : Math.min(ledger.balances().available(), seats);
        var retiring = RetiringSeats.take(ledger.retiring(), seats - available);
        return new Reservation(
                available, retiring, seats - available - RetiringSeats.sum(retiring));
    }

    public static SeatLedger apply(SeatLedger ledger, List<LedgerEvent> events) {
        var after = ledger;
        for (var event : events) {
            after = apply(after, event);
        }
        return after;
    }

    public static SeatLedger apply(SeatLedger ledger, LedgerEvent event) {
        var balances = ledger.balances();
        for (var transfer : event.transfers()) {
            balances = balances.after(transfer);
        }
        return new SeatLedger(
                ledger.sequence() + event.transfers().size(),
                balances,
                clients(ledger, event),
                retiring(ledger, event),
                onOrder(ledger, event),
                supplyLimit(ledger, event),
                event instanceof PeriodStarted(var end) ? end : ledger.periodEnd());
    }

    private static Decision decideNothingDue(SeatLedger ledger, SeatCommand command, Instant now) {
        return switch (command) {
            case StartPlan(var seats, var limit) -> accepted(new PlanStarted(seats, limit));
            case OpenClient(var client, var source) ->
                    ledger.clients().containsKey(client)
                            ? accepted()
                            : accepted(new ClientOpened(client, source));
            case LimitSupply(var limit) -> accepted(new SupplyLimited(limit));
            case StartPeriod(var end) -> startPeriod(ledger, end);
            case EndPeriod(var end) -> endPeriod(ledger, end);

            case Allocate(var client, var seats) -> allocate(ledger, client, seats);
            case Return(var client, var seats) -> giveBack(ledger, client, seats);
            case Purchase(var seats) -> take(ledger, LedgerAccount.AVAILABLE, seats);

            case Retire(var seats) when seats > ledger.balances().available() ->
                    new InUse(ledger.balances().available());
            case Retire(var seats) -> accepted(new Retired(retiring(ledger, seats, now)));
            case Keep(var seats) when seats > ledger.balances().retiring() ->
                    new NotRetiring(ledger.balances().retiring());
            case Keep(var seats) ->
                    accepted(new Kept(RetiringSeats.take(ledger.retiring(), seats)));

            case Reserve(var target, var seats) -> reserve(ledger, target, seats);
            case Deliver(var target, var reservation) ->
                    accepted(new Delivered(target, reservation));
            case Release(var reservation) ->
                    accepted(new Released(dated(reservation, ledger.periodEnd()), now));
        };
    }

    /** A period that is older than the known one is news from the past. */
    private static Decision startPeriod(SeatLedger ledger, Instant end) {
        return ledger.periodEnd() != null && !end.isAfter(ledger.periodEnd())
                ? accepted()
                : accepted(new PeriodStarted(end));
    }

    /** What was given up before the end was known leaves as well. */
    private static Decision endPeriod(SeatLedger ledger, Instant end) {
        var known = new PeriodStarted(end);
        var isNews = ledger.periodEnd() == null || end.isAfter(ledger.periodEnd());
        var dated = isNews ? apply(ledger, known) : ledger;
        return isNews
                ? new Accepted(concat(List.of(known), due(dated, end)))
                : new Accepted(due(dated, end));
    }

    private static Decision allocate(SeatLedger ledger, ClientId client, int seats) {
        var source = ledger.clients().get(client);
        return switch (source) {
            case null -> new UnknownClient(client);
            case PLAN -> take(ledger, LedgerAccount.freeOf(client), seats);
            case COMPLIMENTARY -> complimentary(ledger, client, seats);
            case DIRECT -> new VendorBilled(client);
        };
    }

    private static Decision complimentary(SeatLedger ledger, ClientId client, int seats) {
        return ledger.seatsOf(client) + seats > COMPLIMENTARY_LIMIT
                ? new ComplimentaryLimitReached(COMPLIMENTARY_LIMIT)
                : accepted(new Allocated(client, Source.COMPLIMENTARY, seats));
    }

    private static Decision giveBack(SeatLedger ledger, ClientId client, int seats) {
        var source = ledger.clients().get(client);
        return switch (source) {
            case null -> new UnknownClient(client);
            case DIRECT -> new VendorBilled(client);
            case PLAN, COMPLIMENTARY ->
                    seats > ledger.freeOf(client)
                            ? new InUse(ledger.freeOf(client))
                            : accepted(new Returned(client, source, seats));
        };
    }

    /** Takes what is there, if that is enough. */
    private static Decision take(SeatLedger ledger, LedgerAccount target, int seats) {
        var cover = cover(ledger, target, seats);
        if (cover.shortfall() > 0) {
            return orderable(ledger, cover);
        }
        var events = new ArrayList<LedgerEvent>();
        if (cover.kept() > 0) {
            events.add(new Kept(cover.retiring()));
        }
        if (target.kind().ofClient()) {
            events.add(new Allocated(target.owner(), Source.PLAN, seats));
        }
        return new Accepted(events);
    }

    private static Decision reserve(SeatLedger ledger, LedgerAccount target, int seats) {
        var cover = cover(ledger, target, seats);
        return orderable(ledger, cover) instanceof SupplyLimitReached reached
                ? reached
                : accepted(new Reserved(cover));
    }

    /** What is on order counts: two purchases under way must not pass a limit together. */
    private static Decision orderable(SeatLedger ledger, Reservation cover) {
        var supply = (long) ledger.balances().supply() + ledger.onOrder() + cover.shortfall();
        return cover.shortfall() > 0 && supply > ledger.limit()
                ? new SupplyLimitReached(ledger.limit())
                : new Shortfall(cover);
    }

    /** After the end of the last known period, nobody knows yet when the running one ends. */
    private static RetiringSeats retiring(SeatLedger ledger, int seats, Instant now) {
        var end = ledger.periodEnd();
        return end != null && now.isBefore(end)
                ? new RetiringSeats(end, true, seats)
                : new RetiringSeats(now, false, seats);
    }

    /** Billing may have told when reserved seats leave while they were out of its sight. */
    private static Reservation dated(Reservation reservation, @Nullable Instant end) {
        return end == null
                ? reservation
                : new Reservation(
                        reservation.available(),
                        inPeriodUntil(end, reservation.retiring()),
                        reservation.shortfall());
    }

    private static List<RetiringSeats> inPeriodUntil(Instant end, List<RetiringSeats> lots) {
        return RetiringSeats.plus(
                List.of(), lots.stream().map(lot -> lot.inPeriodUntil(end)).toList());
    }

    private static Map<ClientId, Source> clients(SeatLedger ledger, LedgerEvent event) {
        if (!(event instanceof ClientOpened(var client, var source))) {
            return ledger.clients();
        }
        var clients = new HashMap<>(ledger.clients());
        clients.put(client, source);
        return clients;
    }

    private static List<RetiringSeats> retiring(SeatLedger ledger, LedgerEvent event) {
        var lots = ledger.retiring();
        return switch (event) {
            case Retired(var lot) -> RetiringSeats.plus(lots, List.of(lot));
            case Left(var lot) -> RetiringSeats.minus(lots, List.of(lot));
            case Kept(var kept) -> RetiringSeats.minus(lots, kept);
            case Reserved(var reservation) -> RetiringSeats.minus(lots, reservation.retiring());
            case Released released -> RetiringSeats.plus(lots, released.retiring());
            case PeriodStarted(var end) -> inPeriodUntil(end, lots);
            case PlanStarted _,
                    ClientOpened _,
                    SupplyLimited _,
                    Allocated _,
                    Returned _,
                    Delivered _ ->
                    lots;
        };
    }

    private static int onOrder(SeatLedger ledger, LedgerEvent event) {
        return switch (event) {
            case Reserved(var reservation) -> ledger.onOrder() + reservation.shortfall();
            case Delivered(_, var reservation) -> ledger.onOrder() - reservation.shortfall();
            case Released(var reservation, _) -> ledger.onOrder() - reservation.shortfall();
            case PlanStarted _,
                    ClientOpened _,
                    SupplyLimited _,
                    PeriodStarted _,
                    Allocated _,
                    Returned _,
                    Retired _,
                    Kept _,
                    Left _ ->
                    ledger.onOrder();
        };
    }

    private static @Nullable Integer supplyLimit(SeatLedger ledger, LedgerEvent event) {
        return switch (event) {
            case PlanStarted(_, var limit) -> limit;
            case SupplyLimited(var limit) -> limit;
            default -> ledger.supplyLimit();
        };
    }

    private static Decision accepted(LedgerEvent... events) {
        return new Accepted(Arrays.asList(events));
    }

    private static List<LedgerEvent> concat(List<LedgerEvent> first, List<LedgerEvent> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
