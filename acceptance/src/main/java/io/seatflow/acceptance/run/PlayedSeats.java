package io.seatflow.acceptance.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.json.JsonSetup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Plays seat-service in a billing run, over Kafka: answers what leaves with each period, again when
 * asked again; and hears what billing tells of each partner.
 */
public final class PlayedSeats implements AutoCloseable {

    private static final ObjectMapper JSON = JsonSetup.mapper();
    private static final String ENDING = EventTypes.name(PeriodEnding.class);
    private static final String ISSUED = EventTypes.name(InvoiceIssued.class);
    private static final String STARTED = EventTypes.name(PeriodStarted.class);
    private static final String ANSWERS = EventTypes.topic(SupplyReduced.class);

    private final KafkaProducer<String, String> producer;
    private final Map<UUID, Long> sequences = new HashMap<>();
    private final Map<UUID, Set<UUID>> issued = new ConcurrentHashMap<>();
    private final Map<UUID, Set<UUID>> started = new ConcurrentHashMap<>();
    private final Thread listener;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    public PlayedSeats(String brokers) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 2),
                        new StringSerializer(),
                        new StringSerializer());
        listener = Thread.ofPlatform().name("seats").start(() -> listen(brokers));
    }

    private void listen(String brokers) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                brokers,
                                "group.id",
                                "played-seats-" + Ids.next(),
                                "auto.offset.reset",
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.subscribe(List.of(EventTypes.topic(PeriodEnding.class)));
            while (!closed) {
                for (var message : consumer.poll(Duration.ofMillis(50))) {
                    hear(message);
                }
            }
        } catch (JsonProcessingException | RuntimeException e) {
            failure = e;
        }
    }

    private void hear(ConsumerRecord<String, String> message) throws JsonProcessingException {
        var type = header(message, "ce_type");
        var partner = UUID.fromString(message.key());
        if (type.equals(ENDING)) {
            answer(partner, JSON.readTree(message.value()));
        } else if (type.equals(ISSUED)) {
            issued.computeIfAbsent(partner, _ -> ConcurrentHashMap.newKeySet())
                    .add(UUID.fromString(header(message, "ce_id")));
        } else if (type.equals(STARTED)) {
            started.computeIfAbsent(partner, _ -> ConcurrentHashMap.newKeySet())
                    .add(UUID.fromString(header(message, "ce_id")));
        }
    }

    private void answer(UUID partner, JsonNode ending) throws JsonProcessingException {
        var end = Instant.parse(ending.required("periodEnd").asText());
        int retiring = DuePartners.retiring(partner);
        int supply = DuePartners.seats(partner) - retiring;
        String payload = JSON.writeValueAsString(new SupplyReduced(retiring, supply, end, 1, null));
        String data =
                "{\"partnerId\":\"%s\",\"sequence\":%d,\"occurredAt\":\"%s\",%s"
                        .formatted(
                                partner,
                                sequences.merge(partner, 1L, Long::sum),
                                Instant.now(),
                                payload.substring(1));
        var message = new ProducerRecord<>(ANSWERS, partner.toString(), data);
        message.headers()
                .add("ce_specversion", bytes("1.0"))
                .add("ce_id", bytes(Ids.next().toString()))
                .add("ce_source", bytes(EventTypes.source(ANSWERS)))
                .add("ce_type", bytes(EventTypes.name(SupplyReduced.class)));
        var _ =
                producer.send(
                        message,
                        (_, e) -> {
                            if (e != null) {
                                failure = e;
                            }
                        });
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Of each partner the ids under which an invoice of it was told. */
    public Map<UUID, Set<UUID>> issued() {
        requireRunning();
        return issued;
    }

    /** Of each partner the ids under which the beginning of a period was told. */
    public Map<UUID, Set<UUID>> started() {
        requireRunning();
        return started;
    }

    private void requireRunning() {
        if (failure != null) {
            throw new IllegalStateException("Nobody answers for the seats.", failure);
        }
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
