package io.seatflow.seat.ledger;

/** Where the partner's plan gets the seats that join it. */
public enum SeatSource {
    /** All are added to the supply. */
    ADD_TO_PLAN,
    /** Available seats take their place first; the rest is added. */
    USE_AVAILABLE_FIRST
}
