package io.seatflow.seat.change;

import java.util.UUID;

/** Names a seat change. */
public record SeatChangeId(UUID value) {

    public static SeatChangeId fromString(String text) {
        return new SeatChangeId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
