package io.seatflow.seat.ledger;

/**
 * The accounts of one client.
 *
 * @param source where its seats come from and go back to
 * @param complimentary the balance of that source: zero, or below
 * @param direct the balance of that source: zero, or below
 */
public record ClientSeats(Source source, int free, int inUse, int complimentary, int direct) {}
