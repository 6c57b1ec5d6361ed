package io.seatflow.seat.change;

/** What shall be done where there are too few seats. */
public enum OnShortfall {
    /** Name the price and wait for a confirmation. */
    ASK,
    /** Buy what is missing at the price computed when it is charged. */
    PURCHASE,
    /** Refuse. */
    REJECT
}
