package io.seatflow.acceptance.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Patience;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresServer;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.json.JsonSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How late the end of a trial is told, from its instant to the event in Kafka, while a thousand
 * others run and while a million do; and what finding the due ones costs the database in both.
 */
public final class TrialsAtScale implements AutoCloseable {

    private static final int FEW = 1_000;
    private static final int MANY = 1_000_000;
    private static final int ROUNDS = 20;
    private static final int ENDING = 100;
    private static final int LOOKS = 2_000;
    private static final Duration LATE_MAX = Duration.ofSeconds(5);
    private static final Duration TOLD_MAX = Duration.ofMinutes(1);

    /** Trials with all their timers that are to come, as the service sets them. */
    private static final String TRIALS =
            """
            with added as (
                insert into trial (partner_id, client_id, started_at, ends_at, extended)
                select ('00000000-0000-0000-0000-' || lpad((i % 1000)::text, 12, '0'))::uuid, gen_random_uuid(),
                    ends_at - interval '14 days', ends_at, false
                from (select i, :end as ends_at from generate_series(1, :trials) i) e
                returning partner_id, client_id, ends_at)
            insert into trial_timer (partner_id, client_id, kind, ends_at, due_at)
            select partner_id, client_id, kind, ends_at, ends_at - before
            from added cross join (values ('THREE_DAYS_LEFT', interval '3 days'), ('ONE_DAY_LEFT', interval '1 day'),
                ('OVER', interval '0')) k (kind, before)
            where ends_at - before > now()
            """;

    private static final String FIND =
            """
            select partner_id, client_id, kind, ends_at, due_at from trial_timer
            where told_at is null and due_at <= now() order by due_at limit 1000 for update skip locked
            """;

    private final Connection database;
    private final Thread listener;
    private final Queue<Duration> late = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private TrialsAtScale(Connection database, String brokers) {
        this.database = database;
        this.listener = Thread.ofPlatform().name("ends").start(() -> listen(brokers));
    }

    /** Starts PostgreSQL, Kafka and trial-scheduler, measures, prints, and stops them. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        try (var run = RunFolder.in(folder);
                TokenIssuer issuer = TokenIssuer.start();
                PostgresServer postgres =
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        run.path().resolve("postgres"),
                                        Ports.free(),
                                        run.path().resolve("postgres.log"),
                                        true));
                KafkaServer kafka =
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        run.path().resolve("kafka"),
                                        Ports.free(),
                                        run.path().resolve("kafka.log")))) {
            var address = postgres.address();
            address.createDatabase("trials", "seatflow");
            try (MeasuredService _ =
                            MeasuredService.start(
                                    "trial-scheduler",
                                    run.path().resolve("trials.log"),
                                    Map.of(
                                            "SEATFLOW_POSTGRES",
                                            address.hostAndPort(),
                                            "SEATFLOW_DB_PASSWORD",
                                            "seatflow",
                                            "KAFKA_BOOTSTRAP_SERVERS",
                                            kafka.bootstrapServers(),
                                            "SEATFLOW_OIDC_ISSUER",
                                            issuer.name()));
                    Connection database =
                            DriverManager.getConnection(
                                    address.jdbcUrl("trials"),
                                    address.superuser(),
                                    address.password());
                    var scale = new TrialsAtScale(database, kafka.bootstrapServers())) {
                scale.measure();
            }
        }
    }

    private record Found(int running, List<Double> lateSeconds, double findMicros) {

        double late(double share) {
            int at = (int) Math.min(lateSeconds.size() - 1L, (long) (share * lateSeconds.size()));
            return lateSeconds.get(at);
        }
    }

    private void measure() throws SQLException {
        System.out.printf(
                "%d times %d trials end while others run; finding: %,d looks that find none%n%n",
                ROUNDS, ENDING, LOOKS);
        System.out.printf(
                "%12s %10s %10s %10s %16s%n",
                "running", "p50 s", "p99 s", "latest s", "finding us (p50)");
        Found few = measure(FEW);
        Found many = measure(MANY - FEW);
        System.out.printf(
                "%nFinding the due ones among a thousand times as many: %.2f times the time%n",
                many.findMicros() / few.findMicros());
        System.out.printf(
                "Target: none later than %d s: %s%n",
                LATE_MAX.toSeconds(), many.late(1) <= LATE_MAX.toSeconds() ? "met" : "missed");
    }

    private Found measure(int more) throws SQLException {
        // Of each, the reminders and the end are to come, on all the days of the fortnight.
        add("now() + interval '1 hour' + random() * interval '14 days'", more);
        execute("vacuum analyze trial, trial_timer");
        int running = (int) number("select count(*) from trial where ends_at > now()");
        late.clear();
        for (int round = 0; round < ROUNDS; round++) {
            add("now() + interval '2 seconds' + random() * interval '1 second'", ENDING);
            int expected = (round + 1) * ENDING;
            if (!Patience.until(TOLD_MAX, () -> late.size() >= expected)) {
                throw new IllegalStateException(
                        "%d of %d ends were told".formatted(late.size(), expected));
            }
        }
        List<Double> seconds = late.stream().map(each -> each.toNanos() / 1e9).sorted().toList();
        var found = new Found(running, seconds, findMicros());
        System.out.printf(
                "%,12d %10.2f %10.2f %10.2f %16.0f%n",
                running, found.late(0.5), found.late(0.99), found.late(1), found.findMicros());
        return found;
    }

    private double findMicros() throws SQLException {
        var micros = new ArrayList<Double>();
        try (var find = database.prepareStatement(FIND)) {
            for (int i = 0; i < LOOKS; i++) {
                long start = System.nanoTime();
                find.executeQuery().close();
                micros.add((System.nanoTime() - start) / 1e3);
            }
        }
        micros.sort(null);
        return micros.get(micros.size() / 2);
    }

    private void add(String end, int trials) throws SQLException {
        execute(TRIALS.replace(":end", end).replace(":trials", "" + trials));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void listen(String brokers) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                brokers,
                                "group.id",
                                "ends-" + UUID.randomUUID(),
                                "auto.offset.reset",
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.subscribe(List.of(EventTypes.topic(TrialExpired.class)));
            String expired = EventTypes.name(TrialExpired.class);
            while (!closed) {
                for (var message : consumer.poll(Duration.ofMillis(20))) {
                    Instant now = Instant.now();
                    var type = message.headers().lastHeader("ce_type").value();
                    if (expired.equals(new String(type, StandardCharsets.UTF_8))) {
                        late.add(Duration.between(endsAt(message.value()), now));
                    }
                }
            }
        }
    }

    private static Instant endsAt(String event) {
        try {
            return Instant.parse(JsonSetup.mapper().readTree(event).required("endsAt").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event that cannot be read: " + event, e);
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
    }
}
