package io.seatflow.platform.outbox;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event of the outbox on its way to Kafka. */
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

    /** The line in which it has its place. */
    Line line() {
        return new Line(partnerId, topic);
    }

    /** The events of a row, in order. */
    static List<PublishedEvent> of(Row row) {
        UUID partner = row.getUUID("partner_id");
        String topic = row.getString("topic");
        long first = row.getLong("first_sequence");
        UUID[] ids = row.getArrayOfUUIDs("event_ids");
        String[] types = row.getArrayOfStrings("types");
        OffsetDateTime[] times = row.getArrayOfOffsetDateTimes("occurred_at");
        @Nullable String[] traces = row.getArrayOfStrings("trace_parents");
        @Nullable String[] requests = row.getArrayOfStrings("request_ids");
        String[] payloads = row.getArrayOfStrings("payloads");
        List<PublishedEvent> events = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            events.add(
                    new PublishedEvent(
                            partner,
                            topic,
                            first + i,
                            ids[i],
                            types[i],
                            times[i].toInstant(),
                            traces[i],
                            requests[i],
                            payloads[i]));
        }
        return events;
    }

    /** The payload with what every event carries put in front. */
    String data() {
        String common =
                "{\"partnerId\":\""
                        + partnerId
                        + "\",\"sequence\":"
                        + sequence
                        + ",\"occurredAt\":\""
                        + occurredAt
                        + '"';
        return payload.equals("{}") ? common + "}" : common + "," + payload.substring(1);
    }
}
