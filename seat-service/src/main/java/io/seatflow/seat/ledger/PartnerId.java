package io.seatflow.seat.ledger;

import java.util.UUID;

/** Names a partner. */
public record PartnerId(UUID value) {

    public static PartnerId fromString(String text) {
        return new PartnerId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
