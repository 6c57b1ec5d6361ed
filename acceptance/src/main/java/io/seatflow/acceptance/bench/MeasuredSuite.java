package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Patience;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresAddress;
import io.seatflow.local.servers.PostgresServer;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the hot path of the seat ledger needs, as in production: a PostgreSQL whose commits survive
 * a power cut, Kafka, seat-service with the full compiler, and the gateway where it is measured.
 */
final class MeasuredSuite implements AutoCloseable {

    /** The service's database and its login. */
    static final String SEATS = "seats";

    /** The service's database before its first use. */
    private static final String EMPTY = "seats_empty";

    /** The reference's own database and its login. */
    static final String REFERENCE = "reference";

    static final String DATABASE_PASSWORD = "seatflow";

    private static final Duration KNOWN_MAX = Duration.ofMinutes(5);
    private static final Duration SETTLED_MAX = Duration.ofMinutes(5);

    private final Path folder;
    private final CpuMeter cpu = new CpuMeter();
    private final Deque<AutoCloseable> started;
    private final PostgresServer postgres;
    private final TokenIssuer issuer;
    private final KafkaServer kafka;
    private final AccountNews news;
    private MeasuredService seats;

    private MeasuredSuite(Path folder, Deque<AutoCloseable> started) throws IOException {
        this.folder = folder;
        this.started = started;
        postgres =
                keep(
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        folder.resolve("postgres"),
                                        Ports.free(),
                                        log("postgres"),
                                        true)));
        cpu.watch("postgres", postgres.process().pid());
        postgres.address().createDatabase(SEATS, DATABASE_PASSWORD);
        postgres.address().createDatabase(REFERENCE, DATABASE_PASSWORD);
        kafka =
                keep(
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        folder.resolve("kafka"), Ports.free(), log("kafka"))));
        cpu.watch("kafka", kafka.process().pid());
        issuer = keep(TokenIssuer.start());
        news = keep(new AccountNews(kafka.bootstrapServers()));
        seats = startSeats();
        cpu.watch("generator", ProcessHandle.current().pid());
    }

    /** Starts all but the gateway, with data of its own in an empty folder. */
    static MeasuredSuite start(Path folder) throws IOException {
        var started = new ArrayDeque<AutoCloseable>();
        try {
            return new MeasuredSuite(folder, started);
        } catch (IOException | RuntimeException e) {
            close(started);
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T server) {
        started.push(server);
        return server;
    }

    private MeasuredService service(String name, Map<String, String> environment) {
        MeasuredService service = keep(MeasuredService.start(name, log(name), environment));
        cpu.watch(name, service.pid());
        return service;
    }

    private MeasuredService startSeats() {
        return service(
                "seat-service",
                Map.of(
                        "SEATFLOW_POSTGRES", postgres.address().hostAndPort(),
                        "SEATFLOW_DB_PASSWORD", DATABASE_PASSWORD,
                        "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                        "SEATFLOW_OIDC_ISSUER", issuer.name()));
    }

    /**
     * Puts a copy of the service's database by, as it is when nobody has used it yet. The service
     * is started anew: a database in use cannot be copied.
     */
    void keepEmptyDatabase() throws SQLException {
        seats.close();
        administer("create database %s owner %s template %s".formatted(EMPTY, SEATS, SEATS));
        seats = startSeats();
    }

    /**
     * Gives the running service an empty database in the place of its own. It keeps what it has
     * compiled, and sees its connections break.
     */
    void forgetAll() throws SQLException {
        administer("alter database %s allow_connections false".formatted(SEATS));
        administer(
                "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '%s'"
                        .formatted(SEATS));
        administer("drop database %s".formatted(SEATS));
        administer("create database %s owner %s template %s".formatted(SEATS, SEATS, EMPTY));
    }

    private void administer(String statement) throws SQLException {
        try (var connection = connect("postgres");
                var words = connection.createStatement()) {
            words.execute(statement);
        }
    }

    /** Starts a gateway before the service and tells its port. */
    int startGateway() {
        return service(
                        "api-gateway",
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                                "SEATFLOW_OIDC_ISSUER", issuer.name(),
                                "SEATFLOW_URL_SEAT", seats.url()))
                .port();
    }

    private Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /**
     * Makes partners the way they come to be: account-service's events tell seat-service of them.
     *
     * @param supply seats of each
     * @param clients of each
     */
    List<BenchPartner> newPartners(int count, int supply, int clients) {
        long known = clientsKnown();
        var partners = Stream.generate(() -> newPartner(supply, clients)).limit(count).toList();
        long expected = known + (long) count * clients;
        if (!Patience.until(KNOWN_MAX, () -> clientsKnown() == expected)) {
            throw new StartupFailure(
                    "seat-service knows %d of %d clients. Its log: %s"
                            .formatted(clientsKnown(), expected, log("seat-service")));
        }
        return partners;
    }

    private BenchPartner newPartner(int supply, int clients) {
        UUID id = UUID.randomUUID();
        var partner =
                new BenchPartner(
                        id,
                        IntStream.range(0, clients).mapToObj(_ -> UUID.randomUUID()).toList(),
                        List.of(BenchCaller.administrator(issuer, id)));
        news.tell(id, supply, partner.clients());
        return partner;
    }

    /**
     * Gives a partner that nobody has used yet so many clients in all, by rows as the service would
     * have written them: a hundred thousand events would take an hour's patience.
     */
    BenchPartner withClients(BenchPartner partner, int clients) throws SQLException {
        var all = new ArrayList<>(partner.clients());
        Stream.generate(UUID::randomUUID).limit(clients - all.size()).forEach(all::add);
        var added = all.subList(partner.clients().size(), clients);
        try (var connection = connect(SEATS);
                var rows =
                        connection.prepareStatement(
                                """
                                insert into client_seats
                                    (partner_id, client_id, source, free, in_use, complimentary, direct,
                                     disabled, complimentary_limit, on_order, held, retiring_lots)
                                select ?, unnest(?::uuid[]), 'PLAN', 0, 0, 0, 0, false, 100, 0, 0, '[]'
                                """);
                // The service sees by the revision that somebody else has written.
                var revision =
                        connection.prepareStatement(
                                "update seat_ledger set revision = revision + 1 where partner_id = ?")) {
            rows.setObject(1, partner.id());
            rows.setArray(2, connection.createArrayOf("uuid", added.toArray()));
            rows.executeUpdate();
            revision.setObject(1, partner.id());
            revision.executeUpdate();
        }
        return new BenchPartner(partner.id(), all, partner.callers());
    }

    /** The same partner with people of every role, each with a token of their own. */
    BenchPartner withPeople(BenchPartner partner) {
        return new BenchPartner(
                partner.id(),
                partner.clients(),
                BenchCaller.ofEveryRole(issuer, partner.id(), partner.clients()));
    }

    private long clientsKnown() {
        return number("select count(*) from client_seats");
    }

    /** How many events the service has committed and not published yet. */
    long eventsToPublish() {
        return number("select coalesce(sum(cardinality(event_ids)), 0) from outbox");
    }

    /** Waits until all events are published. */
    void settle() {
        if (!Patience.until(SETTLED_MAX, () -> number("select count(*) from outbox") == 0)) {
            throw new IllegalStateException(
                    eventsToPublish() + " events are still to be published.");
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
        try (var connection = connect(SEATS);
                var statement = connection.createStatement();
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

    PostgresAddress postgres() {
        return postgres.address();
    }

    int seatPort() {
        return seats.port();
    }

    CpuMeter cpu() {
        return cpu;
    }

    @Override
    public void close() {
        close(started);
    }

    private static void close(Deque<AutoCloseable> started) {
        while (!started.isEmpty()) {
            close(started.pop());
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("It does not stop in order: " + e);
        }
    }
}
