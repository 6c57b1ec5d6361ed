package io.seatflow.seat.ledger;

import java.util.List;

/** What the rules made of a command: events to record, or the reason that there are none. */
public sealed interface Decision {

    record Accepted(List<LedgerEvent> events) implements Decision {

        public Accepted {
            events = List.copyOf(events);
        }
    }

    /** There are not enough seats; {@code cover} says where they would come from. */
    record Shortfall(Reservation cover) implements Decision {}

    /** It cannot be done, however many seats are bought. */
    sealed interface Refusal extends Decision {}

    /** Not so many seats can be given up; {@code most} can. */
    record InUse(int most) implements Refusal {}

    /** Not so many seats are retiring; {@code most} are. */
    record NotRetiring(int most) implements Refusal {}

    /** The plan may not have so many seats. */
    record SupplyLimitReached(int limit) implements Refusal {}

    /** A client in Setup or Trial may not have so many seats. */
    record ComplimentaryLimitReached(int limit) implements Refusal {}

    /** The client may not have so many seats. */
    record ClientLimitReached(int limit) implements Refusal {}

    /** The client is Disabled: it can give seats back, and nothing else. */
    record ClientDisabled(ClientId client) implements Refusal {}

    /** The client has no plan of its own: the partner is billed for it. */
    record PartnerBilled(ClientId client) implements Refusal {}

    /** The client's seats are on its own plan, not the partner's. */
    record VendorBilled(ClientId client) implements Refusal {}

    /** The partner has no such client. */
    record UnknownClient(ClientId client) implements Refusal {}
}
