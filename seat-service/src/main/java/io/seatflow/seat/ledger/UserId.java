package io.seatflow.seat.ledger;

import java.util.UUID;

/** Names a user, of a partner or of a client. */
public record UserId(UUID value) {

    @Override
    public String toString() {
        return value.toString();
    }
}
