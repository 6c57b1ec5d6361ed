package io.seatflow.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.event.TrialEvent;
import io.seatflow.platform.json.JsonSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Account-service's side of the topics: tells what it tells, and hears what is told of trials. */
final class Topics {

    private static final ObjectMapper JSON = JsonSetup.mapper();

    private final KafkaProducer<String, String> producer;
    private final AtomicLong sequence = new AtomicLong();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Thread listener;
    private volatile boolean closed;

    /** An event as it was told: where in its partner's order, and at what time. */
    record Told(UUID partner, long sequence, Instant occurredAt, TrialEvent event) {}

    Topics(String brokers) {
        producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                        new StringSerializer(),
                        new StringSerializer());
        listener = Thread.ofPlatform().name("topics").start(() -> listen(brokers));
    }

    void tell(UUID partner, SeatflowEvent event) {
        tell(partner, event, UUID.randomUUID());
    }

    void tell(UUID partner, SeatflowEvent event, UUID id) {
        String topic = EventTypes.topic(event.getClass());
        ObjectNode data = JSON.valueToTree(event);
        data.put("partnerId", partner.toString());
        data.put("sequence", sequence.incrementAndGet());
        data.put("occurredAt", Instant.now().toString());
        var message = new ProducerRecord<>(topic, partner.toString(), data.toString());
        Map.of(
                        "ce_id", id.toString(),
                        "ce_source", EventTypes.source(topic),
                        "ce_type", EventTypes.name(event.getClass()))
                .forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        var _ = producer.send(message);
        producer.flush();
    }

    /** What was told of a partner's trials, in order. */
    List<Told> told(UUID partner) {
        return told.stream().filter(one -> one.partner().equals(partner)).toList();
    }

    List<TrialEvent> events(UUID partner) {
        return told(partner).stream().map(Told::event).toList();
    }

    private void listen(String brokers) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers,
                                ConsumerConfig.GROUP_ID_CONFIG,
                                "test-" + UUID.randomUUID(),
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.subscribe(List.of("seatflow.trials"));
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::hear);
            }
        }
    }

    private void hear(ConsumerRecord<String, String> message) {
        String name = new String(message.headers().lastHeader("ce_type").value(), UTF_8);
        var type = EventTypes.ofName(name).orElseThrow().asSubclass(TrialEvent.class);
        try {
            var data = JSON.readTree(message.value());
            told.add(
                    new Told(
                            UUID.fromString(message.key()),
                            data.required("sequence").asLong(),
                            Instant.parse(data.required("occurredAt").asText()),
                            JSON.treeToValue(data, type)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void close() throws InterruptedException {
        closed = true;
        listener.join();
        producer.close();
    }
}
