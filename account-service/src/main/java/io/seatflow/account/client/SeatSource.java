package io.seatflow.account.client;

/** Where the partner's plan gets the seats from that join it. */
public enum SeatSource {
    /** All of them are added to the plan. */
    ADD_TO_PLAN,
    /** The partner's available seats come first; the rest is added. */
    USE_AVAILABLE_FIRST
}
