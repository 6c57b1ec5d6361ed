package io.seatflow.acceptance.check;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics: what the other services tell goes in, everything that seat-service tells is kept. */
final class Topics implements AutoCloseable {

    private static final ObjectMapper JSON = JsonSetup.mapper();
    private static final String SEATS = "seatflow.seats";

    private final KafkaProducer<String, String> producer;
    private final Map<String, Long> sequences = new HashMap<>();
    private final List<Heard> heard = new ArrayList<>();
    private final AtomicInteger repeats = new AtomicInteger();
    private final Thread listener;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    /** Hears everything from the beginning, and passes each message on once it is kept. */
    Topics(String brokers, Consumer<Heard> next) {
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers,
                                ProducerConfig.ACKS_CONFIG,
                                "all"),
                        new StringSerializer(),
                        new StringSerializer());
        listener = Thread.ofPlatform().name("topics").start(() -> listen(brokers, next));
    }

    /** A message of another service that can be told again as it is. */
    record Message(UUID id, ProducerRecord<String, String> content) {}

    /** Tells an event under an id of its own and its partner's next sequence number. */
    Message tell(UUID partner, SeatflowEvent event) {
        var type = event.getClass();
        ObjectNode data = JSON.valueToTree(event);
        var now = Instant.now();
        data.put("partnerId", partner.toString());
        data.put("occurredAt", now.toString());
        synchronized (sequences) {
            data.put(
                    "sequence",
                    sequences.merge(EventTypes.topic(type) + partner, 1L, Long::sum).longValue());
            var message = message(partner, type, data, now);
            send(message);
            return message;
        }
    }

    /** Tells a message once more, as a producer does that did not hear of its success. */
    void again(Message message) {
        repeats.incrementAndGet();
        send(
                new Message(
                        message.id(),
                        new ProducerRecord<>(
                                message.content().topic(),
                                null,
                                message.content().key(),
                                message.content().value(),
                                message.content().headers())));
    }

    private static Message message(
            UUID partner, Class<? extends SeatflowEvent> type, ObjectNode data, Instant now) {
        var topic = EventTypes.topic(type);
        var id = Ids.next();
        var message = new ProducerRecord<>(topic, partner.toString(), data.toString());
        header(message.headers(), "ce_specversion", "1.0");
        header(message.headers(), "ce_id", id.toString());
        header(message.headers(), "ce_source", EventTypes.source(topic));
        header(message.headers(), "ce_type", EventTypes.name(type));
        header(message.headers(), "ce_subject", partner.toString());
        header(message.headers(), "ce_time", now.toString());
        return new Message(id, message);
    }

    /** Goes out in the order of the calls; a producer tries again by itself. */
    private void send(Message message) {
        var _ =
                producer.send(
                        message.content(),
                        (_, e) -> {
                            if (e != null) {
                                failure = e;
                            }
                        });
        if (failure != null) {
            throw new IllegalStateException("Kafka takes no messages.", failure);
        }
    }

    private void listen(String brokers, Consumer<Heard> next) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                brokers,
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(
                    consumer.partitionsFor(SEATS).stream()
                            .map(info -> new TopicPartition(SEATS, info.partition()))
                            .toList());
            while (!closed) {
                for (var message : consumer.poll(Duration.ofMillis(100))) {
                    var one = read(message);
                    synchronized (heard) {
                        heard.add(one);
                    }
                    next.accept(one);
                }
            }
        }
    }

    private static Heard read(ConsumerRecord<String, String> message) {
        var type =
                EventTypes.ofName(header(message, "ce_type"))
                        .orElseThrow()
                        .asSubclass(SeatEvent.class);
        try {
            return new Heard(
                    UUID.fromString(message.key()),
                    JSON.readTree(message.value()).required("sequence").longValue(),
                    UUID.fromString(header(message, "ce_id")),
                    JSON.readValue(message.value(), type),
                    message.value());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not what seat-service tells: " + message.value(), e);
        }
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** All that was heard up to now. */
    List<Heard> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /** How many different events were heard up to now. */
    long events() {
        return heard().stream().map(Heard::id).distinct().count();
    }

    /** How many messages were told twice on purpose. */
    int repeats() {
        return repeats.get();
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
