package io.seatflow.platform.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as it arrived.
 *
 * @param id the CloudEvents id, which the inbox remembers
 * @param source the service that tells it
 * @param sequence gapless per partner and source
 */
public record Received<E extends SeatflowEvent>(
        UUID id, String source, UUID partnerId, long sequence, Instant occurredAt, E event) {

    /** The same, known to be of a kind. */
    public <T extends SeatflowEvent> Received<T> with(T event) {
        return new Received<>(id, source, partnerId, sequence, occurredAt, event);
    }
}
