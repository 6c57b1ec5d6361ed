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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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
     * Sends the events in order and tells what became of each. What is refused stops its own line
     * alone; an outage stops all.
     */
    Uni<Sent> publish(List<PublishedEvent> events) {
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .item(() -> sendAll(events))
                // The producer's first send looks for the brokers, which blocks.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(EventPublisher::outcome)
                .emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    private record Attempt(PublishedEvent event, CompletableFuture<Void> done) {

        Blame blame() {
            return Blame.of(done.exceptionNow());
        }
    }

    /**
     * What is refused at once, as where an event is too large or no broker is known, is followed by
     * nothing that must not go out before it.
     */
    private List<Attempt> sendAll(List<PublishedEvent> events) {
        List<Attempt> attempts = new ArrayList<>();
        Set<Line> stopped = new HashSet<>();
        for (PublishedEvent event : events) {
            if (stopped.contains(event.line())
                    || stopped.contains(Line.ofAllPartners(event.topic()))) {
                continue;
            }
            var attempt = new Attempt(event, send(event));
            attempts.add(attempt);
            if (attempt.done().isCompletedExceptionally()) {
                if (attempt.blame() == Blame.BROKERS) {
                    break;
                }
                stopped.add(lineOf(attempt));
            }
        }
        return attempts;
    }

    private static Line lineOf(Attempt attempt) {
        return attempt.blame() == Blame.TOPIC
                ? Line.ofAllPartners(attempt.event().topic())
                : attempt.event().line();
    }

    private static Uni<Sent> outcome(List<Attempt> attempts) {
        var all =
                CompletableFuture.allOf(
                        attempts.stream().map(Attempt::done).toArray(CompletableFuture<?>[]::new));
        return Uni.createFrom()
                .completionStage(all)
                .onFailure()
                .recoverWithNull()
                .map(_ -> sent(attempts));
    }

    private static Sent sent(List<Attempt> attempts) {
        Set<UUID> acknowledged = HashSet.newHashSet(attempts.size());
        Map<Line, Sent.Refusal> refusals = new LinkedHashMap<>();
        Throwable outage = null;
        for (Attempt attempt : attempts) {
            if (!attempt.done().isCompletedExceptionally()) {
                acknowledged.add(attempt.event().id());
            } else if (attempt.blame() == Blame.BROKERS) {
                outage = attempt.done().exceptionNow();
            } else {
                Line line = lineOf(attempt);
                refusals.putIfAbsent(
                        line,
                        new Sent.Refusal(attempt.event(), line, attempt.done().exceptionNow()));
            }
        }
        return new Sent(acknowledged, List.copyOf(refusals.values()), outage);
    }

    private CompletableFuture<Void> send(PublishedEvent event) {
        var done = new CompletableFuture<Void>();
        try {
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
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
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
        header(headers, "ce_dataschema", EventTypes.schema(event.type()));
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
