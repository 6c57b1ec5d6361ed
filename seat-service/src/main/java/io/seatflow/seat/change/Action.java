package io.seatflow.seat.change;

/** What a seat change does. */
public enum Action {
    /** Adds seats to the plan. */
    PURCHASE,
    /** Gives up available seats at the period's end. */
    RETIRE,
    /** Makes retiring seats available again. */
    KEEP,
    /** Gives seats to a client. */
    ALLOCATE,
    /** Takes free seats back from a client. */
    RETURN,
    /** Seats users that have come, or come back; nobody asks for it by itself. */
    OCCUPY;

    /** Whether it moves seats between the partner and a client, which it then names. */
    public boolean ofClient() {
        return this == ALLOCATE || this == RETURN;
    }
}
