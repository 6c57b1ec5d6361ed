package io.seatflow.platform.clock;

import io.smallrye.mutiny.Uni;
import java.time.Instant;

/**
 * Work that becomes due as business time passes, such as quotes that expire. Also done in the
 * background.
 */
public interface FallsDue {

    /**
     * Does all that is due at {@code now}, several periods in turn; harmless when repeated or run
     * by several replicas.
     */
    Uni<Void> settle(Instant now);
}
