package io.seatflow.seat.ledger;

/**
 * How many seats a client has.
 *
 * @param free seats that nobody has, also those that a running purchase keeps for itself
 * @param retiring seats of its own plan that it has given up, and that leave with their period
 * @param version the number of the last transfer of the client's partner
 */
public record ClientStanding(int inUse, int free, int retiring, Source source, long version) {

    public int seats() {
        return inUse + free + retiring;
    }
}
