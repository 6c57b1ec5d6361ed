package io.seatflow.account.client;

/** How the making of a client stands. */
public sealed interface Birth {

    /** It exists, with the seats that it asked for. */
    record Done() implements Birth {}

    /** It is not known yet whether it gets its seats, or their figures have not come. */
    record Pending() implements Birth {}

    /** It waits for someone to confirm what its seats cost, or nobody did: it has none. */
    record Asked(SeatChange change) implements Birth {}

    /** It did not get its seats, and does not exist. */
    record Refused(SeatChange change) implements Birth {}
}
