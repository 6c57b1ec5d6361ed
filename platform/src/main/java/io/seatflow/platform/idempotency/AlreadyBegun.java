package io.seatflow.platform.idempotency;

import java.util.UUID;

/**
 * The same request had its effect before, but was cut off before its answer: it is answered from
 * what it made.
 */
public final class AlreadyBegun extends RuntimeException {

    private final UUID resourceId;

    AlreadyBegun(UUID resourceId) {
        super("This Idempotency-Key has had its effect on " + resourceId + ".", null, false, false);
        this.resourceId = resourceId;
    }

    public UUID resourceId() {
        return resourceId;
    }
}
