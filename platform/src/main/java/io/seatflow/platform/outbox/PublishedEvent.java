package io.seatflow.platform.outbox;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the outbox on its way to Kafka. */
record PublishedEvent(
        UUID partnerId,
        String topic,
        long sequence,
        UUID id,
        String type,
        Instant occurredAt,
        @Nullable String traceParent,
        @Nullable String requestId,
        String payload) {

    static PublishedEvent of(Row row) {
        return new PublishedEvent(
                row.getUUID("partner_id"),
                row.getString("topic"),
                row.getLong("sequence"),
                row.getUUID("event_id"),
                row.getString("type"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getString("trace_parent"),
                row.getString("request_id"),
                row.getString("payload"));
    }

    /** The payload with what every event carries put in front. */
    String data() {
        String common =
                "{\"partnerId\":\"%s\",\"sequence\":%d,\"occurredAt\":\"%s\""
                        .formatted(partnerId, sequence, occurredAt);
        return payload.equals("{}") ? common + "}" : common + "," + payload.substring(1);
    }
}
