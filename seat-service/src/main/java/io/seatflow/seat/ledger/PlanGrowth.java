package io.seatflow.seat.ledger;

import io.seatflow.seat.ledger.LedgerEvent.JoinedDirectPlan;
import io.seatflow.seat.ledger.LedgerEvent.JoinedPlan;
import io.seatflow.seat.ledger.SeatCommand.Activate;
import io.seatflow.seat.ledger.SeatCommand.ChangeBillingManager;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By how much a plan would grow if a client's seats joined it. Nothing changes by asking. */
public sealed interface PlanGrowth {

    /**
     * By so many.
     *
     * @param payer the client whose own plan it is; null: the partner's
     */
    record Grows(int seats, @Nullable ClientId payer) implements PlanGrowth {}

    /** It may not: the partner's supply would pass its limit. */
    record LimitReached(int limit) implements PlanGrowth {}

    /** There is no such client in the ledger. */
    record UnknownClient() implements PlanGrowth {}

    /**
     * What the rules would make of it at {@code now}: they are asked, and what they say is not
     * done.
     *
     * @param billingManager whose plan the seats would join
     */
    static PlanGrowth preview(
            SeatLedger ledger,
            ClientId client,
            BillingManager billingManager,
            SeatSource seatSource,
            Instant now) {
        var has = ledger.clients().get(client);
        if (has == null) {
            return new UnknownClient();
        }
        var command =
                has.source() == Source.COMPLIMENTARY
                        ? new Activate(client, seatSource, billingManager)
                        : new ChangeBillingManager(client, billingManager, seatSource);
        return SeatRules.decide(ledger, command, now) instanceof Decision.Accepted(var events)
                ? growth(SeatRules.apply(ledger, events, now), client, billingManager, events)
                : new UnknownClient();
    }

    private static PlanGrowth growth(
            SeatLedger after,
            ClientId client,
            BillingManager billingManager,
            List<LedgerEvent> events) {
        var seats = events.stream().mapToInt(PlanGrowth::joining).sum();
        if (billingManager == BillingManager.VENDOR) {
            return new Grows(seats, client);
        }
        var supply = (long) after.balances().supply() + after.onOrder();
        return seats > 0 && supply > after.limit()
                ? new LimitReached(after.limit())
                : new Grows(seats, null);
    }

    private static int joining(LedgerEvent event) {
        return switch (event) {
            case JoinedPlan(_, _, _, _, var added) -> added;
            case JoinedDirectPlan(_, _, var seats) -> seats;
            default -> 0;
        };
    }
}
