package io.seatflow.account.client;

import io.seatflow.platform.event.AccountEvent;
import java.util.List;

/** What the rules made of a command to a client. */
public sealed interface ClientDecision {

    /** This is what the client is now, and what the others are told of it. */
    record Accepted(Client client, List<AccountEvent> events) implements ClientDecision {
        public Accepted {
            events = List.copyOf(events);
        }
    }

    /**
     * It can be done if the partner's plan may grow by the client's seats, which must be asked
     * first.
     */
    record NeedsPlanGrowth(PlanGrowth.Purpose purpose, SeatSource seatSource)
            implements ClientDecision {}

    /** From its present status it can become these alone. */
    record InvalidTransition(ClientStatus from, List<ClientStatus> allowed)
            implements ClientDecision {}

    /** There is one extension, and it has had it. */
    record TrialAlreadyExtended() implements ClientDecision {}

    /** An extension comes too late. */
    record TrialOver() implements ClientDecision {}

    /** No user of it could look after the bills. */
    record BillingContactRequired() implements ClientDecision {}
}
