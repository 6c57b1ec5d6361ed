package io.seatflow.seat.ledger;

import io.seatflow.seat.ledger.Decision.Accepted;
import io.seatflow.seat.ledger.Decision.ClientDisabled;
import io.seatflow.seat.ledger.Decision.ClientLimitReached;
import io.seatflow.seat.ledger.Decision.ComplimentaryLimitReached;
import io.seatflow.seat.ledger.Decision.InUse;
import io.seatflow.seat.ledger.Decision.NotRetiring;
import io.seatflow.seat.ledger.Decision.PartnerBilled;
import io.seatflow.seat.ledger.Decision.Shortfall;
import io.seatflow.seat.ledger.Decision.SupplyLimitReached;
import io.seatflow.seat.ledger.Decision.UnknownClient;
import io.seatflow.seat.ledger.Decision.VendorBilled;
import io.seatflow.seat.ledger.LedgerEvent.Allocated;
import io.seatflow.seat.ledger.LedgerEvent.ClientKept;
import io.seatflow.seat.ledger.LedgerEvent.ClientLeft;
import io.seatflow.seat.ledger.LedgerEvent.ClientLimited;
import io.seatflow.seat.ledger.LedgerEvent.ClientOpened;
import io.seatflow.seat.ledger.LedgerEvent.ClientPeriodStarted;
import io.seatflow.seat.ledger.LedgerEvent.ClientRetired;
import io.seatflow.seat.ledger.LedgerEvent.Delivered;
import io.seatflow.seat.ledger.LedgerEvent.Disabled;
import io.seatflow.seat.ledger.LedgerEvent.Enabled;
import io.seatflow.seat.ledger.LedgerEvent.JoinedDirectPlan;
import io.seatflow.seat.ledger.LedgerEvent.JoinedPlan;
import io.seatflow.seat.ledger.LedgerEvent.Kept;
import io.seatflow.seat.ledger.LedgerEvent.Left;
import io.seatflow.seat.ledger.LedgerEvent.Occupied;
import io.seatflow.seat.ledger.LedgerEvent.PeriodStarted;
import io.seatflow.seat.ledger.LedgerEvent.PlanStarted;
import io.seatflow.seat.ledger.LedgerEvent.Released;
import io.seatflow.seat.ledger.LedgerEvent.Reserved;
import io.seatflow.seat.ledger.LedgerEvent.Retired;
import io.seatflow.seat.ledger.LedgerEvent.Returned;
import io.seatflow.seat.ledger.LedgerEvent.SupplyLimited;
import io.seatflow.seat.ledger.LedgerEvent.Vacated;
import io.seatflow.seat.ledger.SeatCommand.Activate;
import io.seatflow.seat.ledger.SeatCommand.Allocate;
import io.seatflow.seat.ledger.SeatCommand.ChangeBillingManager;
import io.seatflow.seat.ledger.SeatCommand.Deliver;
import io.seatflow.seat.ledger.SeatCommand.Disable;
import io.seatflow.seat.ledger.SeatCommand.EndClientPeriod;
import io.seatflow.seat.ledger.SeatCommand.EndPeriod;
import io.seatflow.seat.ledger.SeatCommand.Keep;
import io.seatflow.seat.ledger.SeatCommand.LimitClient;
import io.seatflow.seat.ledger.SeatCommand.LimitSupply;
import io.seatflow.seat.ledger.SeatCommand.Need;
import io.seatflow.seat.ledger.SeatCommand.Occupy;
import io.seatflow.seat.ledger.SeatCommand.OpenClient;
import io.seatflow.seat.ledger.SeatCommand.Purchase;
import io.seatflow.seat.ledger.SeatCommand.PurchaseDirect;
import io.seatflow.seat.ledger.SeatCommand.Release;
import io.seatflow.seat.ledger.SeatCommand.Reserve;
import io.seatflow.seat.ledger.SeatCommand.Retire;
import io.seatflow.seat.ledger.SeatCommand.RetireDirect;
import io.seatflow.seat.ledger.SeatCommand.Return;
import io.seatflow.seat.ledger.SeatCommand.StartClientPeriod;
import io.seatflow.seat.ledger.SeatCommand.StartPeriod;
import io.seatflow.seat.ledger.SeatCommand.StartPlan;
import io.seatflow.seat.ledger.SeatCommand.Vacate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every rule about where seats may be, in two functions. Neither reads a clock nor a database.
 *
 * <p>A decision looks at the partner's own accounts, at the client that its command {@linkplain
 * SeatCommand#concerned() concerns} and at the users that it names, and at nothing else: so it is
 * the same whether the ledger at hand knows those alone or all there are.
 */
public final class SeatRules {

    private SeatRules() {}

    /**
     * What comes of a command at {@code now}, after all that is due by then has left.
     *
     * @param now not before the ledger's last transfer: see {@link SeatLedger#timeAt}
     */
    public static Decision decide(SeatLedger ledger, SeatCommand command, Instant now) {
        if (ledger.timeAt(now).isAfter(now)) {
            throw new IllegalArgumentException(
                    now + " is before the last transfer, at " + ledger.lastAt() + ".");
        }
        var due = due(ledger, command, now);
        if (due.isEmpty()) {
            return decideNothingDue(ledger, command, now);
        }
        var decision = decideNothingDue(apply(ledger, due, now), command, now);
        return decision instanceof Accepted(var events)
                ? new Accepted(concat(due, events))
                : decision;
    }

    /** What has left the partner's supply by {@code now} and is not recorded yet. */
    public static List<LedgerEvent> due(SeatLedger ledger, Instant now) {
        return isAnyOver(ledger.retiring(), now)
                ? over(ledger.retiring(), now).stream().<LedgerEvent>map(Left::new).toList()
                : List.of();
    }

    /** What has left a client's own plan by {@code now} and is not recorded yet. */
    private static List<LedgerEvent> due(ClientId client, ClientSeats has, Instant now) {
        return isAnyOver(has.retiring(), now)
                ? over(has.retiring(), now).stream()
                        .<LedgerEvent>map(lot -> new ClientLeft(client, lot))
                        .toList()
                : List.of();
    }

    /** What leaves before a command is decided, in the order of time. */
    private static List<LedgerEvent> due(SeatLedger ledger, SeatCommand command, Instant now) {
        var due = due(ledger, command instanceof EndPeriod(var end) ? later(end, now) : now);
        var client = concerned(ledger, command);
        var has = client == null ? null : ledger.clients().get(client);
        if (client == null || has == null) {
            return due;
        }
        var ofClient =
                due(
                        client,
                        has,
                        command instanceof EndClientPeriod(_, var end) ? later(end, now) : now);
        return due.isEmpty() || ofClient.isEmpty()
                ? concat(due, ofClient)
                : concat(due, ofClient).stream()
                        .sorted(Comparator.comparing(SeatRules::leavesAt))
                        .toList();
    }

    /** Where the partner's seats for a need would come from, if all of them had to be found. */
    static Reservation cover(SeatLedger ledger, boolean takesAvailable, int seats) {
        var available = takesAvailable ? Math.min(ledger.balances().available(), seats) : 0;
        var retiring = RetiringSeats.take(ledger.retiring(), seats - available);
        return new Reservation(
                available, retiring, seats - available - RetiringSeats.sum(retiring));
    }

    /** The ledger after events that happened at {@code at}. */
    public static SeatLedger apply(SeatLedger ledger, List<LedgerEvent> events, Instant at) {
        var after = ledger;
        for (var event : events) {
            after = apply(after, event, at);
        }
        return after;
    }

    /** The ledger after an event that happened at {@code at}. */
    public static SeatLedger apply(SeatLedger ledger, LedgerEvent event, Instant at) {
        var transfers = event.transfers();
        var balances = ledger.balances();
        for (var transfer : transfers) {
            balances = balances.after(transfer);
        }
        return new SeatLedger(
                ledger.sequence() + transfers.size(),
                balances,
                clients(ledger, event, transfers),
                occupants(ledger, event),
                retiring(ledger, event),
                onOrder(ledger, event),
                supplyLimit(ledger, event),
                event instanceof PeriodStarted(var end) ? end : ledger.periodEnd(),
                transfers.isEmpty() ? ledger.lastAt() : occurredAt(ledger, event, at));
    }

    /**
     * When an event of a decision at {@code at} happened. Seats that leave with their period do so
     * at its end, however late it is noticed, yet never before what is in the ledger already.
     */
    static Instant occurredAt(SeatLedger ledger, LedgerEvent event, Instant at) {
        return ledger.timeAt(
                switch (event) {
                    case Left(var lot) -> lot.at();
                    case ClientLeft(_, var lot) -> lot.at();
                    default -> at;
                });
    }

    /** The client whose seats a need is about, which there must be. */
    static ClientId owner(Need need) {
        return Objects.requireNonNull(need.concerned(), "The need is the partner's.");
    }

    /** The map with this entry; a map of a single client or user is not copied. */
    static <K, V> Map<K, V> with(Map<K, V> map, K key, V value) {
        if (map.isEmpty() || (map.size() == 1 && map.containsKey(key))) {
            return Map.of(key, value);
        }
        var changed = new HashMap<>(map);
        changed.put(key, value);
        return changed;
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
            case EndPeriod(var end) -> endPeriod(ledger, end, now);

            case Need need -> meet(ledger, need);
            case Retire(var seats) when seats > ledger.balances().available() ->
                    new InUse(ledger.balances().available());
            case Retire(var seats) -> accepted(new Retired(lot(ledger.periodEnd(), seats, now)));
            case Keep(var seats) when seats > ledger.balances().retiring() ->
                    new NotRetiring(ledger.balances().retiring());
            case Keep(var seats) ->
                    accepted(new Kept(RetiringSeats.take(ledger.retiring(), seats)));
            case Vacate(var user) -> vacate(ledger, user);

            case Reserve(var need) -> reserve(ledger, need);
            case Deliver(var need, var reservation) -> deliver(ledger, need, reservation);
            case Release(var need, var reservation) -> release(ledger, need, reservation, now);

            case LimitClient _,
                    StartClientPeriod _,
                    EndClientPeriod _,
                    Return _,
                    RetireDirect _,
                    Activate _,
                    ChangeBillingManager _,
                    Disable _ ->
                    decideOfClient(ledger, command, now);
        };
    }

    /** What is about one client that must be there. */
    private static Decision decideOfClient(SeatLedger ledger, SeatCommand command, Instant now) {
        var client = Objects.requireNonNull(command.concerned());
        var seats = ledger.clients().get(client);
        if (seats == null) {
            return new UnknownClient(client);
        }
        return switch (command) {
            case LimitClient(_, var limit, var complimentary) ->
                    accepted(new ClientLimited(client, limit, complimentary));
            case StartClientPeriod(_, var end) -> startPeriod(client, seats, end);
            case EndClientPeriod(_, var end) -> endPeriod(ledger, client, seats, end, now);
            case Return(_, var few) -> giveBack(client, seats, few);
            case RetireDirect(_, var few) -> retire(client, seats, few, now);
            case Activate activate -> activate(ledger, seats, activate);
            case ChangeBillingManager change -> changeBillingManager(ledger, seats, change);
            case Disable(_, var release) -> disable(client, seats, release);
            default -> throw new IllegalArgumentException(command + " is not about a client.");
        };
    }

    /** A period that is older than the known one is news from the past. */
    private static Decision startPeriod(SeatLedger ledger, Instant end) {
        return isNews(end, ledger.periodEnd()) ? accepted(new PeriodStarted(end)) : accepted();
    }

    /** What was given up before the end was known leaves as well. */
    private static Decision endPeriod(SeatLedger ledger, Instant end, Instant now) {
        if (!isNews(end, ledger.periodEnd())) {
            return new Accepted(due(ledger, end));
        }
        var known = new PeriodStarted(end);
        return new Accepted(concat(List.of(known), due(apply(ledger, known, now), end)));
    }

    private static Decision startPeriod(ClientId client, ClientSeats seats, Instant end) {
        return seats.source() == Source.DIRECT && isNews(end, seats.periodEnd())
                ? accepted(new ClientPeriodStarted(client, end))
                : accepted();
    }

    /** The plan of a client that was disabled ends with its period, and its seats with the plan. */
    private static Decision endPeriod(
            SeatLedger ledger, ClientId client, ClientSeats seats, Instant end, Instant now) {
        if (seats.source() != Source.DIRECT) {
            return accepted();
        }
        var events = new ArrayList<LedgerEvent>();
        if (isNews(end, seats.periodEnd())) {
            var known = new ClientPeriodStarted(client, end);
            events.add(known);
            events.addAll(due(client, known(apply(ledger, known, now), client), end));
        }
        var isOld = seats.periodEnd() != null && end.isBefore(seats.periodEnd());
        if (seats.disabled() && !isOld) {
            var left = known(apply(ledger, events, now), client);
            events.addAll(((Accepted) disable(client, left, true)).events());
        }
        return new Accepted(events);
    }

    /** Gives what is wanted if there is enough, and says what would have to be bought if not. */
    private static Decision meet(SeatLedger ledger, Need need) {
        return switch (need) {
            case Purchase(var seats) -> supply(ledger, cover(ledger, false, seats), List.of());
            case Allocate(var client, var seats) -> allocate(ledger, client, seats);
            case PurchaseDirect(var client, var seats) -> purchase(ledger, client, seats);
            case Occupy occupy -> occupy(ledger, occupy);
        };
    }

    private static Decision allocate(SeatLedger ledger, ClientId client, int seats) {
        var has = ledger.clients().get(client);
        if (has == null) {
            return new UnknownClient(client);
        }
        if (has.disabled()) {
            return new ClientDisabled(client);
        }
        return has.source() == Source.DIRECT
                ? new VendorBilled(client)
                : give(ledger, client, has, seats, List.of());
    }

    /** Seats of the partner, or complimentary ones, for a client; then what follows from that. */
    private static Decision give(
            SeatLedger ledger,
            ClientId client,
            ClientSeats has,
            int seats,
            List<LedgerEvent> then) {
        if (seats == 0) {
            return new Accepted(then);
        }
        var given = new Allocated(client, has.source(), seats);
        if (has.source() == Source.COMPLIMENTARY
                && (long) has.seats() + seats > has.complimentaryLimit()) {
            return new ComplimentaryLimitReached(has.complimentaryLimit());
        }
        if (!has.mayHave(seats)) {
            return limitReached(has);
        }
        return has.source() == Source.COMPLIMENTARY
                ? new Accepted(concat(List.of(given), then))
                : supply(ledger, cover(ledger, true, seats), concat(List.of(given), then));
    }

    /** Seats of a vendor-billed client's own plan, and then what follows from that. */
    private static Decision direct(
            ClientId client, ClientSeats has, int seats, List<LedgerEvent> then) {
        var kept = RetiringSeats.take(has.retiring(), seats);
        var cover = new Reservation(true, 0, kept, seats - RetiringSeats.sum(kept));
        if (!has.mayHave(cover.shortfall())) {
            return limitReached(has);
        }
        if (cover.shortfall() > 0) {
            return new Shortfall(cover);
        }
        return new Accepted(
                kept.isEmpty() ? then : concat(List.of(new ClientKept(client, kept)), then));
    }

    private static Decision purchase(SeatLedger ledger, ClientId client, int seats) {
        var has = ledger.clients().get(client);
        if (has == null) {
            return new UnknownClient(client);
        }
        if (has.disabled()) {
            return new ClientDisabled(client);
        }
        return has.source() == Source.DIRECT
                ? direct(client, has, seats, List.of())
                : new PartnerBilled(client);
    }

    /** Seats of the partner: what is there, if that is enough; then what follows from that. */
    private static Decision supply(SeatLedger ledger, Reservation cover, List<LedgerEvent> then) {
        if (cover.shortfall() > 0) {
            return orderable(ledger, cover);
        }
        return new Accepted(
                cover.kept() == 0 ? then : concat(List.of(new Kept(cover.retiring())), then));
    }

    /** Own free seats come first; who has a seat already keeps that one. */
    private static Decision occupy(SeatLedger ledger, Occupy occupy) {
        var waiting = waiting(ledger, occupy);
        if (waiting.isEmpty()) {
            return accepted();
        }
        var seated = List.<LedgerEvent>of(new Occupied(occupy.holder(), waiting));
        var client = occupy.holder().client();
        if (client == null) {
            return supply(ledger, cover(ledger, true, waiting.size()), seated);
        }
        var has = ledger.clients().get(client);
        if (has == null) {
            return new UnknownClient(client);
        }
        if (has.disabled()) {
            return new ClientDisabled(client);
        }
        var missing = Math.max(0, waiting.size() - has.usable());
        return has.source() == Source.DIRECT
                ? direct(client, has, missing, seated)
                : give(ledger, client, has, missing, seated);
    }

    private static Decision giveBack(ClientId client, ClientSeats has, int seats) {
        if (has.source() == Source.DIRECT) {
            return new VendorBilled(client);
        }
        return seats > has.usable()
                ? new InUse(has.usable())
                : accepted(new Returned(client, has.source(), seats));
    }

    private static Decision retire(ClientId client, ClientSeats has, int seats, Instant now) {
        if (has.disabled()) {
            return new ClientDisabled(client);
        }
        if (has.source() != Source.DIRECT) {
            return new PartnerBilled(client);
        }
        return seats > has.usable()
                ? new InUse(has.usable())
                : accepted(new ClientRetired(client, lot(has.periodEnd(), seats, now)));
    }

    private static Decision vacate(SeatLedger ledger, UserId user) {
        var holder = ledger.occupants().get(user);
        return holder == null ? accepted() : accepted(new Vacated(holder, user));
    }

    /** What account-service tells has happened: no limit stands in its way. */
    private static Decision activate(SeatLedger ledger, ClientSeats has, Activate activate) {
        var client = activate.client();
        var events = new ArrayList<LedgerEvent>();
        if (has.disabled()) {
            events.add(new Enabled(client));
        }
        if (has.source() == Source.COMPLIMENTARY) {
            events.add(
                    activate.billingManager() == BillingManager.VENDOR
                            ? new JoinedDirectPlan(client, has.source(), has.seats())
                            : joined(ledger, client, has, activate.seatSource()));
        }
        return new Accepted(events);
    }

    /** A client in Setup or Trial has no billed seats yet: its activation says who bills them. */
    private static Decision changeBillingManager(
            SeatLedger ledger, ClientSeats has, ChangeBillingManager change) {
        var client = change.client();
        return switch (change.billingManager()) {
            case VENDOR ->
                    has.source() == Source.PLAN
                            ? accepted(new JoinedDirectPlan(client, has.source(), has.seats()))
                            : accepted();
            case PARTNER ->
                    has.source() == Source.DIRECT
                            ? accepted(joined(ledger, client, has, change.seatSource()))
                            : accepted();
        };
    }

    private static JoinedPlan joined(
            SeatLedger ledger, ClientId client, ClientSeats has, SeatSource seatSource) {
        var givenUp = RetiringSeats.sum(has.retiring());
        var seats = has.seats() - givenUp;
        var available =
                seatSource == SeatSource.USE_AVAILABLE_FIRST
                        ? Math.min(seats, ledger.balances().available())
                        : 0;
        return new JoinedPlan(client, has.source(), givenUp, available, seats - available);
    }

    /** Seats that a purchase under way holds stay until that is paid for or not. */
    private static Decision disable(ClientId client, ClientSeats has, boolean release) {
        var inUse = release ? has.inUse() : 0;
        var free = release ? has.free() - has.held() : 0;
        return has.disabled() && inUse + free == 0
                ? accepted()
                : accepted(new Disabled(client, has.source(), release, inUse, free));
    }

    /**
     * Users take the free seats that their holder has at once; what is missing for the others is
     * set aside and ordered. Where nothing has to be bought, all is done.
     */
    private static Decision reserve(SeatLedger ledger, Need need) {
        return meet(ledger, need) instanceof Shortfall(var cover)
                ? new Accepted(reserved(ledger, need, cover))
                : meet(ledger, need);
    }

    private static List<LedgerEvent> reserved(SeatLedger ledger, Need need, Reservation cover) {
        if (!(need instanceof Occupy occupy)) {
            return List.of(new Reserved(need, cover));
        }
        var holder = occupy.holder();
        var waiting = waiting(ledger, occupy);
        var first = waiting.size() - cover.total();
        var order = new Reserved(new Occupy(holder, waiting.subList(first, waiting.size())), cover);
        return first == 0
                ? List.of(order)
                : List.of(new Occupied(holder, waiting.subList(0, first)), order);
    }

    /**
     * Paid seats go where they were wanted. If that client was disabled, or the vendor bills it by
     * now, they are the partner's available seats; users that have gone leave theirs to the holder.
     * Seats paid for by a plan that has ended are nobody's: that is refused, for billing to refund.
     */
    private static Decision deliver(SeatLedger ledger, Need need, Reservation reservation) {
        var client = need.concerned();
        var has = client == null ? null : ledger.clients().get(client);
        if (client == null || has == null) {
            var target = need instanceof Occupy ? LedgerAccount.INTERNAL : LedgerAccount.AVAILABLE;
            return accepted(
                    new Delivered(need, target, reservation, seated(ledger, need, reservation)));
        }
        if (reservation.direct() && has.source() != Source.DIRECT) {
            return new PartnerBilled(client);
        }
        var isTaken = reservation.direct() || (has.source() == Source.PLAN && !has.disabled());
        var target = isTaken ? LedgerAccount.freeOf(client) : LedgerAccount.AVAILABLE;
        var seated =
                isTaken && !has.disabled() ? seated(ledger, need, reservation) : List.<UserId>of();
        return accepted(new Delivered(need, target, reservation, seated));
    }

    private static List<UserId> seated(SeatLedger ledger, Need need, Reservation reservation) {
        if (!(need instanceof Occupy occupy)) {
            return List.of();
        }
        var waiting = waiting(ledger, occupy);
        return waiting.subList(0, Math.min(waiting.size(), reservation.total()));
    }

    /** Billing may have told when reserved seats leave while they were out of its sight. */
    private static Decision release(
            SeatLedger ledger, Need need, Reservation reservation, Instant now) {
        var has = reservation.direct() ? known(ledger, owner(need)) : null;
        if (has != null && has.source() != Source.DIRECT) {
            return accepted(new Released(need, reservation, List.of(), List.of()));
        }
        var lots =
                inPeriodUntil(
                        has == null ? ledger.periodEnd() : has.periodEnd(), reservation.retiring());
        return accepted(
                new Released(
                        need,
                        reservation,
                        lots.stream().filter(lot -> !lot.isOver(now)).toList(),
                        over(lots, now)));
    }

    /** What is on order counts: two purchases under way must not pass a limit together. */
    private static Decision orderable(SeatLedger ledger, Reservation cover) {
        var supply = (long) ledger.balances().supply() + ledger.onOrder() + cover.shortfall();
        return supply > ledger.limit()
                ? new SupplyLimitReached(ledger.limit())
                : new Shortfall(cover);
    }

    private static Decision limitReached(ClientSeats has) {
        return new ClientLimitReached(Objects.requireNonNull(has.seatLimit()));
    }

    /** After the end of the last known period, nobody knows yet when the running one ends. */
    private static RetiringSeats lot(@Nullable Instant periodEnd, int seats, Instant now) {
        return periodEnd != null && now.isBefore(periodEnd)
                ? new RetiringSeats(periodEnd, true, seats)
                : new RetiringSeats(now, false, seats);
    }

    private static List<RetiringSeats> inPeriodUntil(
            @Nullable Instant end, List<RetiringSeats> lots) {
        return end == null
                ? lots
                : RetiringSeats.plus(
                        List.of(), lots.stream().map(lot -> lot.inPeriodUntil(end)).toList());
    }

    /** Those of these users that have no seat, each named once. */
    private static List<UserId> waiting(SeatLedger ledger, Occupy occupy) {
        return occupy.users().stream()
                .filter(user -> !ledger.occupants().containsKey(user))
                .distinct()
                .toList();
    }

    private static Map<ClientId, ClientSeats> clients(
            SeatLedger ledger, LedgerEvent event, List<Transfer> transfers) {
        var client = concerned(event);
        return client == null
                ? ledger.clients()
                : with(ledger.clients(), client, seats(ledger, client, event, transfers));
    }

    /** The client's seats after an event; each step of the way is a state that may be. */
    private static ClientSeats seats(
            SeatLedger ledger, ClientId client, LedgerEvent event, List<Transfer> transfers) {
        if (event instanceof ClientOpened(_, var source)) {
            return ClientSeats.none(source);
        }
        var has = known(ledger, client);
        return switch (event) {
            case ClientLimited(_, var limit, var complimentary) ->
                    has.limited(limit, complimentary);
            case ClientPeriodStarted(_, var end) ->
                    has.givenUp(inPeriodUntil(end, has.retiring())).until(end);
            case ClientRetired(_, var lot) ->
                    has.givenUp(RetiringSeats.plus(has.retiring(), List.of(lot)));
            case ClientKept(_, var lots) -> has.givenUp(RetiringSeats.minus(has.retiring(), lots));
            case ClientLeft(_, var lot) ->
                    has.givenUp(RetiringSeats.minus(has.retiring(), List.of(lot)))
                            .after(transfers, has.source());
            case JoinedPlan _ -> has.givenUp(List.of()).until(null).after(transfers, Source.PLAN);
            case JoinedDirectPlan _ -> has.after(transfers, Source.DIRECT);
            case Enabled _ -> has.disabled(false);
            case Disabled disabled ->
                    has.givenUp(disabled.released() ? List.of() : has.retiring())
                            .after(transfers, has.source())
                            .disabled(true);
            case Reserved(_, var reservation) when reservation.direct() ->
                    has.givenUp(RetiringSeats.minus(has.retiring(), reservation.retiring()))
                            .ordering(reservation.incoming(), reservation.kept());
            case Reserved(_, var reservation) -> has.ordering(reservation.incoming(), 0);
            case Delivered(_, _, var reservation, _) ->
                    has.ordering(-reservation.incoming(), -held(reservation))
                            .after(transfers, has.source());
            case Released(_, var reservation, var lots, _) when reservation.direct() ->
                    has.ordering(-reservation.incoming(), -held(reservation))
                            .after(transfers, has.source())
                            .givenUp(RetiringSeats.plus(has.retiring(), lots));
            case Released(_, var reservation, _, _) -> has.ordering(-reservation.incoming(), 0);
            default -> has.after(transfers, has.source());
        };
    }

    /** Seats of the client's own accounts that are held for it. */
    private static int held(Reservation reservation) {
        return reservation.direct() ? reservation.kept() : 0;
    }

    private static ClientSeats known(SeatLedger ledger, ClientId client) {
        return Objects.requireNonNull(
                ledger.clients().get(client), "A decision is handed its client's seats.");
    }

    private static Map<UserId, Holder> occupants(SeatLedger ledger, LedgerEvent event) {
        return switch (event) {
            case Occupied(var holder, var users) -> seated(ledger.occupants(), holder, users);
            case Delivered(var need, _, _, var users) ->
                    seated(ledger.occupants(), new Holder(need.concerned()), users);
            case Vacated(_, var user) -> without(ledger.occupants(), user);
            case Disabled(var client, _, var released, _, _) ->
                    released ? without(ledger.occupants(), client) : ledger.occupants();
            default -> ledger.occupants();
        };
    }

    private static Map<UserId, Holder> seated(
            Map<UserId, Holder> occupants, Holder holder, List<UserId> users) {
        if (users.size() == 1) {
            return with(occupants, users.getFirst(), holder);
        }
        var seated = new HashMap<>(occupants);
        users.forEach(user -> seated.put(user, holder));
        return seated;
    }

    private static Map<UserId, Holder> without(Map<UserId, Holder> occupants, UserId user) {
        var left = new HashMap<>(occupants);
        left.remove(user);
        return left;
    }

    private static Map<UserId, Holder> without(Map<UserId, Holder> occupants, ClientId client) {
        var left = new HashMap<>(occupants);
        left.values().removeIf(holder -> client.equals(holder.client()));
        return left;
    }

    private static List<RetiringSeats> retiring(SeatLedger ledger, LedgerEvent event) {
        var lots = ledger.retiring();
        return switch (event) {
            case Retired(var lot) -> RetiringSeats.plus(lots, List.of(lot));
            case Left(var lot) -> RetiringSeats.minus(lots, List.of(lot));
            case Kept(var kept) -> RetiringSeats.minus(lots, kept);
            case Reserved(_, var reservation) when !reservation.direct() ->
                    RetiringSeats.minus(lots, reservation.retiring());
            case Released(_, var reservation, var back, _) when !reservation.direct() ->
                    RetiringSeats.plus(lots, back);
            case PeriodStarted(var end) -> inPeriodUntil(end, lots);
            default -> lots;
        };
    }

    private static int onOrder(SeatLedger ledger, LedgerEvent event) {
        return switch (event) {
            case Reserved(_, var reservation) -> ledger.onOrder() + ordered(reservation);
            case Delivered(_, _, var reservation, _) -> ledger.onOrder() - ordered(reservation);
            case Released(_, var reservation, _, _) -> ledger.onOrder() - ordered(reservation);
            default -> ledger.onOrder();
        };
    }

    /** What is being bought for the partner's own plan. */
    private static int ordered(Reservation reservation) {
        return reservation.direct() ? 0 : reservation.shortfall();
    }

    private static @Nullable Integer supplyLimit(SeatLedger ledger, LedgerEvent event) {
        return switch (event) {
            case PlanStarted(_, var limit) -> limit;
            case SupplyLimited(var limit) -> limit;
            default -> ledger.supplyLimit();
        };
    }

    /** The client whose lots leave before a command is decided. */
    private static @Nullable ClientId concerned(SeatLedger ledger, SeatCommand command) {
        return command instanceof Vacate(var user)
                ? Objects.requireNonNullElse(ledger.occupants().get(user), Holder.PARTNER).client()
                : command.concerned();
    }

    private static @Nullable ClientId concerned(LedgerEvent event) {
        return switch (event) {
            case PlanStarted _, SupplyLimited _, PeriodStarted _, Retired _, Kept _, Left _ -> null;
            case ClientOpened(var client, _) -> client;
            case ClientLimited(var client, _, _) -> client;
            case ClientPeriodStarted(var client, _) -> client;
            case ClientRetired(var client, _) -> client;
            case ClientKept(var client, _) -> client;
            case ClientLeft(var client, _) -> client;
            case Allocated(var client, _, _) -> client;
            case Returned(var client, _, _) -> client;
            case Occupied(var holder, _) -> holder.client();
            case Vacated(var holder, _) -> holder.client();
            case JoinedPlan(var client, _, _, _, _) -> client;
            case JoinedDirectPlan(var client, _, _) -> client;
            case Enabled(var client) -> client;
            case Disabled(var client, _, _, _, _) -> client;
            case Reserved(var need, _) -> need.concerned();
            case Delivered(var need, _, _, _) -> need.concerned();
            case Released(var need, _, _, _) -> need.concerned();
        };
    }

    private static boolean isNews(Instant end, @Nullable Instant known) {
        return known == null || end.isAfter(known);
    }

    private static boolean isAnyOver(List<RetiringSeats> lots, Instant now) {
        for (var lot : lots) {
            if (lot.isOver(now)) {
                return true;
            }
        }
        return false;
    }

    private static List<RetiringSeats> over(List<RetiringSeats> lots, Instant now) {
        return lots.stream().filter(lot -> lot.isOver(now)).toList();
    }

    private static Instant leavesAt(LedgerEvent event) {
        return switch (event) {
            case Left(var lot) -> lot.at();
            case ClientLeft(_, var lot) -> lot.at();
            default -> throw new IllegalArgumentException(event + " is not about a period's end.");
        };
    }

    private static Decision accepted(LedgerEvent... events) {
        return new Accepted(Arrays.asList(events));
    }

    private static List<LedgerEvent> concat(List<LedgerEvent> first, List<LedgerEvent> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        var all = new ArrayList<LedgerEvent>(first);
        all.addAll(second);
        return all;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
