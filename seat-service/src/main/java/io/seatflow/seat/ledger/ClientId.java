package io.seatflow.seat.ledger;

import java.util.UUID;

/** Names a client of a partner. */
public record ClientId(UUID value) {

    public static ClientId fromString(String text) {
        return new ClientId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
