package io.seatflow.seat.ledger;

import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatVacated;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SeatsBought;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the other services are told of a partner's seats. */
public final class LedgerNews {

    private LedgerNews() {}

    /**
     * The news in these events, which happened to this ledger.
     *
     * @param changeId the change that moved the seats; null where none did
     * @param at when they were decided
     */
    public static List<SeatEvent> of(
            SeatLedger ledger, List<LedgerEvent> events, @Nullable UUID changeId, Instant at) {
        var news = new ArrayList<SeatEvent>();
        var after = ledger;
        for (var event : events) {
            after = SeatRules.apply(after, event, at);
            news.addAll(of(after, event, changeId, at));
        }
        return news;
    }

    /** The answer to billing about a period's end, which is given even if no seat left. */
    public static SupplyReduced ofPeriodEnd(
            SeatLedger ledger, List<LedgerEvent> events, Instant periodEnd) {
        var after = SeatRules.apply(ledger, events, periodEnd);
        var left =
                events.stream()
                        .mapToInt(event -> event instanceof Left(var lot) ? lot.seats() : 0)
                        .sum();
        return new SupplyReduced(left, after.balances().supply(), periodEnd, after.sequence());
    }

    /** The same about a period's end of a client's own plan, which says what that plan supplies. */
    public static SupplyReduced ofClientPeriodEnd(
            SeatLedger ledger, List<LedgerEvent> events, ClientId client, Instant periodEnd) {
        var after = SeatRules.apply(ledger, events, periodEnd);
        return new SupplyReduced(
                suppliedTo(ledger, client) - suppliedTo(after, client),
                suppliedTo(after, client),
                periodEnd,
                after.sequence(),
                client.value());
    }

    private static List<SeatEvent> of(
            SeatLedger after, LedgerEvent event, @Nullable UUID changeId, Instant at) {
        return switch (event) {
            case PlanStarted _ -> List.of(new SeatLedgerOpened(after.balances().supply()));
            case Allocated(var client, _, var seats) ->
                    List.of(allocated(after, client, seats, changeId));
            case Returned(var client, _, var seats) ->
                    List.of(returned(after, client, seats, changeId));
            case Retired(var lot) ->
                    List.of(
                            new SeatsRetired(
                                    named(changeId),
                                    lot.seats(),
                                    after.balances().retiring(),
                                    after.sequence()));
            case ClientRetired(var client, var lot) ->
                    List.of(
                            new SeatsRetired(
                                    named(changeId),
                                    lot.seats(),
                                    retiring(after, client),
                                    after.sequence(),
                                    client.value()));
            case Kept kept -> List.of(kept(after, kept.seats(), changeId));
            case ClientKept kept -> List.of(kept(after, kept.client(), kept.seats(), changeId));
            case Left(var lot) -> List.of(left(after, lot));
            case ClientLeft(var client, var lot) -> List.of(left(after, client, lot));
            case Occupied(var holder, var users) -> occupied(holder, users, changeId);
            case Vacated(var holder, var user) ->
                    List.of(new SeatVacated(user.value(), id(holder.client())));
            case JoinedPlan(var client, _, var givenUp, _, var added) ->
                    joined(after, event, client, givenUp, added, at);
            case JoinedDirectPlan(var client, _, var seats) ->
                    seats == 0
                            ? List.of()
                            : List.of(
                                    new SeatsAdded(
                                            client.value(),
                                            seats,
                                            suppliedTo(after, client),
                                            event.reason().name(),
                                            after.sequence(),
                                            at,
                                            client.value()));
            case Disabled(var client, _, _, var inUse, var free) ->
                    inUse + free == 0
                            ? List.of()
                            : List.of(returned(after, client, inUse + free, changeId));
            case Delivered delivered -> delivered(after, delivered, changeId);
            case Released released -> released(after, released);
            case ClientOpened _,
                    SupplyLimited _,
                    ClientLimited _,
                    PeriodStarted _,
                    ClientPeriodStarted _,
                    Enabled _,
                    Reserved _ ->
                    List.of();
        };
    }

    private static List<SeatEvent> joined(
            SeatLedger after,
            LedgerEvent event,
            ClientId client,
            int givenUp,
            int added,
            Instant at) {
        var news = new ArrayList<SeatEvent>();
        if (givenUp > 0) {
            news.add(returned(after, client, givenUp, null));
        }
        if (added > 0) {
            news.add(
                    new SeatsAdded(
                            client.value(),
                            added,
                            after.balances().supply(),
                            event.reason().name(),
                            after.sequence(),
                            at));
        }
        return news;
    }

    private static List<SeatEvent> delivered(
            SeatLedger after, Delivered delivered, @Nullable UUID changeId) {
        var news = new ArrayList<SeatEvent>();
        var reservation = delivered.reservation();
        var client = delivered.need().concerned();
        if (reservation.shortfall() > 0) {
            news.add(
                    new SeatsBought(
                            named(changeId),
                            reservation.shortfall(),
                            after.sequence() - delivered.transfers().size() + 1,
                            after.sequence(),
                            reservation.direct() ? id(client) : null));
        }
        if (reservation.kept() > 0) {
            news.add(
                    reservation.direct() && client != null
                            ? kept(after, client, reservation.kept(), changeId)
                            : kept(after, reservation.kept(), changeId));
        }
        if (delivered.target().kind().ofClient() && reservation.incoming() > 0) {
            news.add(
                    allocated(after, delivered.target().owner(), reservation.incoming(), changeId));
        }
        news.addAll(occupied(new Holder(client), delivered.seated(), changeId));
        return news;
    }

    private static List<SeatEvent> released(SeatLedger after, Released released) {
        var client = released.reservation().direct() ? released.need().concerned() : null;
        return released.left().stream()
                .<SeatEvent>map(lot -> client == null ? left(after, lot) : left(after, client, lot))
                .toList();
    }

    private static List<SeatEvent> occupied(
            Holder holder, List<UserId> users, @Nullable UUID changeId) {
        return users.stream()
                .<SeatEvent>map(
                        user -> new SeatOccupied(user.value(), id(holder.client()), changeId))
                .toList();
    }

    private static SeatsAllocated allocated(
            SeatLedger after, ClientId client, int seats, @Nullable UUID changeId) {
        return new SeatsAllocated(named(changeId), client.value(), seats, after.seatsOf(client));
    }

    private static SeatsReturned returned(
            SeatLedger after, ClientId client, int seats, @Nullable UUID changeId) {
        return new SeatsReturned(changeId, client.value(), seats, after.seatsOf(client));
    }

    private static SeatsKept kept(SeatLedger after, int seats, @Nullable UUID changeId) {
        return new SeatsKept(named(changeId), seats, after.balances().retiring(), after.sequence());
    }

    private static SeatsKept kept(
            SeatLedger after, ClientId client, int seats, @Nullable UUID changeId) {
        return new SeatsKept(
                named(changeId), seats, retiring(after, client), after.sequence(), client.value());
    }

    private static UUID named(@Nullable UUID changeId) {
        return Objects.requireNonNull(changeId, "Only a seat change moves such seats.");
    }

    private static @Nullable UUID id(@Nullable ClientId client) {
        return client == null ? null : client.value();
    }

    private static SupplyReduced left(SeatLedger after, RetiringSeats lot) {
        return new SupplyReduced(
                lot.seats(), after.balances().supply(), lot.at(), after.sequence());
    }

    private static SupplyReduced left(SeatLedger after, ClientId client, RetiringSeats lot) {
        return new SupplyReduced(
                lot.seats(), suppliedTo(after, client), lot.at(), after.sequence(), client.value());
    }

    /** How many seats a client's own plan supplies. */
    private static int suppliedTo(SeatLedger ledger, ClientId client) {
        var seats = ledger.clients().get(client);
        return seats == null ? 0 : -seats.direct();
    }

    private static int retiring(SeatLedger ledger, ClientId client) {
        var seats = ledger.clients().get(client);
        return seats == null ? 0 : RetiringSeats.sum(seats.retiring());
    }
}
