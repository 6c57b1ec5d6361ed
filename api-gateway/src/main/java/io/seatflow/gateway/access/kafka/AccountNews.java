package io.seatflow.gateway.access.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.seatflow.gateway.access.Access;
import io.seatflow.platform.event.EventTypes;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that account-service has ever told, from the beginning at each start, and goes on
 * listening. Every replica reads for itself and leaves no trace at the broker: nothing is kept.
 */
@Singleton
class AccountNews {

    private static final Logger LOG = Logger.getLogger(AccountNews.class);
    private static final String TOPIC = "seatflow.accounts";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PARTITIONS_KNOWN_FOR = Duration.ofSeconds(30);

    private final Access access;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final String bootstrapServers;
    private volatile boolean stopped;
    private volatile @Nullable KafkaConsumer<String, String> listening;
    private volatile @Nullable Thread listener;

    AccountNews(
            Access access,
            ObjectMapper json,
            MeterRegistry meters,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.access = access;
        this.json = json;
        this.meters = meters;
        this.bootstrapServers = bootstrapServers;
    }

    void start(@Observes StartupEvent event) {
        listener =
                Thread.ofPlatform().name("account-news").daemon().start(this::listenUntilStopped);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        KafkaConsumer<String, String> consumer = listening;
        if (consumer != null) {
            consumer.wakeup();
        }
        Thread thread = listener;
        if (thread != null) {
            thread.join(Duration.ofSeconds(5));
        }
    }

    /** Whether somebody still listens; also while no broker answers. */
    boolean isListening() {
        Thread thread = listener;
        return thread != null && thread.isAlive();
    }

    /** What goes wrong is begun anew, and what is known meanwhile stays in force. */
    private void listenUntilStopped() {
        while (!stopped) {
            try (var consumer = consumer()) {
                listening = consumer;
                listen(consumer);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (RuntimeException e) {
                // Whatever it is: a gateway that hears no more would let in who is shut out.
                LOG.warnf("No news of accounts, listening again: %s", e.toString());
                pause();
            }
        }
    }

    private KafkaConsumer<String, String> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "api-gateway-access",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private void listen(KafkaConsumer<String, String> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long lookedAtNanos = System.nanoTime();
        boolean caughtUp = false;
        while (!stopped) {
            consumer.poll(POLL).forEach(this::follow);
            if (!caughtUp && isPast(consumer, ends)) {
                caughtUp = true;
                access.isComplete();
                LOG.info("Who may come in is known.");
            }
            if (System.nanoTime() - lookedAtNanos > PARTITIONS_KNOWN_FOR.toNanos()) {
                lookedAtNanos = System.nanoTime();
                if (partitions(consumer).size() != partitions.size()) {
                    return;
                }
            }
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, String> consumer) {
        var partitions =
                consumer.partitionsFor(TOPIC).stream()
                        .map(one -> new TopicPartition(TOPIC, one.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("There is no topic " + TOPIC + ".");
        }
        return partitions;
    }

    private static boolean isPast(
            KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** What cannot be read tells nothing, here as elsewhere. */
    private void follow(ConsumerRecord<String, String> message) {
        Header type = message.headers().lastHeader("ce_type");
        var known =
                type == null
                        ? null
                        : EventTypes.ofName(new String(type.value(), UTF_8)).orElse(null);
        if (known == null) {
            return;
        }
        try {
            JsonNode data = json.readTree(message.value());
            access.follow(
                    UUID.fromString(message.key()),
                    data.path("sequence").asLong(Long.MAX_VALUE),
                    json.treeToValue(data, known));
        } catch (JsonProcessingException | RuntimeException e) {
            meters.counter("seatflow.events.unreadable", "topic", TOPIC).increment();
            LOG.errorf(
                    "%s@%d of %s cannot be read: %s",
                    message.partition(), message.offset(), TOPIC, e.toString());
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }
}
