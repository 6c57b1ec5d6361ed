package io.seatflow.seat.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be asked of a partner's seat ledger. */
public sealed interface SeatCommand {

    /** What may fall short of seats, which can then be bought. */
    sealed interface Need extends SeatCommand {

        /** How many seats it is about. */
        int seats();
    }

    /** Begin the ledger with the seats that the plan starts with. */
    record StartPlan(int seats, @Nullable Integer supplyLimit) implements SeatCommand {}

    /** Let a client have seats. */
    record OpenClient(ClientId client, Source source) implements SeatCommand {}

    /** Change the most seats that the plan may have. */
    record LimitSupply(@Nullable Integer supplyLimit) implements SeatCommand {}

    /** Change the most seats that a client may have, and may have in Setup or Trial. */
    record LimitClient(ClientId client, @Nullable Integer seatLimit, int complimentaryLimit)
            implements SeatCommand {}

    /** Take note of the billing period that runs. */
    record StartPeriod(Instant end) implements SeatCommand {}

    /** Let go of what leaves at the end of a billing period. */
    record EndPeriod(Instant end) implements SeatCommand {}

    /** Take note of the period that runs of a vendor-billed client's own plan. */
    record StartClientPeriod(ClientId client, Instant end) implements SeatCommand {}

    /** Let go of what leaves a vendor-billed client's own plan at the end of its period. */
    record EndClientPeriod(ClientId client, Instant end) implements SeatCommand {}

    /** Give seats to a client. */
    record Allocate(ClientId client, int seats) implements Need {}

    /** Take free seats back from a client. */
    record Return(ClientId client, int seats) implements SeatCommand {}

    /** Add seats to the plan, retiring ones first. */
    record Purchase(int seats) implements Need {}

    /** Give up available seats at the period's end. */
    record Retire(int seats) implements SeatCommand {}

    /** Make retiring seats available again. */
    record Keep(int seats) implements SeatCommand {}

    /** Add seats to a vendor-billed client's own plan, given-up ones first. */
    record PurchaseDirect(ClientId client, int seats) implements Need {}

    /** Give up free seats of a vendor-billed client at its period's end. */
    record RetireDirect(ClientId client, int seats) implements SeatCommand {}

    /** Seat those of these users that have no seat yet. */
    record Occupy(Holder holder, List<UserId> users) implements Need {

        public Occupy {
            users = List.copyOf(users);
        }

        @Override
        public int seats() {
            return users.size();
        }
    }

    /** Let a user's seat be free for another. Its holder keeps it. */
    record Vacate(UserId user) implements SeatCommand {}

    /** Have a client's complimentary seats join a plan, or let it go on with the seats it kept. */
    record Activate(ClientId client, SeatSource seatSource, BillingManager billingManager)
            implements SeatCommand {}

    /** Have another plan supply a client's seats from now on. */
    record ChangeBillingManager(
            ClientId client, BillingManager billingManager, SeatSource seatSource)
            implements SeatCommand {}

    /** Let a client do nothing more, and give back its seats if {@code releaseSeats}. */
    record Disable(ClientId client, boolean releaseSeats) implements SeatCommand {}

    /** Set aside what is there for a need and order the rest. */
    record Reserve(Need need) implements SeatCommand {}

    /** Complete an order that was paid. */
    record Deliver(Need need, Reservation reservation) implements SeatCommand {}

    /** Undo an order that was not paid. */
    record Release(Need need, Reservation reservation) implements SeatCommand {}

    /**
     * The client that this names; null where it names none. A decision is handed a ledger that
     * knows this client and, of {@link Occupy} and {@link Vacate}, those of the users that have a
     * seat, with the clients that hold them.
     */
    default @Nullable ClientId concerned() {
        return switch (this) {
            case StartPlan _,
                    LimitSupply _,
                    StartPeriod _,
                    EndPeriod _,
                    Purchase _,
                    Retire _,
                    Keep _,
                    Vacate _ ->
                    null;
            case OpenClient(var client, _) -> client;
            case LimitClient(var client, _, _) -> client;
            case StartClientPeriod(var client, _) -> client;
            case EndClientPeriod(var client, _) -> client;
            case Allocate(var client, _) -> client;
            case Return(var client, _) -> client;
            case PurchaseDirect(var client, _) -> client;
            case RetireDirect(var client, _) -> client;
            case Occupy(var holder, _) -> holder.client();
            case Activate(var client, _, _) -> client;
            case ChangeBillingManager(var client, _, _) -> client;
            case Disable(var client, _) -> client;
            case Reserve(var need) -> need.concerned();
            case Deliver(var need, _) -> need.concerned();
            case Release(var need, _) -> need.concerned();
        };
    }
}
