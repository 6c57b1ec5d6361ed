package io.seatflow.seat.ledger;

/**
 * How many seats a client has.
 *
 * @param version the number of the last transfer of the client's partner
 */
public record ClientStanding(int inUse, int free, Source source, long version) {

    public int seats() {
        return inUse + free;
    }
}
