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

    SeatFigures holding(int seatsNow) {
        return new SeatFigures(seatsNow, Math.min(inUse, seatsNow), supplySequence);
    }

    /** Who gives back all seats has nobody on one, whatever a purchase still holds. */
    SeatFigures released(int seatsNow) {
        return new SeatFigures(seatsNow, 0, supplySequence);
    }

    // The ledger has decided; these are what it told, and nobody decides by them. One that was
    // missed must not stop all that is told after it.
    SeatFigures occupied() {
        return new SeatFigures(seats, Math.min(inUse + 1, seats), supplySequence);
    }

    SeatFigures vacated() {
        return new SeatFigures(seats, Math.max(inUse - 1, 0), supplySequence);
    }

    /** Billing is answered again with what was true then: what is told again is no news. */
    SeatFigures supplied(int seatsNow, long sequence) {
        return sequence <= supplySequence
                ? this
                : new SeatFigures(seatsNow, Math.min(inUse, seatsNow), sequence);
    }
}
