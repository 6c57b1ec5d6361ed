package io.seatflow.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatflowEvent;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Seat-service and billing-service as account-service knows them: by what they tell on Kafka. */
@ApplicationScoped
public class Neighbours {

    private final String bootstrapServers;
    private final ObjectMapper json;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<UUID, List<AccountEvent>> told = new ConcurrentHashMap<>();
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final Thread listener = new Thread(this::listen, "neighbours");

    Neighbours(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            ObjectMapper json) {
        this.bootstrapServers = bootstrapServers;
        this.json = json;
        this.producer =
                new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
        this.consumer =
                new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer());
    }

    private Properties settings() {
        var settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "neighbours-" + UUID.randomUUID());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    @PostConstruct
    void start() {
        listener.start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        consumer.wakeup();
        listener.join();
        producer.close(Duration.ofSeconds(2));
    }

    /** Tells an event; its id, to tell it again. */
    public UUID tell(UUID partner, SeatflowEvent event) {
        UUID id = UUID.randomUUID();
        tell(id, partner, event);
        return id;
    }

    public void tell(UUID id, UUID partner, SeatflowEvent event) {
        ObjectNode data = json.valueToTree(event);
        data.put("partnerId", partner.toString());
        data.put("sequence", sequence.incrementAndGet());
        data.put("occurredAt", Instant.now().toString());
        String topic = EventTypes.topic(event.getClass());
        var message = new ProducerRecord<>(topic, partner.toString(), data.toString());
        Map.of(
                        "ce_id", id.toString(),
                        "ce_source", EventTypes.source(topic),
                        "ce_type", EventTypes.name(event.getClass()))
                .forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        var _ = producer.send(message);
        producer.flush();
    }

    /** What account-service tells of this kind of a partner, once it does. */
    public <E extends AccountEvent> E hear(UUID partner, Class<E> type) {
        return hearAll(partner, type, 1).getLast();
    }

    /** The same, once it has told as many. */
    public <E extends AccountEvent> List<E> hearAll(UUID partner, Class<E> type, int count) {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> heard(partner, type), heard -> heard.size() >= count);
    }

    /** What has been heard so far. */
    public <E extends AccountEvent> List<E> heard(UUID partner, Class<E> type) {
        return told.getOrDefault(partner, List.of()).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The partners whose registration has been heard of. */
    public UUID partnerNamed(String name) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () ->
                                told.entrySet().stream()
                                        .filter(one ->
                                                one.getValue().stream()
                                                        .anyMatch(e -> isNamed(e, name)))
                                        .map(Map.Entry::getKey)
                                        .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isNamed(AccountEvent event, String name) {
        return event instanceof AccountEvent.PartnerRegistered registered
                && registered.name().equals(name);
    }

    private void listen() {
        try (consumer) {
            consumer.subscribe(List.of("seatflow.accounts"));
            while (true) {
                consumer.poll(Duration.ofMillis(200)).forEach(this::keep);
            }
        } catch (WakeupException e) {
            // Told to stop.
        }
    }

    private void keep(ConsumerRecord<String, String> message) {
        String type = new String(message.headers().lastHeader("ce_type").value(), UTF_8);
        try {
            JsonNode data = json.readTree(message.value());
            var event = json.treeToValue(data, EventTypes.ofName(type).orElseThrow());
            told.computeIfAbsent(UUID.fromString(message.key()), _ -> new CopyOnWriteArrayList<>())
                    .add((AccountEvent) event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
