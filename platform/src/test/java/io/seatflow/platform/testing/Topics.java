package io.seatflow.platform.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.json.JsonSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The other services' side of the topics: tells what they tell, and hears what one service tells.
 */
public final class Topics {

    private static final ObjectMapper JSON = JsonSetup.mapper();

    private final KafkaProducer<String, String> producer;
    private final AtomicLong sequence = new AtomicLong();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Thread listener;
    private volatile boolean closed;

    /** An event as it was told: where in its partner's order, and at what time. */
    public record Told(UUID partner, long sequence, Instant occurredAt, SeatflowEvent event) {}

    /**
     * @param heard the topic that is listened to, from its beginning
     */
    public Topics(String brokers, String heard) {
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                        new StringSerializer(),
                        new StringSerializer());
        listener = Thread.ofPlatform().name("topics").start(() -> listen(brokers, heard));
    }

    /** Tells an event and gives the id under which it was told. */
    public UUID tell(UUID partner, SeatflowEvent event) {
        UUID id = Ids.next();
        tell(partner, event, id);
        return id;
    }

    /** Tells an event under an id, perhaps of one that was told before. */
    public void tell(UUID partner, SeatflowEvent event, UUID id) {
        tell(partner, event, id, Instant.now());
    }

    /** Tells an event of an earlier instant; it is in Kafka when this returns. */
    public void tell(UUID partner, SeatflowEvent event, UUID id, Instant at) {
        Class<? extends SeatflowEvent> type = event.getClass();
        String topic = EventTypes.topic(type);
        ObjectNode data = JSON.valueToTree(event);
        data.put("partnerId", partner.toString());
        data.put("sequence", sequence.incrementAndGet());
        data.put("occurredAt", at.toString());
        var message = new ProducerRecord<>(topic, partner.toString(), data.toString());
        header(message.headers(), "ce_specversion", "1.0");
        header(message.headers(), "ce_id", id.toString());
        header(message.headers(), "ce_source", EventTypes.source(topic));
        header(message.headers(), "ce_type", EventTypes.name(type));
        header(message.headers(), "ce_subject", partner.toString());
        header(message.headers(), "ce_time", at.toString());
        try {
            producer.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was told of a partner, in order. */
    public List<Told> told(UUID partner) {
        return told.stream().filter(one -> one.partner().equals(partner)).toList();
    }

    /** The events of it. */
    public List<SeatflowEvent> events(UUID partner) {
        return told(partner).stream().map(Told::event).toList();
    }

    /** Those of one type. */
    public <E extends SeatflowEvent> List<E> told(UUID partner, Class<E> type) {
        return told(partner).stream()
                .map(Told::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** All that was told so far, of all partners. */
    public List<Told> told() {
        return List.copyOf(told);
    }

    private void listen(String brokers, String heard) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers,
                                ConsumerConfig.GROUP_ID_CONFIG,
                                "test-" + Ids.next(),
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.subscribe(List.of(heard));
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::hear);
            }
        }
    }

    private void hear(ConsumerRecord<String, String> message) {
        String name = new String(message.headers().lastHeader("ce_type").value(), UTF_8);
        try {
            JsonNode data = JSON.readTree(message.value());
            told.add(
                    new Told(
                            UUID.fromString(message.key()),
                            data.required("sequence").asLong(),
                            Instant.parse(data.required("occurredAt").asText()),
                            JSON.treeToValue(data, EventTypes.ofName(name).orElseThrow())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    public void close() throws InterruptedException {
        closed = true;
        listener.join();
        producer.close();
    }
}
