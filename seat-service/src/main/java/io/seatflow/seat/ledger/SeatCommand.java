package io.seatflow.seat.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What may be asked of a partner's seat ledger. */
public sealed interface SeatCommand {

    /** Begin the ledger with the seats that the plan starts with. */
    record StartPlan(int seats, @Nullable Integer supplyLimit) implements SeatCommand {}

    /** Let a client have seats. */
    record OpenClient(ClientId client, Source source) implements SeatCommand {}

    /** Change the most seats that the plan may have. */
    record LimitSupply(@Nullable Integer supplyLimit) implements SeatCommand {}

    /** Take note of the billing period that runs. */
    record StartPeriod(Instant end) implements SeatCommand {}

    /** Let go of what leaves at the end of a billing period. */
    record EndPeriod(Instant end) implements SeatCommand {}

    /** Give seats to a client. */
    record Allocate(ClientId client, int seats) implements SeatCommand {}

    /** Take free seats back from a client. */
    record Return(ClientId client, int seats) implements SeatCommand {}

    /** Add seats to the plan, retiring ones first. */
    record Purchase(int seats) implements SeatCommand {}

    /** Give up available seats at the period's end. */
    record Retire(int seats) implements SeatCommand {}

    /** Make retiring seats available again. */
    record Keep(int seats) implements SeatCommand {}

    /** Set aside what is there for a target and order the rest. */
    record Reserve(LedgerAccount target, int seats) implements SeatCommand {}

    /** Complete an order that was paid. */
    record Deliver(LedgerAccount target, Reservation reservation) implements SeatCommand {}

    /** Undo an order that was not paid. */
    record Release(Reservation reservation) implements SeatCommand {}
}
