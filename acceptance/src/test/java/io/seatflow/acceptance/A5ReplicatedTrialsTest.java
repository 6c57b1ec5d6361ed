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
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.json.JsonSetup;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas of trial-scheduler, one of which is killed while ten thousand trials run out, and
 * the clients whose trials they are. What is to be done within the minute is prepared an hour of
 * business time before, which passes at once as soon as all is there.
 */
@OwnServers
class A5ReplicatedTrialsTest {

    private static final int TRIALS = 10_000;
    private static final int PARTNERS = 500;
    private static final Duration LATE_MAX = Duration.ofSeconds(5);

    /** Time for all trials to be heard of, on a busy machine too. */
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(150);

    /** Until the first one ends, once all are known: both replicas know of the later time then. */
    private static final Duration BEFORE_FIRST = Duration.ofSeconds(10);

    private static final Duration FORTNIGHT = Duration.ofDays(14);
    private static final ObjectMapper JSON = JsonSetup.mapper();

    /** When each trial's end was told, by the ids under which it was; by the system's clock. */
    private final Map<UUID, Map<String, Instant>> told = new ConcurrentHashMap<>();

    /** The same of the clients that were disabled. */
    private final Map<UUID, Map<String, Instant>> disabled = new ConcurrentHashMap<>();

    /** A trial of a partner's client. */
    private record Ending(UUID partner, UUID client, Instant end) {}

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
            postgres.address().createDatabase("accounts", "seatflow");
            var environment = environment(postgres, kafka, issuer);
            try (Service first = service("trial-scheduler", 0, environment, folder);
                    Service second = service("trial-scheduler", 1, environment, folder);
                    Service accounts = service("account-service", 0, environment, folder);
                    Listener _ = listen(kafka.bootstrapServers())) {
                for (Service service : List.of(first, second, accounts)) {
                    service.awaitReady();
                }
                Instant from = Instant.now().plus(Duration.ofHours(1));
                List<Ending> endings = endings(from, random);
                keep(postgres, endings);
                begin(kafka.bootstrapServers(), endings);
                awaitTimers(postgres);
                Duration ahead =
                        Duration.between(Instant.now(), from)
                                .minus(BEFORE_FIRST)
                                .truncatedTo(ChronoUnit.MILLIS);
                first.moveTo(ahead, issuer);
                accounts.moveTo(ahead, issuer);

                // Somewhere within the minute in which they all run out.
                Instant killedAt = from.minus(ahead).plusMillis(random.nextInt(5_000, 50_000));
                await().atMost(Duration.ofMinutes(2)).until(() -> Instant.now().isAfter(killedAt));
                (random.nextBoolean() ? first : second).process().kill();

                await().atMost(Duration.ofMinutes(2)).until(() -> told.size() == TRIALS);
                Duration late = requireOnceAndInTime(endings, ahead);
                Instant toldAll = Instant.now();
                await().atMost(Duration.ofMinutes(3)).until(() -> disabled.size() == TRIALS);
                System.out.printf(
                        "%d trials ended; the last end was told %d ms late, the last client disabled %d s after all were told%n",
                        TRIALS,
                        late.toMillis(),
                        Duration.between(toldAll, Instant.now()).toSeconds());
                requireNothingLeft(postgres);
                requireEachDisabledOnce(postgres, endings);
            }
        }
    }

    private static Map<String, String> environment(
            PostgresServer postgres, KafkaServer kafka, TokenIssuer issuer) {
        return Map.of(
                "QUARKUS_PROFILE", "local",
                "SEATFLOW_SANDBOX", "true",
                "SEATFLOW_IDENTITIES", "off",
                "SEATFLOW_MAIL", "off",
                "SEATFLOW_POSTGRES", postgres.address().hostAndPort(),
                "SEATFLOW_DB_PASSWORD", "seatflow",
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "SEATFLOW_OIDC_ISSUER", issuer.name());
    }

    /** How late the one was told that was told last. */
    private Duration requireOnceAndInTime(List<Ending> endings, Duration ahead) {
        TreeSet<Duration> late = new TreeSet<>();
        assertThat(told.keySet()).isEqualTo(clients(endings));
        for (Ending ending : endings) {
            var times = told.getOrDefault(ending.client(), Map.of());
            assertThat(times).as("times that the end of %s was told", ending).hasSize(1);
            late.add(Duration.between(ending.end(), times.values().iterator().next().plus(ahead)));
        }
        assertThat(late.first()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(late.last()).isLessThanOrEqualTo(LATE_MAX);
        return late.last();
    }

    private static void requireNothingLeft(PostgresServer postgres) throws SQLException {
        assertThat(
                        count(
                                postgres,
                                "trials",
                                "select count(*) from trial_timer where told_at is null"))
                .isZero();
    }

    /** One event and one line of the audit log for each, and nothing that waits. */
    private void requireEachDisabledOnce(PostgresServer postgres, List<Ending> endings)
            throws SQLException {
        assertThat(disabled.keySet()).isEqualTo(clients(endings));
        assertThat(disabled.values()).allMatch(events -> events.size() == 1);
        for (String sql :
                List.of(
                        "select count(*) from client where status = 'DISABLED' and disabled_reason = 'trial-over'",
                        "select count(distinct subject_id) from audit_entry where action = 'DISABLED'",
                        "select count(*) from audit_entry")) {
            assertThat(count(postgres, "accounts", sql)).as(sql).isEqualTo(TRIALS);
        }
        assertThat(count(postgres, "accounts", "select count(*) from dead_letter")).isZero();
    }

    private static Set<UUID> clients(List<Ending> endings) {
        return endings.stream().map(Ending::client).collect(Collectors.toSet());
    }

    private static void awaitTimers(PostgresServer postgres) {
        await().atMost(KNOWN_WITHIN)
                .until(() ->
                        count(
                                        postgres,
                                        "trials",
                                        "select count(*) from trial_timer where kind = 'OVER'")
                                == TRIALS);
    }

    private static long count(PostgresServer postgres, String database, String sql)
            throws SQLException {
        try (var connection = connect(postgres, database);
                var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Connection connect(PostgresServer postgres, String database)
            throws SQLException {
        var address = postgres.address();
        return DriverManager.getConnection(
                address.jdbcUrl(database), address.superuser(), address.password());
    }

    /** Trials that run out within one minute. */
    private static List<Ending> endings(Instant from, SplittableRandom random) {
        var partners = Stream.generate(UUID::randomUUID).limit(PARTNERS).toList();
        return Stream.generate(() ->
                        new Ending(
                                partners.get(random.nextInt(PARTNERS)),
                                UUID.randomUUID(),
                                // To what the database keeps.
                                from.truncatedTo(ChronoUnit.MILLIS)
                                        .plusMillis(random.nextInt(60_000))))
                .limit(TRIALS)
                .toList();
    }

    /** As account-service has them after they were made. */
    private static void keep(PostgresServer postgres, List<Ending> endings) throws SQLException {
        try (var connection = connect(postgres, "accounts")) {
            connection.setAutoCommit(false);
            try (var partner =
                    connection.prepareStatement(
                            """
                            insert into partner
                                (partner_id, name, program, billing_interval, currency, time_zone, seats, add_ons,
                                 proration_collection, has_card, status, created_by, created_at, version, clients_may_confirm)
                            values (?, 'Acme', 'BASIC', 'MONTHLY', 'USD', 'America/Toronto', 0, '{}',
                                    'IMMEDIATE', false, 'ACTIVE', 'operator@seatflow.test', now(), 1, true)
                            """)) {
                for (UUID id : endings.stream().map(Ending::partner).distinct().toList()) {
                    partner.setObject(1, id);
                    partner.addBatch();
                }
                partner.executeBatch();
            }
            try (var client =
                    connection.prepareStatement(
                            """
                            insert into client
                                (partner_id, client_id, name, status, existence, billing_manager, on_trial_end, seats, in_use,
                                 created_by, created_at, version, billed, trial_started_at, trial_ends_at)
                            values (?, ?, 'Initech', 'TRIAL', 'LISTED', 'PARTNER', 'DISABLE', 0, 0,
                                    'admin@acme.test', now(), 1, false, ?, ?)
                            """)) {
                for (Ending ending : endings) {
                    client.setObject(1, ending.partner());
                    client.setObject(2, ending.client());
                    client.setObject(3, ending.end().minus(FORTNIGHT).atOffset(ZoneOffset.UTC));
                    client.setObject(4, ending.end().atOffset(ZoneOffset.UTC));
                    client.addBatch();
                }
                client.executeBatch();
            }
            connection.commit();
        }
    }

    /** Tells of the trials, as account-service does. */
    private static void begin(String brokers, List<Ending> endings) {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", brokers),
                        new StringSerializer(),
                        new StringSerializer())) {
            long sequence = 0;
            for (Ending ending : endings) {
                sequence++;
                var started =
                        new TrialStarted(
                                ending.client(), ending.end().minus(FORTNIGHT), ending.end());
                var _ = producer.send(message(ending.partner(), started, sequence));
            }
        }
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

    private record Service(ChildProcess process, Client nobody) implements AutoCloseable {

        void awaitReady() {
            process.awaitReady(Duration.ofMinutes(2), () -> isReady(nobody));
        }

        /** Moves the business time of all replicas of the service. */
        void moveTo(Duration ahead, TokenIssuer issuer) {
            nobody.with(issuer.operator())
                    .post("/internal/clock", Map.of("ahead", ahead.toString()))
                    .expect(200);
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private static Service service(
            String name, int number, Map<String, String> environment, Path folder) {
        int port = Ports.free();
        var told = new HashMap<>(environment);
        told.put("QUARKUS_HTTP_PORT", "" + port);
        ChildProcess process =
                ChildProcess.start(
                        new ChildProcess.Command(
                                name + " " + number,
                                List.of(
                                        Java.executable(),
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-jar",
                                        ProjectFolder.find()
                                                .root()
                                                .resolve(name)
                                                .resolve("target/quarkus-app/quarkus-run.jar")
                                                .toString()),
                                told,
                                "TERM",
                                folder.resolve(name + number + ".log")));
        return new Service(process, Client.nobody(URI.create("http://localhost:" + port)));
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
                consumer.subscribe(List.of("seatflow.trials", "seatflow.accounts"));
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

    /** Told when Kafka took it, which is after whoever tells it has committed. */
    private void hear(ConsumerRecord<String, String> message) {
        String type = header(message, "ce_type");
        if (type.equals(EventTypes.name(TrialExpired.class))) {
            hear(message, told);
        } else if (type.equals(EventTypes.name(ClientDisabled.class))) {
            hear(message, disabled);
        }
    }

    private static void hear(
            ConsumerRecord<String, String> message, Map<UUID, Map<String, Instant>> heard) {
        try {
            UUID client =
                    UUID.fromString(JSON.readTree(message.value()).required("clientId").asText());
            heard.computeIfAbsent(client, _ -> new ConcurrentHashMap<>())
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
