package io.seatflow.seat.ledger;

import static io.seatflow.seat.ledger.LedgerAccount.AVAILABLE;
import static io.seatflow.seat.ledger.LedgerAccount.PLAN;
import static io.seatflow.seat.ledger.LedgerAccount.RESERVED;
import static io.seatflow.seat.ledger.LedgerAccount.RETIRING;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What happened to a partner's seats. */
public sealed interface LedgerEvent {

    /** The transfers that this made, in order. */
    default List<Transfer> transfers() {
        return switch (this) {
            case PlanStarted(var seats, _) -> moved(PLAN, AVAILABLE, seats);
            case ClientOpened _, SupplyLimited _, PeriodStarted _ -> List.of();
            case Allocated(var client, var source, var seats) ->
                    moved(
                            LedgerAccount.supplying(client, source),
                            LedgerAccount.freeOf(client),
                            seats);
            case Returned(var client, var source, var seats) ->
                    moved(
                            LedgerAccount.freeOf(client),
                            LedgerAccount.supplying(client, source),
                            seats);
            case Retired(var lot) -> moved(AVAILABLE, RETIRING, lot.seats());
            case Kept(var lots) -> moved(RETIRING, AVAILABLE, RetiringSeats.sum(lots));
            case Left(var lot) -> moved(RETIRING, PLAN, lot.seats());
            case Reserved(var reservation) -> reserved(reservation);
            case Delivered(var target, var reservation) -> delivered(target, reservation);
            case Released(var reservation, var at) -> released(reservation, at);
        };
    }

    /** Why its transfers were made, in one word for the ledger's readers. */
    default Reason reason() {
        return switch (this) {
            case PlanStarted _ -> Reason.PLAN_STARTED;
            case ClientOpened _, SupplyLimited _, PeriodStarted _ -> Reason.SETTING;
            case Allocated _ -> Reason.ALLOCATE;
            case Returned _ -> Reason.RETURN;
            case Retired _ -> Reason.RETIRE;
            case Kept _ -> Reason.KEEP;
            case Left _ -> Reason.PERIOD_ENDED;
            case Reserved _ -> Reason.RESERVE;
            case Delivered _ -> Reason.PURCHASE;
            case Released _ -> Reason.RELEASE;
        };
    }

    /** Why seats moved. */
    enum Reason {
        PLAN_STARTED,
        SETTING,
        ALLOCATE,
        RETURN,
        RETIRE,
        KEEP,
        PERIOD_ENDED,
        RESERVE,
        PURCHASE,
        RELEASE
    }

    /** The plan began with these seats. */
    record PlanStarted(int seats, @Nullable Integer supplyLimit) implements LedgerEvent {}

    /** A client may have seats from now on. */
    record ClientOpened(ClientId client, Source source) implements LedgerEvent {}

    /** The most seats that the plan may have changed. */
    record SupplyLimited(@Nullable Integer supplyLimit) implements LedgerEvent {}

    /** A billing period began that ends at {@code end}. */
    record PeriodStarted(Instant end) implements LedgerEvent {}

    record Allocated(ClientId client, Source source, int seats) implements LedgerEvent {}

    record Returned(ClientId client, Source source, int seats) implements LedgerEvent {}

    record Retired(RetiringSeats lot) implements LedgerEvent {}

    /** Retiring seats are available after all. */
    record Kept(List<RetiringSeats> lots) implements LedgerEvent {

        public Kept {
            lots = List.copyOf(lots);
        }

        public int seats() {
            return RetiringSeats.sum(lots);
        }
    }

    /** Retiring seats left the supply, because their period ended. */
    record Left(RetiringSeats lot) implements LedgerEvent {}

    /** Seats were set aside and a shortfall ordered. */
    record Reserved(Reservation reservation) implements LedgerEvent {}

    /** The shortfall was paid, and all seats went where they were wanted. */
    record Delivered(LedgerAccount target, Reservation reservation) implements LedgerEvent {}

    /** The shortfall was not paid: what was set aside at the time went back. */
    record Released(Reservation reservation, Instant at) implements LedgerEvent {

        /** Seats that had left the supply by now, had they not been set aside. */
        public List<RetiringSeats> left() {
            return lots(lot -> lot.isOver(at));
        }

        /** Seats that retire again. */
        public List<RetiringSeats> retiring() {
            return lots(lot -> !lot.isOver(at));
        }

        private List<RetiringSeats> lots(Predicate<RetiringSeats> wanted) {
            return reservation.retiring().stream().filter(wanted).toList();
        }
    }

    private static List<Transfer> reserved(Reservation reservation) {
        var transfers = new ArrayList<Transfer>();
        transfers.addAll(moved(AVAILABLE, RESERVED, reservation.available()));
        transfers.addAll(moved(RETIRING, RESERVED, reservation.kept()));
        return transfers;
    }

    private static List<Transfer> delivered(LedgerAccount target, Reservation reservation) {
        var transfers = new ArrayList<Transfer>();
        transfers.addAll(moved(PLAN, RESERVED, reservation.shortfall()));
        transfers.addAll(moved(RESERVED, target, reservation.total()));
        return transfers;
    }

    private static List<Transfer> released(Reservation reservation, Instant at) {
        var back = new Released(reservation, at);
        var transfers = new ArrayList<Transfer>();
        transfers.addAll(moved(RESERVED, AVAILABLE, reservation.available()));
        transfers.addAll(moved(RESERVED, RETIRING, RetiringSeats.sum(back.retiring())));
        transfers.addAll(moved(RESERVED, PLAN, RetiringSeats.sum(back.left())));
        return transfers;
    }

    private static List<Transfer> moved(LedgerAccount from, LedgerAccount to, int seats) {
        return seats == 0 ? List.of() : List.of(new Transfer(from, to, seats));
    }
}
