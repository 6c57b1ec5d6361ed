package io.seatflow.seat.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen to seats, told once more and as simply as can be: every single seat is a thing
 * that is somewhere. It shares nothing with the rules but the commands that both are given.
 */
final class SeatModel {

    /** Where a seat is. */
    enum Place {
        AVAILABLE,
        INTERNAL,
        RETIRING,
        RESERVED,
        FREE,
        IN_USE,
        /** Of a vendor-billed client: taken back from the given-up ones by an order. */
        HELD,
        GIVEN_UP
    }

    /** One place for one user. */
    static final class Seat {

        Place place = Place.AVAILABLE;
        Source paidBy = Source.PLAN;
        @Nullable ClientId client;
        @Nullable UserId user;
        @Nullable Order order;

        /** When it leaves, or was given up; null: it was not. */
        @Nullable Instant at;

        boolean dated;
    }

    static final class Client {

        Source source = Source.PLAN;
        boolean disabled;
        @Nullable Integer limit;
        int complimentaryLimit = 100;
        @Nullable Instant periodEnd;
    }

    /** Seats that are being paid for. */
    static final class Order {

        boolean direct;
        @Nullable ClientId client;
        int bought;
        List<UserId> users = List.of();
        boolean forUsers;
    }

    final List<Seat> seats = new ArrayList<>();
    final Map<ClientId, Client> clients = new HashMap<>();
    final List<Order> orders = new ArrayList<>();
    @Nullable Integer supplyLimit;
    @Nullable Instant periodEnd;

    /** What comes of a command, in words; and the seats are where they belong then. */
    String take(SeatCommand command, @Nullable Order order, Instant now) {
        var left = lettingGo(command, now);
        var outcome = carryOut(command, order, now);
        // Where nothing came of it, nothing is written down: they leave the next time.
        if (!outcome.equals("ok")) {
            seats.addAll(left);
        }
        return outcome;
    }

    private String carryOut(SeatCommand command, @Nullable Order order, Instant now) {
        return switch (command) {
            case SeatCommand.StartPlan(var n, var limit) -> {
                supplyLimit = limit;
                appear(n, Source.PLAN, Place.AVAILABLE, null);
                yield "ok";
            }
            case SeatCommand.OpenClient(var client, var source) -> {
                if (!clients.containsKey(client)) {
                    var opened = new Client();
                    opened.source = source;
                    clients.put(client, opened);
                }
                yield "ok";
            }
            case SeatCommand.LimitSupply(var limit) -> {
                supplyLimit = limit;
                yield "ok";
            }
            case SeatCommand.StartPeriod(var end) -> {
                partnersPeriod(end);
                yield "ok";
            }
            case SeatCommand.EndPeriod(var end) -> {
                partnersPeriod(end);
                leave(Place.RETIRING, null, end);
                yield "ok";
            }
            case SeatCommand.Purchase(var n) -> find(n, null, List.of(), false, false);
            case SeatCommand.Allocate(var client, var n) -> allocate(client, n, false);
            case SeatCommand.PurchaseDirect(var client, var n) -> purchase(client, n, false);
            case SeatCommand.Occupy(var holder, var users) -> occupy(holder, users, false);
            case SeatCommand.Reserve(SeatCommand.Purchase(var n)) ->
                    find(n, null, List.of(), false, true);
            case SeatCommand.Reserve(SeatCommand.Allocate(var client, var n)) ->
                    allocate(client, n, true);
            case SeatCommand.Reserve(SeatCommand.PurchaseDirect(var client, var n)) ->
                    purchase(client, n, true);
            case SeatCommand.Reserve(SeatCommand.Occupy(var holder, var users)) ->
                    occupy(holder, users, true);
            case SeatCommand.Deliver _ -> paid(Objects.requireNonNull(order));
            case SeatCommand.Release _ -> notPaid(Objects.requireNonNull(order), now);
            case SeatCommand.Retire(var n) -> {
                if (n > count(Place.AVAILABLE, null)) {
                    yield "in use, most " + count(Place.AVAILABLE, null);
                }
                giveUp(Place.AVAILABLE, Place.RETIRING, null, n, periodEnd, now);
                yield "ok";
            }
            case SeatCommand.Keep(var n) -> {
                if (n > count(Place.RETIRING, null)) {
                    yield "not retiring, most " + count(Place.RETIRING, null);
                }
                soonest(Place.RETIRING, null, n).forEach(seat -> put(seat, Place.AVAILABLE, null));
                yield "ok";
            }
            case SeatCommand.Vacate(var user) -> {
                for (var seat : seats) {
                    if (user.equals(seat.user)) {
                        seat.user = null;
                        seat.place = seat.client == null ? Place.AVAILABLE : Place.FREE;
                    }
                }
                yield "ok";
            }
            default -> ofClient(command, now);
        };
    }

    private String ofClient(SeatCommand command, Instant now) {
        var id = Objects.requireNonNull(command.concerned());
        var client = clients.get(id);
        if (client == null) {
            return "unknown";
        }
        switch (command) {
            case SeatCommand.LimitClient(_, var limit, var complimentary) -> {
                client.limit = limit;
                client.complimentaryLimit = complimentary;
            }
            case SeatCommand.StartClientPeriod(_, var end) -> clientsPeriod(id, client, end);
            case SeatCommand.EndClientPeriod(_, var end) -> {
                clientsPeriod(id, client, end);
                leave(Place.GIVEN_UP, id, end);
                var isTheLast = end.equals(client.periodEnd);
                if (client.source == Source.DIRECT && client.disabled && isTheLast) {
                    backToSource(id, client);
                }
            }
            case SeatCommand.Return(_, var n) -> {
                if (client.source == Source.DIRECT) {
                    return "vendor billed";
                }
                if (n > count(Place.FREE, id)) {
                    return "in use, most " + count(Place.FREE, id);
                }
                some(Place.FREE, id, n).forEach(seat -> toSource(seat, client));
            }
            case SeatCommand.RetireDirect(_, var n) -> {
                if (client.disabled) {
                    return "disabled";
                }
                if (client.source != Source.DIRECT) {
                    return "partner billed";
                }
                if (n > count(Place.FREE, id)) {
                    return "in use, most " + count(Place.FREE, id);
                }
                giveUp(Place.FREE, Place.GIVEN_UP, id, n, client.periodEnd, now);
            }
            case SeatCommand.Activate(_, var from, var manager) -> {
                client.disabled = false;
                if (client.source == Source.COMPLIMENTARY) {
                    payFor(id, client, manager == BillingManager.VENDOR, from);
                }
            }
            case SeatCommand.ChangeBillingManager(_, var manager, var from) -> {
                if (manager == BillingManager.VENDOR && client.source == Source.PLAN) {
                    var n = of(id).size();
                    payFor(id, client, true, from);
                    appear(n, Source.PLAN, Place.AVAILABLE, null);
                }
                if (manager == BillingManager.PARTNER && client.source == Source.DIRECT) {
                    seats.removeAll(some(Place.GIVEN_UP, id, Integer.MAX_VALUE));
                    client.periodEnd = null;
                    payFor(id, client, false, from);
                }
            }
            case SeatCommand.Disable(_, var release) -> {
                client.disabled = true;
                if (release) {
                    backToSource(id, client);
                }
            }
            default -> throw new IllegalArgumentException(command.toString());
        }
        return "ok";
    }

    /** From now on one plan pays for all seats of the client. */
    private void payFor(ClientId id, Client client, boolean vendor, SeatSource from) {
        if (!vendor && from == SeatSource.USE_AVAILABLE_FIRST) {
            // As many available seats as can be are given for the client's, and are so used up.
            seats.removeAll(some(Place.AVAILABLE, null, of(id).size()));
        }
        client.source = vendor ? Source.DIRECT : Source.PLAN;
        of(id).forEach(seat -> seat.paidBy = client.source);
    }

    private void backToSource(ClientId id, Client client) {
        for (var seat : of(id)) {
            if (seat.place != Place.HELD) {
                seat.user = null;
                toSource(seat, client);
            }
        }
    }

    private void toSource(Seat seat, Client client) {
        if (client.source == Source.PLAN) {
            put(seat, Place.AVAILABLE, null);
        } else {
            seats.remove(seat);
        }
    }

    private String allocate(ClientId id, int n, boolean ordering) {
        var client = clients.get(id);
        if (client == null) {
            return "unknown";
        }
        if (client.disabled) {
            return "disabled";
        }
        return client.source == Source.DIRECT
                ? "vendor billed"
                : find(n, id, List.of(), false, ordering);
    }

    private String purchase(ClientId id, int n, boolean ordering) {
        var client = clients.get(id);
        if (client == null) {
            return "unknown";
        }
        if (client.disabled) {
            return "disabled";
        }
        return client.source == Source.DIRECT
                ? find(n, id, List.of(), false, ordering)
                : "partner billed";
    }

    private String occupy(Holder holder, List<UserId> all, boolean ordering) {
        var waiting = waiting(all);
        if (waiting.isEmpty()) {
            return "ok";
        }
        var id = holder.client();
        if (id != null) {
            var client = clients.get(id);
            if (client == null) {
                return "unknown";
            }
            if (client.disabled) {
                return "disabled";
            }
        }
        var own = id == null ? 0 : Math.min(count(Place.FREE, id), waiting.size());
        return find(waiting.size() - own, id, waiting, true, ordering);
    }

    /** Looks for n seats more for a holder, and seats these users if all can be found. */
    private String find(
            int n, @Nullable ClientId id, List<UserId> users, boolean forUsers, boolean ordering) {
        var client = id == null ? null : clients.get(id);
        var source = client == null ? Source.PLAN : client.source;
        var found = new ArrayList<Seat>();
        if (source == Source.PLAN) {
            if (id != null || forUsers) {
                found.addAll(some(Place.AVAILABLE, null, n));
            }
            found.addAll(soonest(Place.RETIRING, null, n - found.size()));
        }
        if (source == Source.DIRECT) {
            found.addAll(soonest(Place.GIVEN_UP, id, n));
        }
        var missing = source == Source.COMPLIMENTARY ? 0 : n - found.size();
        if (client != null && id != null) {
            var has = of(id).size();
            if (source == Source.COMPLIMENTARY && n > 0 && has + n > client.complimentaryLimit) {
                return "complimentary limit " + client.complimentaryLimit;
            }
            var coming = source == Source.DIRECT ? missing : n;
            if (client.limit != null && coming > 0 && has + onItsWay(id) + coming > client.limit) {
                return "client limit " + client.limit;
            }
        }
        if (missing > 0
                && source == Source.PLAN
                && supplyLimit != null
                && supply() + onOrder() + missing > supplyLimit) {
            return "supply limit " + supplyLimit;
        }
        if (missing > 0 && !ordering) {
            var available = found.stream().filter(seat -> seat.at == null).count();
            return "short of "
                    + missing
                    + " beyond "
                    + available
                    + "+"
                    + (found.size() - available);
        }
        if (missing > 0) {
            order(found, missing, source, id, users, forUsers);
            return "ok";
        }
        if (source == Source.COMPLIMENTARY) {
            appear(n, source, Place.FREE, id);
        }
        found.forEach(seat -> put(seat, id == null ? Place.AVAILABLE : Place.FREE, id));
        seat(users, id);
        return "ok";
    }

    /** The first users take what the holder has; the last ones wait for the order. */
    private void order(
            List<Seat> found,
            int missing,
            Source source,
            @Nullable ClientId id,
            List<UserId> users,
            boolean forUsers) {
        var order = new Order();
        order.direct = source == Source.DIRECT;
        order.client = id;
        order.bought = missing;
        order.forUsers = forUsers;
        if (forUsers) {
            var atOnce = users.size() - missing - found.size();
            seat(users.subList(0, atOnce), id);
            order.users = users.subList(atOnce, users.size());
        }
        for (var seat : found) {
            seat.place = order.direct ? Place.HELD : Place.RESERVED;
            seat.order = order;
        }
        orders.add(order);
    }

    private String paid(Order order) {
        var client = order.client == null ? null : clients.get(order.client);
        if (order.direct && Objects.requireNonNull(client).source != Source.DIRECT) {
            return "partner billed";
        }
        orders.remove(order);
        var mine = seats.stream().filter(seat -> seat.order == order).toList();
        mine.forEach(seat -> seat.order = null);
        var isTaken =
                client != null
                        && (order.direct || (client.source == Source.PLAN && !client.disabled));
        var place = isTaken ? Place.FREE : Place.AVAILABLE;
        var owner = isTaken ? order.client : null;
        mine.forEach(seat -> put(seat, place, owner));
        appear(order.bought, order.direct ? Source.DIRECT : Source.PLAN, place, owner);
        if (order.forUsers && (client == null || (isTaken && !client.disabled))) {
            var waiting = waiting(order.users);
            seat(waiting, owner);
        }
        return "ok";
    }

    private String notPaid(Order order, Instant now) {
        orders.remove(order);
        var client = order.client == null ? null : clients.get(order.client);
        var hasMoved = order.direct && Objects.requireNonNull(client).source != Source.DIRECT;
        var end = order.direct ? Objects.requireNonNull(client).periodEnd : periodEnd;
        for (var seat : seats.stream().filter(seat -> seat.order == order).toList()) {
            seat.order = null;
            if (hasMoved) {
                put(seat, Place.FREE, order.client);
            } else if (seat.at == null) {
                seat.place = Place.AVAILABLE;
            } else {
                seat.place = order.direct ? Place.GIVEN_UP : Place.RETIRING;
                date(seat, end);
                if (isOver(seat, now)) {
                    seats.remove(seat);
                }
            }
        }
        return "ok";
    }

    /** What is due leaves first: of the partner, and of the client that it is about. */
    private List<Seat> lettingGo(SeatCommand command, Instant now) {
        var left =
                leave(
                        Place.RETIRING,
                        null,
                        command instanceof SeatCommand.EndPeriod(var end) && end.isAfter(now)
                                ? end
                                : now);
        var id =
                command instanceof SeatCommand.Vacate(var user)
                        ? seats.stream()
                                .filter(seat -> user.equals(seat.user))
                                .findFirst()
                                .map(seat -> seat.client)
                                .orElse(null)
                        : command.concerned();
        if (id != null) {
            left.addAll(
                    leave(
                            Place.GIVEN_UP,
                            id,
                            command instanceof SeatCommand.EndClientPeriod(_, var end)
                                            && end.isAfter(now)
                                    ? end
                                    : now));
        }
        return left;
    }

    private List<Seat> leave(Place place, @Nullable ClientId client, Instant by) {
        var leaving = new ArrayList<Seat>();
        for (var seat : seats) {
            if (isAt(seat, place, client) && isOver(seat, by)) {
                leaving.add(seat);
            }
        }
        seats.removeAll(leaving);
        return leaving;
    }

    private void partnersPeriod(Instant end) {
        if (periodEnd == null || end.isAfter(periodEnd)) {
            periodEnd = end;
            soonest(Place.RETIRING, null, Integer.MAX_VALUE).forEach(seat -> date(seat, end));
        }
    }

    private void clientsPeriod(ClientId id, Client client, Instant end) {
        if (client.source == Source.DIRECT
                && (client.periodEnd == null || end.isAfter(client.periodEnd))) {
            client.periodEnd = end;
            soonest(Place.GIVEN_UP, id, Integer.MAX_VALUE).forEach(seat -> date(seat, end));
        }
    }

    private void giveUp(
            Place from,
            Place to,
            @Nullable ClientId client,
            int n,
            @Nullable Instant end,
            Instant now) {
        for (var seat : some(from, client, n)) {
            seat.place = to;
            seat.dated = end != null && now.isBefore(end);
            seat.at = seat.dated ? end : now;
        }
    }

    private static void date(Seat seat, @Nullable Instant end) {
        if (end != null && !seat.dated && Objects.requireNonNull(seat.at).isBefore(end)) {
            seat.at = end;
            seat.dated = true;
        }
    }

    private static boolean isOver(Seat seat, Instant now) {
        return seat.dated && !Objects.requireNonNull(seat.at).isAfter(now);
    }

    private void seat(List<UserId> users, @Nullable ClientId client) {
        var free = some(client == null ? Place.AVAILABLE : Place.FREE, client, users.size());
        for (int i = 0; i < users.size(); i++) {
            free.get(i).user = users.get(i);
            free.get(i).place = client == null ? Place.INTERNAL : Place.IN_USE;
        }
    }

    private List<UserId> waiting(List<UserId> users) {
        var waiting = new LinkedHashSet<>(users);
        seats.forEach(seat -> waiting.removeIf(user -> user.equals(seat.user)));
        return List.copyOf(waiting);
    }

    private void appear(int n, Source paidBy, Place place, @Nullable ClientId client) {
        for (int i = 0; i < n; i++) {
            var seat = new Seat();
            seat.paidBy = paidBy;
            seat.place = place;
            seat.client = client;
            seats.add(seat);
        }
    }

    private static void put(Seat seat, Place place, @Nullable ClientId client) {
        seat.place = place;
        seat.client = client;
        seat.at = null;
        seat.dated = false;
    }

    private List<Seat> some(Place place, @Nullable ClientId client, int n) {
        var some = new ArrayList<Seat>();
        for (var seat : seats) {
            if (some.size() < n && isAt(seat, place, client)) {
                some.add(seat);
            }
        }
        return some;
    }

    private List<Seat> soonest(Place place, @Nullable ClientId client, int n) {
        var all = some(place, client, Integer.MAX_VALUE);
        all.sort(
                Comparator.<Seat, Boolean>comparing(seat -> !seat.dated)
                        .thenComparing(seat -> Objects.requireNonNull(seat.at)));
        return List.copyOf(all.subList(0, Math.min(n, all.size())));
    }

    List<Seat> of(ClientId client) {
        var all = new ArrayList<Seat>();
        for (var seat : seats) {
            if (client.equals(seat.client)) {
                all.add(seat);
            }
        }
        return all;
    }

    int count(Place place, @Nullable ClientId client) {
        var count = 0;
        for (var seat : seats) {
            count += isAt(seat, place, client) ? 1 : 0;
        }
        return count;
    }

    int supply() {
        var count = 0;
        for (var seat : seats) {
            count += seat.paidBy == Source.PLAN ? 1 : 0;
        }
        return count;
    }

    int onOrder() {
        return orders.stream().filter(order -> !order.direct).mapToInt(order -> order.bought).sum();
    }

    /** Seats that orders bring to a client: bought ones and, from the partner, reserved ones. */
    int onItsWay(ClientId client) {
        var coming = 0;
        for (var order : orders) {
            coming += client.equals(order.client) ? order.bought : 0;
        }
        for (var seat : seats) {
            var order = seat.order;
            if (seat.place == Place.RESERVED && order != null && client.equals(order.client)) {
                coming++;
            }
        }
        return coming;
    }

    private static boolean isAt(Seat seat, Place place, @Nullable ClientId client) {
        return seat.place == place && Objects.equals(seat.client, client);
    }
}
