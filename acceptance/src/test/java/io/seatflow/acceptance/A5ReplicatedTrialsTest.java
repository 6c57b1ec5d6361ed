package io.seatflow.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.local.servers.ChildProcess;
import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresServer;
import io.seatflow.local.servers.ProjectFolder;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.json.JsonSetup;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas of trial-scheduler, one of which is killed while ten thousand trials run out. */
@OwnServers
class A5ReplicatedTrialsTest {

    private static final int TRIALS = 10_000;
    private static final int PARTNERS = 500;
    private static final Duration LATE_MAX = Duration.ofSeconds(5);

    /** Time for all trials to be heard of before the first one ends, on a busy machine too. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(150);

    private static final Duration FORTNIGHT = Duration.ofDays(14);
    private static final ObjectMapper JSON = JsonSetup.mapper();

    /** When each trial's end was told, by the ids under which it was. */
    private final Map<UUID, Map<String, Instant>> told = new ConcurrentHashMap<>();

    @Test
    void eachTrialExpiresOnceAndNoneLate(@TempDir Path folder) throws Exception {
        long seed = System.nanoTime();
        System.out.println("Replicated trials, seed " + seed);
        var random = new SplittableRandom(seed);
        Files.createDirectories(folder);
        try (TokenIssuer issuer = TokenIssuer.start();
                PostgresServer postgres =
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        folder.resolve("postgres"),
                                        Ports.free(),
                                        folder.resolve("postgres.log"),
                                        true));
                KafkaServer kafka =
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        folder.resolve("kafka"),
                                        Ports.free(),
                                        folder.resolve("kafka.log")))) {
            postgres.address().createDatabase("trials", "seatflow");
            var environment =
                    Map.of(
                            "SEATFLOW_POSTGRES",
                            postgres.address().hostAndPort(),
                            "SEATFLOW_DB_PASSWORD",
                            "seatflow",
                            "KAFKA_BOOTSTRAP_SERVERS",
                            kafka.bootstrapServers(),
                            "SEATFLOW_OIDC_ISSUER",
                            issuer.name());
            try (Replica first = replica(0, environment, folder);
                    Replica second = replica(1, environment, folder);
                    Listener _ = listen(kafka.bootstrapServers())) {
                first.awaitReady();
                second.awaitReady();
                Map<UUID, Instant> ends = begin(kafka.bootstrapServers(), random);
                awaitTimers(postgres);
                Instant firstEnd = ends.values().stream().min(Instant::compareTo).orElseThrow();
                var early = Duration.between(Instant.now(), firstEnd);
                assertThat(early).as("all are known in time").isPositive();

                // Somewhere within the minute in which they all run out.
                Instant killedAt = firstEnd.plusMillis(random.nextInt(5_000, 50_000));
                await().atMost(KNOWN_WITHIN.plusMinutes(1))
                        .until(() -> Instant.now().isAfter(killedAt));
                (random.nextBoolean() ? first : second).process().kill();

                await().atMost(Duration.ofMinutes(2)).until(() -> told.size() == TRIALS);
                Duration late = requireOnceAndInTime(ends);
                System.out.printf(
                        "%d trials were known %d s before the first end; the last one was told %d ms late%n",
                        TRIALS, early.toSeconds(), late.toMillis());
                requireNothingLeft(postgres);
            }
        }
    }

    /** How late the one was told that was told last. */
    private Duration requireOnceAndInTime(Map<UUID, Instant> ends) {
        TreeSet<Duration> late = new TreeSet<>();
        assertThat(told.keySet()).isEqualTo(ends.keySet());
        told.forEach((client, times) -> {
            assertThat(times).as("times that the end of %s was told", client).hasSize(1);
            late.add(Duration.between(ends.get(client), times.values().iterator().next()));
        });
        assertThat(late.first()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(late.last()).isLessThanOrEqualTo(LATE_MAX);
        return late.last();
    }

    private static void requireNothingLeft(PostgresServer postgres) throws SQLException {
        assertThat(count(postgres, "select count(*) from trial_timer where told_at is null"))
                .isZero();
    }

    private static void awaitTimers(PostgresServer postgres) {
        await().atMost(KNOWN_WITHIN)
                .until(() ->
                        count(postgres, "select count(*) from trial_timer where kind = 'OVER'")
                                == TRIALS);
    }

    private static long count(PostgresServer postgres, String sql) throws SQLException {
        var address = postgres.address();
        try (var connection =
                        DriverManager.getConnection(
                                address.jdbcUrl("trials"),
                                address.superuser(),
                                address.password());
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Trials that run out within one minute, and begin to when all of them are known. */
    private static Map<UUID, Instant> begin(String brokers, SplittableRandom random) {
        Instant from = Instant.now().plus(KNOWN_WITHIN);
        var partners = new UUID[PARTNERS];
        for (int i = 0; i < PARTNERS; i++) {
            partners[i] = UUID.randomUUID();
        }
        var ends = new HashMap<UUID, Instant>();
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", brokers),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (int i = 0; i < TRIALS; i++) {
                UUID client = UUID.randomUUID();
                // To the microsecond that the database keeps.
                Instant end =
                        from.truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
                                .plusMillis(random.nextInt(60_000));
                ends.put(client, end);
                var _ =
                        producer.send(
                                message(
                                        partners[random.nextInt(PARTNERS)],
                                        new TrialStarted(client, end.minus(FORTNIGHT), end),
                                        i + 1));
            }
        }
        return ends;
    }

    private static ProducerRecord<String, String> message(
            UUID partner, TrialStarted event, long sequence) {
        ObjectNode data = JSON.valueToTree(event);
        data.put("partnerId", partner.toString());
        data.put("sequence", sequence);
        data.put("occurredAt", Instant.now().toString());
        String topic = EventTypes.topic(TrialStarted.class);
        var message = new ProducerRecord<>(topic, partner.toString(), data.toString());
        Map.of(
                        "ce_id", UUID.randomUUID().toString(),
                        "ce_source", EventTypes.source(topic),
                        "ce_type", EventTypes.name(TrialStarted.class))
                .forEach((name, value) -> message.headers().add(name, value.getBytes(UTF_8)));
        return message;
    }

    private record Replica(ChildProcess process, Client nobody) implements AutoCloseable {

        void awaitReady() {
            process.awaitReady(Duration.ofMinutes(2), () -> isReady(nobody));
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private static Replica replica(int number, Map<String, String> environment, Path folder) {
        int port = Ports.free();
        var told = new HashMap<>(environment);
        told.put("QUARKUS_HTTP_PORT", "" + port);
        ChildProcess process =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "trial-scheduler " + number,
                                List.of(
                                        Java.executable(),
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-jar",
                                        ProjectFolder.find()
                                                .root()
                                                .resolve(
                                                        "trial-scheduler/target/quarkus-app/quarkus-run.jar")
                                                .toString()),
                                told,
                                "TERM",
                                folder.resolve("replica" + number + ".log")));
        return new Replica(process, Client.nobody(URI.create("http://localhost:" + port)));
    }

    private static boolean isReady(Client nobody) {
        try {
            return nobody.get("/q/health/ready").status() == 200;
        } catch (RuntimeException _) {
            return false;
        }
    }

    private Listener listen(String brokers) {
        var listener = new Listener(brokers);
        listener.start();
        return listener;
    }

    /** Hears what is told of trials until it is closed. */
    private final class Listener extends Thread implements AutoCloseable {

        private final AtomicBoolean closed = new AtomicBoolean();
        private final String brokers;

        Listener(String brokers) {
            super("trials");
            this.brokers = brokers;
        }

        @Override
        public void run() {
            try (var consumer =
                    new KafkaConsumer<>(
                            Map.<String, Object>of(
                                    "bootstrap.servers", brokers,
                                    "group.id", "listener",
                                    "auto.offset.reset", "earliest"),
                            new StringDeserializer(),
                            new StringDeserializer())) {
                consumer.subscribe(List.of("seatflow.trials"));
                while (!closed.get()) {
                    consumer.poll(Duration.ofMillis(100))
                            .forEach(A5ReplicatedTrialsTest.this::hear);
                }
            }
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }

    /** Told when Kafka took it, which is after the scheduler has committed. */
    private void hear(ConsumerRecord<String, String> message) {
        if (!header(message, "ce_type").equals(EventTypes.name(TrialExpired.class))) {
            return;
        }
        try {
            UUID client =
                    UUID.fromString(JSON.readTree(message.value()).required("clientId").asText());
            told.computeIfAbsent(client, _ -> new ConcurrentHashMap<>())
                    .putIfAbsent(
                            header(message, "ce_id"), Instant.ofEpochMilli(message.timestamp()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(ConsumerRecord<String, String> message, String name) {
        return new String(message.headers().lastHeader(name).value(), UTF_8);
    }
}
