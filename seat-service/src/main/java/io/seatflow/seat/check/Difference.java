package io.seatflow.seat.check;

import io.seatflow.seat.ledger.ClientId;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Two things that should say the same and do not.
 *
 * @param sequence the line of the ledger that it is about; null where it is about none
 * @param client the client that it is about; null where it is about none
 * @param ledger what follows from the transfers
 * @param balances what is stored beside them
 */
public record Difference(
        Kind kind,
        @Nullable Long sequence,
        @Nullable ClientId client,
        String ledger,
        String balances) {

    /** What the two sides are. */
    public enum Kind {
        /** A line does not follow the one before it: lines are missing. */
        GAP,
        /** A line happened before the one before it. */
        TIME,
        /** A line's figures are not those before it, moved by its transfer. */
        FIGURES,
        /** The partner's balances are not what its transfers come to. */
        BALANCES,
        /** A client's balances are not what its transfers come to. */
        CLIENT,
        /** Reserved seats, or a client's held ones, are not those of the changes being paid for. */
        RESERVED,
        /** Seats on order are not those of the changes that are being paid for. */
        ON_ORDER,
        /**
         * Retiring seats are not those of which it is known when they leave; of a client: it has
         * given up more than it has free.
         */
        RETIRING,
        /** Seats in use are not those of the users who occupy one. */
        OCCUPANTS
    }

    /** What it is about, in words that stay the same however often it is found. */
    public String about() {
        var words = new ArrayList<String>();
        words.add(kind.name());
        if (sequence != null) {
            words.add(sequence.toString());
        }
        if (client != null) {
            words.add(client.toString());
        }
        return String.join(" ", words);
    }
}
