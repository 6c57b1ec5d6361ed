package io.seatflow.platform.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.tenancy.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent as Kafka delivered it, its payload still text.
 *
 * @param place its partition and offset; null where it did not come from Kafka just now
 */
public record RawEvent(
        UUID id,
        String topic,
        String source,
        String type,
        UUID partnerId,
        long sequence,
        Instant occurredAt,
        @Nullable String traceParent,
        @Nullable String requestId,
        @Nullable String place,
        String payload) {

    /** What log lines call it: nobody's business is in there. */
    @Override
    public String toString() {
        return "%s %s of partner %s on %s%s"
                .formatted(type, id, partnerId, topic, place == null ? "" : " " + place);
    }

    /**
     * Reads the envelope.
     *
     * @throws IllegalArgumentException where it is none of ours
     */
    static RawEvent of(ConsumerRecord<String, String> message, ObjectMapper json) {
        try {
            JsonNode data = json.readTree(message.value());
            return new RawEvent(
                    UUID.fromString(header(message, "ce_id")),
                    message.topic(),
                    header(message, "ce_source"),
                    header(message, "ce_type"),
                    UUID.fromString(data.required("partnerId").asText()),
                    data.required("sequence").asLong(),
                    Instant.parse(data.required("occurredAt").asText()),
                    optionalHeader(message, "traceparent"),
                    optionalHeader(message, RequestId.HEADER),
                    message.partition() + "@" + message.offset(),
                    message.value());
        } catch (JsonProcessingException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("No event of the suite: " + e.getMessage(), e);
        }
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        String value = optionalHeader(message, name);
        if (value == null) {
            throw new IllegalArgumentException("No event of the suite: it has no " + name + ".");
        }
        return value;
    }

    private static @Nullable String optionalHeader(
            ConsumerRecord<String, String> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
