package io.seatflow.platform.outbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events that leave one after the other.
 *
 * @param partnerId null: those of all partners on that topic
 */
record Line(@Nullable UUID partnerId, String topic) {

    static Line ofAllPartners(String topic) {
        return new Line(null, topic);
    }
}
