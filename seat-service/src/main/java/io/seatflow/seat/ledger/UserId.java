package io.seatflow.seat.ledger;

import java.util.UUID;

/** Names a user of a partner or of one of its clients. */
public record UserId(UUID value) {

    public static UserId fromString(String text) {
        return new UserId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
