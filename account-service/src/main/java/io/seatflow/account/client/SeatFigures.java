package io.seatflow.account.client;

/**
 * A client's seats, as the ledger has told of them.
 *
 * @param seats its seats, whether someone occupies them or not
 * @param inUse those with a user
 * @param supplySequence the place in the ledger of the last news of the client's own plan; 0: none
 */
public record SeatFigures(int seats, int inUse, long supplySequence) {

    public static final SeatFigures NONE = new SeatFigures(0, 0, 0);

    public SeatFigures {
        if (inUse < 0 || inUse > seats) {
            throw new IllegalArgumentException(inUse + " of " + seats + " seats in use.");
        }
    }

    public int free() {
        return seats - inUse;
    }

    /** Seats that went back have no users, before the users are told of. */
    SeatFigures holding(int seatsNow) {
        return new SeatFigures(seatsNow, Math.min(inUse, seatsNow), supplySequence);
    }

    /** Billing is answered again with what was true then: what is told again is no news. */
    SeatFigures supplied(int seatsNow, long sequence) {
        return sequence <= supplySequence
                ? this
                : new SeatFigures(seatsNow, Math.min(inUse, seatsNow), sequence);
    }
}
