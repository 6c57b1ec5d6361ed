package io.seatflow.account.reconciliation;

import java.util.UUID;

/** What account-service and seat-service record differently of a user. */
public record Disagreement(UUID partnerId, UUID userId, Kind kind) {

    /** How they differ. */
    public enum Kind {
        /** A user in a seat here, of which seat-service does not know. */
        NO_SEAT,
        /** A seat there, of somebody who is to have none. */
        SEAT_LEFT
    }
}
