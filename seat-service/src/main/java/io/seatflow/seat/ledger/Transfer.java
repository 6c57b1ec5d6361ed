package io.seatflow.seat.ledger;

import org.jspecify.annotations.Nullable;

/** Seats that went from one account to another. Never changed, never deleted. */
public record Transfer(LedgerAccount from, LedgerAccount to, int seats) {

    public Transfer {
        if (seats <= 0) {
            throw new IllegalArgumentException("A transfer moves seats, not " + seats + ".");
        }
        if (from.equals(to)) {
            throw new IllegalArgumentException("A transfer has two sides.");
        }
        if (from.client() != null && to.client() != null && !from.owner().equals(to.owner())) {
            throw new IllegalArgumentException("Seats never pass from client to client.");
        }
    }

    /** The client whose seats these were or become; null between the partner's own accounts. */
    public @Nullable ClientId client() {
        return from.client() == null ? to.client() : from.client();
    }
}
