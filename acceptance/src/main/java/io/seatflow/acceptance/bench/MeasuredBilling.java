package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.Client;
import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.acceptance.run.DuePartners;
import io.seatflow.acceptance.run.PlayedSeats;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Patience;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresAddress;
import io.seatflow.local.servers.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a billing run needs, as in production: a PostgreSQL whose commits survive a power cut,
 * Kafka, and billing-service with the full compiler. Seat-service's answers are played over that
 * Kafka.
 */
final class MeasuredBilling implements AutoCloseable {

    static final String BILLING = "billing";

    /** The reference's own database: the service's tables, empty. */
    static final String REFERENCE = "reference";

    private static final String PASSWORD = "seatflow";
    private static final Duration DONE_MAX = Duration.ofMinutes(10);

    private final CpuMeter cpu = new CpuMeter();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final PostgresServer postgres;
    private final KafkaServer kafka;
    private final TokenIssuer issuer;
    private final Path logs;
    private final MeasuredService service;
    private final Connection watcher;

    MeasuredBilling(Path folder) throws IOException, SQLException {
        logs = folder.resolve("logs");
        postgres =
                keep(
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        folder.resolve("postgres"),
                                        Ports.free(),
                                        logs.resolve("postgres.log"),
                                        true)));
        postgres.address().createDatabase(BILLING, PASSWORD);
        kafka =
                keep(
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        folder.resolve("kafka"),
                                        Ports.free(),
                                        logs.resolve("kafka.log"))));
        issuer = keep(TokenIssuer.start());
        // It makes its tables; and a database in use cannot be copied.
        start().close();
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("create database %s template %s".formatted(REFERENCE, BILLING));
        }
        service = keep(start());
        watcher = keep(connect(BILLING));
        keep(new PlayedSeats(kafka.bootstrapServers()));
        cpu.watch("postgres", postgres.process().pid());
        cpu.watch("kafka", kafka.process().pid());
        cpu.watch("billing-service", service.pid());
        cpu.watch("played seats", ProcessHandle.current().pid());
    }

    private <T extends AutoCloseable> T keep(T server) {
        started.push(server);
        return server;
    }

    private MeasuredService start() {
        return MeasuredService.start(
                "billing-service",
                logs.resolve("billing-service.log"),
                Map.of(
                        "SEATFLOW_POSTGRES", postgres.address().hostAndPort(),
                        "SEATFLOW_DB_PASSWORD", PASSWORD,
                        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                        "SEATFLOW_OIDC_ISSUER", issuer.name(),
                        "SEATFLOW_CATALOG_INITIAL", "/catalog/2026-01.json"));
    }

    /** What a run took, and who used the processors meanwhile, in seconds. */
    record Run(double seconds, Map<String, Double> cpu, double cpuOfAll) {

        /** Processor time of an invoice, by who used it. */
        String cpuMicros(int invoices) {
            return cpu.entrySet().stream()
                    .map(each ->
                            "%s %.0f".formatted(each.getKey(), each.getValue() * 1e6 / invoices))
                    .collect(Collectors.joining(", "));
        }
    }

    /** Has so many partners billed, from the request of the run to the last invoice. */
    Run run(int partners) throws SQLException {
        long before = invoices();
        try (Connection connection = connect(BILLING)) {
            DuePartners.add(connection, partners);
        }
        var operator = Client.nobody(URI.create(service.url())).with(issuer.operator());
        var cpuBefore = cpu.seconds();
        var allBefore = CpuMeter.secondsOfAll();
        long begin = System.nanoTime();
        var _ =
                operator.post(
                                "/v1/billing-runs",
                                Map.of("asOf", LocalDate.now(ZoneOffset.UTC).toString()))
                        .expect(202);
        if (!Patience.until(DONE_MAX, () -> invoices() == before + partners)) {
            throw new IllegalStateException(
                    "%,d of %,d invoices after %s. The service's log: %s"
                            .formatted(invoices() - before, partners, DONE_MAX, logs));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        var used = new HashMap<String, Double>();
        cpu.seconds()
                .forEach((name, now) -> used.put(name, now - cpuBefore.getOrDefault(name, 0.0)));
        var run = new Run(seconds, used, CpuMeter.secondsOfAll() - allBefore);
        settle();
        return run;
    }

    private long invoices() {
        return number("select last_number from invoice_counter");
    }

    /** Waits until everything is told. */
    private void settle() {
        if (!Patience.until(DONE_MAX, () -> number("select count(*) from outbox") == 0)) {
            throw new IllegalStateException("Events are still to be published.");
        }
    }

    /** What the server itself says of its durability. */
    String durability() {
        return Stream.of("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method")
                .map(name -> name + "=" + text("show " + name))
                .collect(Collectors.joining(", "));
    }

    /** The figure that a query finds in the service's database. */
    long number(String query) {
        return Long.parseLong(text(query));
    }

    private String text(String query) {
        // The same connection each time: what is looked for often must not cost what is measured.
        try (var statement = watcher.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A superuser's connection to a database. */
    Connection connect(String database) throws SQLException {
        PostgresAddress address = postgres.address();
        return DriverManager.getConnection(
                address.jdbcUrl(database), address.superuser(), address.password());
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("It does not stop in order: " + e);
            }
        }
    }
}
