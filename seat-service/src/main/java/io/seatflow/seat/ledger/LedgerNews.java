package io.seatflow.seat.ledger;

import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
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
     */
    public static List<SeatEvent> of(
            SeatLedger ledger, List<LedgerEvent> events, @Nullable UUID changeId) {
        var news = new ArrayList<SeatEvent>();
        var after = ledger;
        for (var event : events) {
            after = SeatRules.apply(after, event);
            news.addAll(of(after, event, changeId));
        }
        return news;
    }

    /** The answer to billing about a period's end, which is given even if no seat left. */
    public static SupplyReduced ofPeriodEnd(
            SeatLedger ledger, List<LedgerEvent> events, Instant periodEnd) {
        var after = SeatRules.apply(ledger, events);
        var left =
                events.stream()
                        .mapToInt(event -> event instanceof Left(var lot) ? lot.seats() : 0)
                        .sum();
        return new SupplyReduced(left, after.balances().supply(), periodEnd, after.sequence());
    }

    private static List<SeatEvent> of(
            SeatLedger after, LedgerEvent event, @Nullable UUID changeId) {
        return switch (event) {
            case PlanStarted _ -> List.of(new SeatLedgerOpened(after.balances().supply()));
            case Allocated(var client, _, var seats) ->
                    List.of(allocated(after, client, seats, changeId));
            case Returned(var client, _, var seats) ->
                    List.of(
                            new SeatsReturned(
                                    named(changeId), client.value(), seats, after.seatsOf(client)));
            case Retired(var lot) ->
                    List.of(
                            new SeatsRetired(
                                    named(changeId),
                                    lot.seats(),
                                    after.balances().retiring(),
                                    after.sequence()));
            case Kept kept -> List.of(kept(after, kept.seats(), changeId));
            case Left(var lot) -> List.of(left(after, lot));
            case Delivered(var target, var reservation) ->
                    delivered(after, target, reservation, changeId);
            case Released released ->
                    released.left().stream().map(lot -> (SeatEvent) left(after, lot)).toList();
            case ClientOpened _, SupplyLimited _, PeriodStarted _, Reserved _ -> List.of();
        };
    }

    private static List<SeatEvent> delivered(
            SeatLedger after,
            LedgerAccount target,
            Reservation reservation,
            @Nullable UUID changeId) {
        var news = new ArrayList<SeatEvent>();
        if (reservation.kept() > 0) {
            news.add(kept(after, reservation.kept(), changeId));
        }
        if (target.kind().ofClient()) {
            news.add(allocated(after, target.owner(), reservation.total(), changeId));
        }
        return news;
    }

    private static SeatsAllocated allocated(
            SeatLedger after, ClientId client, int seats, @Nullable UUID changeId) {
        return new SeatsAllocated(named(changeId), client.value(), seats, after.seatsOf(client));
    }

    private static SeatsKept kept(SeatLedger after, int seats, @Nullable UUID changeId) {
        return new SeatsKept(named(changeId), seats, after.balances().retiring(), after.sequence());
    }

    private static UUID named(@Nullable UUID changeId) {
        return Objects.requireNonNull(changeId, "Only a seat change moves such seats.");
    }

    private static SupplyReduced left(SeatLedger after, RetiringSeats lot) {
        return new SupplyReduced(
                lot.seats(), after.balances().supply(), lot.at(), after.sequence());
    }
}
