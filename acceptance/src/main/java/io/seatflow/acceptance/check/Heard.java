package io.seatflow.acceptance.check;

import io.seatflow.platform.event.SeatEvent;
import java.util.UUID;

/**
 * What seat-service told, as it came out of Kafka.
 *
 * @param id the CloudEvents id
 * @param sequence gapless per partner, as seat-service numbers its events
 * @param data the whole message, to tell a repeat from something else
 */
record Heard(UUID partner, long sequence, UUID id, SeatEvent event, String data) {}
