package io.seatflow.platform.outbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.tenancy.RequestId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sends events to Kafka as CloudEvents in binary mode, keyed by partner, acknowledged by all
 * in-sync replicas.
 */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class EventPublisher {

    private final Producer<String, String> producer;
    private final Vertx vertx;

    EventPublisher(
            Vertx vertx,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "seatflow.service") String service) {
        this.vertx = vertx;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.CLIENT_ID_CONFIG,
                                service + "-outbox",
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                true,
                                // A batch of the relay is handed over at once: it goes out as
                                // few requests, and nobody waits for more to come.
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                128 * 1024,
                                ProducerConfig.LINGER_MS_CONFIG,
                                1,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                20_000,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                5_000,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                10_000),
                        new StringSerializer(),
                        new StringSerializer());
    }

    /**
     * Sends the events in order; fails if any was not acknowledged, and then all are to be sent
     * again.
     */
    Uni<Void> publish(List<PublishedEvent> events) {
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .item(() -> sendAll(events))
                // The producer's first send looks for the brokers, which blocks.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(sent -> Uni.createFrom().completionStage(CompletableFuture.allOf(sent)))
                .emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    /**
     * Stops at the first that is refused at once, as while no broker is known: nothing may go out
     * before it.
     */
    private CompletableFuture<?>[] sendAll(List<PublishedEvent> events) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (PublishedEvent event : events) {
            CompletableFuture<Void> one = send(event);
            sent.add(one);
            if (one.isCompletedExceptionally()) {
                break;
            }
        }
        return sent.toArray(CompletableFuture<?>[]::new);
    }

    private CompletableFuture<Void> send(PublishedEvent event) {
        var done = new CompletableFuture<Void>();
        var _ =
                producer.send(
                        message(event),
                        (_, failure) -> {
                            if (failure == null) {
                                done.complete(null);
                            } else {
                                done.completeExceptionally(failure);
                            }
                        });
        return done;
    }

    private static ProducerRecord<String, String> message(PublishedEvent event) {
        var message =
                new ProducerRecord<>(event.topic(), event.partnerId().toString(), event.data());
        Headers headers = message.headers();
        header(headers, "ce_specversion", "1.0");
        header(headers, "ce_id", event.id().toString());
        header(headers, "ce_source", EventTypes.source(event.topic()));
        header(headers, "ce_type", event.type());
        header(headers, "ce_subject", event.partnerId().toString());
        header(headers, "ce_time", event.occurredAt().toString());
        header(headers, "ce_dataschema", "/schemas/" + event.type() + ".json");
        header(headers, "content-type", "application/json");
        if (event.traceParent() != null) {
            header(headers, "traceparent", event.traceParent());
        }
        if (event.requestId() != null) {
            header(headers, RequestId.HEADER, event.requestId());
        }
        return message;
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @PreDestroy
    void close() {
        producer.close(Duration.ofSeconds(3));
    }
}
