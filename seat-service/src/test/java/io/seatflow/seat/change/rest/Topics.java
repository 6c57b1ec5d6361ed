package io.seatflow.seat.change.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.json.JsonSetup;
import java.nio.charset.StandardCharsets;
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

/** The other services' side of the topics: tells what they tell, and hears what is told here. */
final class Topics {

    private static final ObjectMapper JSON = JsonSetup.mapper();

    private final KafkaProducer<String, String> producer;
    private final AtomicLong sequence = new AtomicLong();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Thread listener;
    private volatile boolean closed;

    record Told(UUID partner, SeatEvent event) {}

    Topics(String brokers) {
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                        new StringSerializer(),
                        new StringSerializer());
        listener = Thread.ofPlatform().name("topics").start(() -> listen(brokers));
    }

    /** Tells an event and gives the id under which it was told. */
    UUID tell(UUID partner, SeatflowEvent event) {
        UUID id = Ids.next();
        tell(partner, event, id);
        return id;
    }

    /** Tells an event under an id, perhaps of one that was told before. */
    void tell(UUID partner, SeatflowEvent event, UUID id) {
        tell(partner, event, id, Instant.now());
    }

    /** Tells an event of an earlier instant. */
    void tell(UUID partner, SeatflowEvent event, UUID id, Instant at) {
        Class<? extends SeatflowEvent> type = event.getClass();
        ObjectNode data = JSON.valueToTree(event);
        data.put("partnerId", partner.toString());
        data.put("sequence", sequence.incrementAndGet());
        data.put("occurredAt", at.toString());
        var message =
                new ProducerRecord<>(EventTypes.topic(type), partner.toString(), data.toString());
        header(message.headers(), "ce_specversion", "1.0");
        header(message.headers(), "ce_id", id.toString());
        header(message.headers(), "ce_source", EventTypes.source(EventTypes.topic(type)));
        header(message.headers(), "ce_type", EventTypes.name(type));
        header(message.headers(), "ce_subject", partner.toString());
        header(message.headers(), "ce_time", at.toString());
        try {
            producer.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What this service told of a partner, of one type. */
    <E extends SeatEvent> List<E> told(UUID partner, Class<E> type) {
        return told.stream()
                .filter(one -> one.partner().equals(partner))
                .map(Told::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private void listen(String brokers) {
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
            consumer.subscribe(List.of("seatflow.seats"));
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::hear);
            }
        }
    }

    private void hear(ConsumerRecord<String, String> message) {
        var name =
                new String(message.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
        var type = EventTypes.ofName(name).orElseThrow().asSubclass(SeatEvent.class);
        try {
            told.add(
                    new Told(
                            UUID.fromString(message.key()), JSON.readValue(message.value(), type)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    void close() throws InterruptedException {
        closed = true;
        listener.join();
        producer.close();
    }
}
