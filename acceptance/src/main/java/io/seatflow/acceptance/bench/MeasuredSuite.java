package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.local.servers.ChildProcess;
import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Patience;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresAddress;
import io.seatflow.local.servers.PostgresServer;
import io.seatflow.local.servers.ProjectFolder;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
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

    /** The reference's own database and its login. */
    static final String REFERENCE = "reference";

    static final String DATABASE_PASSWORD = "seatflow";

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration KNOWN_MAX = Duration.ofMinutes(5);

    /** More words for the JVMs that are measured, such as those that record a profile. */
    private static final String JAVA_OPTIONS = "SEATFLOW_BENCH_JAVA";

    private final Path folder;
    private final Path root = ProjectFolder.find().root();
    private final HttpClient http = HttpClient.newHttpClient();
    private final CpuMeter cpu = new CpuMeter();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final PostgresServer postgres;
    private final KafkaServer kafka;
    private final TokenIssuer issuer;
    private final AccountNews news;
    private final int seatPort = Ports.free();
    private int gatewayPort;
    private int clientsTold;

    private MeasuredSuite(Path folder) throws IOException {
        this.folder = folder;
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
        startService("seat-service", seatPort);
        cpu.watch("generator", ProcessHandle.current().pid());
    }

    /** Starts all but the gateway, with data of its own in an empty folder. */
    static MeasuredSuite start(Path folder) throws IOException {
        return new MeasuredSuite(folder);
    }

    private <T extends AutoCloseable> T keep(T server) {
        started.push(server);
        return server;
    }

    /** Starts the gateway as well. */
    void startGateway() {
        gatewayPort = Ports.free();
        startService("api-gateway", gatewayPort);
    }

    private void startService(String name, int port) {
        var words = new ArrayList<>(List.of(Java.executable(), "-Xmx512m", "-XX:+UseSerialGC"));
        String options = System.getenv(JAVA_OPTIONS);
        if (options != null && !options.isBlank()) {
            words.addAll(List.of(options.strip().split(" +")));
        }
        words.addAll(List.of("-jar", application(name).toString()));
        ChildProcess process =
                keep(
                        ChildProcess.start(
                                new ChildProcess.Command(
                                        name, words, environment(port), "TERM", log(name))));
        process.awaitReady(START_MAX, () -> isReady(port));
        cpu.watch(name, process.pid());
    }

    private Path application(String name) {
        return root.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    private Map<String, String> environment(int port) {
        var environment = new HashMap<String, String>();
        environment.put("QUARKUS_HTTP_PORT", "" + port);
        environment.put("SEATFLOW_POSTGRES", postgres.address().hostAndPort());
        environment.put("SEATFLOW_DB_PASSWORD", DATABASE_PASSWORD);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("SEATFLOW_OIDC_ISSUER", issuer.name());
        environment.put("SEATFLOW_URL_SEAT", "http://localhost:" + seatPort);
        return environment;
    }

    private boolean isReady(int port) {
        var request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/health/ready"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("Interrupted while waiting.", e);
        }
    }

    /**
     * Makes partners the way they come to be: account-service's events tell seat-service of them.
     *
     * @param supply seats of each
     * @param clients of each
     */
    List<BenchPartner> newPartners(int count, int supply, int clients) {
        var partners = Stream.generate(() -> newPartner(supply, clients)).limit(count).toList();
        clientsTold += count * clients;
        if (!Patience.until(KNOWN_MAX, () -> clientsKnown() == clientsTold)) {
            throw new StartupFailure(
                    "seat-service knows %d of %d clients. Its log: %s"
                            .formatted(clientsKnown(), clientsTold, log("seat-service")));
        }
        return partners;
    }

    private BenchPartner newPartner(int supply, int clients) {
        UUID id = UUID.randomUUID();
        var partner =
                new BenchPartner(
                        id,
                        IntStream.range(0, clients).mapToObj(_ -> UUID.randomUUID()).toList(),
                        issuer.partnerAdmin(id));
        news.tell(id, supply, partner.clients());
        return partner;
    }

    private long clientsKnown() {
        return number("select count(*) from client_seats");
    }

    /** How many events the service has committed and not published yet. */
    long eventsToPublish() {
        return number("select count(*) from outbox");
    }

    /** What the server itself says of its durability. */
    String durability() {
        return Stream.of("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method")
                .map(name -> name + "=" + setting(name))
                .collect(Collectors.joining(", "));
    }

    private String setting(String name) {
        try (var connection = connect(SEATS);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show " + name)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The figure that a query finds in the service's database. */
    long number(String query) {
        try (var connection = connect(SEATS);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
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
        return seatPort;
    }

    int gatewayPort() {
        return gatewayPort;
    }

    CpuMeter cpu() {
        return cpu;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            close(started.pop());
        }
        http.close();
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("It does not stop in order: " + e);
        }
    }
}
