package io.seatflow.seat.ledger;

import static io.seatflow.seat.ledger.LedgerAccount.AVAILABLE;
import static io.seatflow.seat.ledger.LedgerAccount.INTERNAL;
import static io.seatflow.seat.ledger.LedgerAccount.PLAN;
import static io.seatflow.seat.ledger.LedgerAccount.RESERVED;
import static io.seatflow.seat.ledger.LedgerAccount.RETIRING;
import static io.seatflow.seat.ledger.LedgerAccount.directOf;
import static io.seatflow.seat.ledger.LedgerAccount.freeOf;
import static io.seatflow.seat.ledger.LedgerAccount.inUseBy;
import static io.seatflow.seat.ledger.LedgerAccount.supplying;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a partner's seats. */
public sealed interface LedgerEvent {

    /** The transfers that this made, in order. */
    default List<Transfer> transfers() {
        return switch (this) {
            case PlanStarted(var seats, _) -> moved(PLAN, AVAILABLE, seats);
            case ClientOpened _,
                    SupplyLimited _,
                    ClientLimited _,
                    PeriodStarted _,
                    ClientPeriodStarted _,
                    ClientRetired _,
                    ClientKept _,
                    Enabled _ ->
                    List.of();
            case Allocated(var client, var source, var seats) ->
                    moved(supplying(client, source), freeOf(client), seats);
            case Returned(var client, var source, var seats) ->
                    moved(freeOf(client), supplying(client, source), seats);
            case Retired(var lot) -> moved(AVAILABLE, RETIRING, lot.seats());
            case Kept(var lots) -> moved(RETIRING, AVAILABLE, RetiringSeats.sum(lots));
            case Left(var lot) -> moved(RETIRING, PLAN, lot.seats());
            case ClientLeft(var client, var lot) ->
                    moved(freeOf(client), directOf(client), lot.seats());
            case Occupied(var holder, var users) ->
                    moved(holder.vacant(), holder.occupied(), users.size());
            case Vacated(var holder, _) -> moved(holder.occupied(), holder.vacant(), 1);
            case JoinedPlan joined -> joined(joined);
            case JoinedDirectPlan(var client, var from, var seats) ->
                    moved(directOf(client), supplying(client, from), seats);
            case Disabled disabled -> disabled(disabled);
            case Reserved(_, var reservation) -> reserved(reservation);
            case Delivered delivered -> delivered(delivered);
            case Released released -> released(released);
        };
    }

    /** Why its transfers were made, in one word for the ledger's readers. */
    default Reason reason() {
        return switch (this) {
            case PlanStarted _ -> Reason.PLAN_STARTED;
            case ClientOpened _,
                    SupplyLimited _,
                    ClientLimited _,
                    PeriodStarted _,
                    ClientPeriodStarted _,
                    Enabled _ ->
                    Reason.SETTING;
            case Allocated _ -> Reason.ALLOCATE;
            case Returned _ -> Reason.RETURN;
            case Retired _, ClientRetired _ -> Reason.RETIRE;
            case Kept _, ClientKept _ -> Reason.KEEP;
            case Left _, ClientLeft _ -> Reason.PERIOD_ENDED;
            case Occupied _ -> Reason.OCCUPY;
            case Vacated _ -> Reason.VACATE;
            case JoinedPlan(_, var from, _, _, _) -> moving(from);
            case JoinedDirectPlan(_, var from, _) -> moving(from);
            case Disabled _ -> Reason.DISABLE;
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
        OCCUPY,
        VACATE,
        ACTIVATE,
        BILLING_MANAGER,
        DISABLE,
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

    /** The most seats that a client may have changed. */
    record ClientLimited(ClientId client, @Nullable Integer seatLimit, int complimentaryLimit)
            implements LedgerEvent {}

    /** A billing period began that ends at {@code end}. */
    record PeriodStarted(Instant end) implements LedgerEvent {}

    /** A period of a client's own plan began that ends at {@code end}. */
    record ClientPeriodStarted(ClientId client, Instant end) implements LedgerEvent {}

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

    /** A vendor-billed client gave up free seats: they are its own until their period ends. */
    record ClientRetired(ClientId client, RetiringSeats lot) implements LedgerEvent {}

    /** A vendor-billed client uses seats after all that it had given up. */
    record ClientKept(ClientId client, List<RetiringSeats> lots) implements LedgerEvent {

        public ClientKept {
            lots = List.copyOf(lots);
        }

        public int seats() {
            return RetiringSeats.sum(lots);
        }
    }

    /** Given-up seats left a client's own plan, because their period ended. */
    record ClientLeft(ClientId client, RetiringSeats lot) implements LedgerEvent {}

    /** These users took seats that their holder had. */
    record Occupied(Holder holder, List<UserId> users) implements LedgerEvent {

        public Occupied {
            users = List.copyOf(users);
        }
    }

    /** A user left its seat to its holder. */
    record Vacated(Holder holder, UserId user) implements LedgerEvent {}

    /**
     * All seats of a client from another source joined the partner's plan.
     *
     * @param givenUp seats that the client had given up: they go back to their source before
     * @param available available seats that took the place of as many
     * @param added the rest, added to the supply
     */
    record JoinedPlan(ClientId client, Source from, int givenUp, int available, int added)
            implements LedgerEvent {}

    /** All seats of a client from another source joined a plan of the client's own. */
    record JoinedDirectPlan(ClientId client, Source from, int seats) implements LedgerEvent {}

    /**
     * A client may do nothing more.
     *
     * @param released whether it gave its seats back to their source
     * @param inUse of those that it gave back, the seats that users left
     * @param free of those that it gave back, the seats that had been free
     */
    record Disabled(ClientId client, Source source, boolean released, int inUse, int free)
            implements LedgerEvent {}

    /** A client goes on with the seats that it has. */
    record Enabled(ClientId client) implements LedgerEvent {}

    /** Seats were set aside and a shortfall ordered. */
    record Reserved(SeatCommand.Need need, Reservation reservation) implements LedgerEvent {}

    /**
     * The shortfall was paid.
     *
     * @param target where all seats went: where they were wanted, or to the available ones if that
     *     can no longer take them
     * @param seated the users who took seats of them at once
     */
    record Delivered(
            SeatCommand.Need need,
            LedgerAccount target,
            Reservation reservation,
            List<UserId> seated)
            implements LedgerEvent {

        public Delivered {
            seated = List.copyOf(seated);
        }
    }

    /**
     * The shortfall was not paid: what was set aside at the time went back.
     *
     * @param retiring seats that retire again
     * @param left seats that had left by now, had they not been set aside
     */
    record Released(
            SeatCommand.Need need,
            Reservation reservation,
            List<RetiringSeats> retiring,
            List<RetiringSeats> left)
            implements LedgerEvent {

        public Released {
            retiring = List.copyOf(retiring);
            left = List.copyOf(left);
        }
    }

    private static Reason moving(Source from) {
        return from == Source.COMPLIMENTARY ? Reason.ACTIVATE : Reason.BILLING_MANAGER;
    }

    private static List<Transfer> joined(JoinedPlan joined) {
        var source = supplying(joined.client(), joined.from());
        var transfers = new ArrayList<Transfer>();
        add(transfers, freeOf(joined.client()), source, joined.givenUp());
        add(transfers, AVAILABLE, source, joined.available());
        add(transfers, PLAN, source, joined.added());
        return transfers;
    }

    private static List<Transfer> disabled(Disabled disabled) {
        var client = disabled.client();
        var transfers = new ArrayList<Transfer>();
        add(transfers, inUseBy(client), freeOf(client), disabled.inUse());
        add(
                transfers,
                freeOf(client),
                supplying(client, disabled.source()),
                disabled.inUse() + disabled.free());
        return transfers;
    }

    /** What a client's own plan supplies is set aside within the client's accounts. */
    private static List<Transfer> reserved(Reservation reservation) {
        var transfers = new ArrayList<Transfer>();
        if (!reservation.direct()) {
            add(transfers, AVAILABLE, RESERVED, reservation.available());
            add(transfers, RETIRING, RESERVED, reservation.kept());
        }
        return transfers;
    }

    private static List<Transfer> delivered(Delivered delivered) {
        var reservation = delivered.reservation();
        var target = delivered.target();
        var seated = delivered.seated().size();
        var transfers = new ArrayList<Transfer>();
        if (reservation.direct()) {
            add(transfers, directOf(target.owner()), target, reservation.shortfall());
        } else {
            var inPlace = target.equals(INTERNAL) ? seated : reservation.total();
            add(transfers, PLAN, RESERVED, reservation.shortfall());
            add(transfers, RESERVED, target, inPlace);
            add(transfers, RESERVED, AVAILABLE, reservation.total() - inPlace);
        }
        if (target.kind().ofClient()) {
            add(transfers, target, inUseBy(target.owner()), seated);
        }
        return transfers;
    }

    private static List<Transfer> released(Released released) {
        var reservation = released.reservation();
        var left = RetiringSeats.sum(released.left());
        var transfers = new ArrayList<Transfer>();
        if (reservation.direct()) {
            var client = SeatRules.owner(released.need());
            add(transfers, freeOf(client), directOf(client), left);
        } else {
            add(transfers, RESERVED, AVAILABLE, reservation.available());
            add(transfers, RESERVED, RETIRING, RetiringSeats.sum(released.retiring()));
            add(transfers, RESERVED, PLAN, left);
        }
        return transfers;
    }

    private static List<Transfer> moved(LedgerAccount from, LedgerAccount to, int seats) {
        return seats == 0 ? List.of() : List.of(new Transfer(from, to, seats));
    }

    private static void add(
            List<Transfer> transfers, LedgerAccount from, LedgerAccount to, int seats) {
        if (seats != 0) {
            transfers.add(new Transfer(from, to, seats));
        }
    }
}
