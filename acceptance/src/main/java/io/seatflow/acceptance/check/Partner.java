package io.seatflow.acceptance.check;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A partner as the checker told of it.
 *
 * @param seats what its plan began with
 * @param supplyLimit the most seats that its plan may ever have; null: no limit
 * @param clients every client that it was told to have, those who came later too
 */
record Partner(
        UUID id, String token, int seats, @Nullable Integer supplyLimit, List<Member> clients) {

    /** A client. */
    record Member(
            UUID id, String source, int seats, @Nullable UUID seatChangeId, String onShortfall) {}

    static Partner of(UUID id, String token, int seats, @Nullable Integer supplyLimit) {
        return new Partner(id, token, seats, supplyLimit, new CopyOnWriteArrayList<>());
    }
}
