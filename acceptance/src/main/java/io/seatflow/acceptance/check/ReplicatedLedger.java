package io.seatflow.acceptance.check;

import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.local.servers.ChildProcess;
import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Ports;
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
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Two replicas of seat-service on one PostgreSQL, whose commits survive a power cut, and one Kafka.
 */
final class ReplicatedLedger implements AutoCloseable {

    static final int REPLICAS = 2;

    private static final String DATABASE = "seats";
    private static final String DATABASE_PASSWORD = "seatflow";
    private static final Duration START_MAX = Duration.ofMinutes(2);

    /** So soon (system time) that the checker's silences are asked about many times in a run. */
    private static final String ASK_AGAIN_AFTER = "12s";

    private final Path folder;
    private final Path application =
            ProjectFolder.find().root().resolve("seat-service/target/quarkus-app/quarkus-run.jar");
    private final HttpClient http = HttpClient.newHttpClient();
    private final Deque<AutoCloseable> servers = new ArrayDeque<>();
    private final PostgresServer postgres;
    private final KafkaServer kafka;
    private final TokenIssuer issuer;
    private final int[] ports = new int[REPLICAS];
    private final ChildProcess[] replicas = new ChildProcess[REPLICAS];

    private ReplicatedLedger(Path folder) throws IOException {
        this.folder = folder;
        issuer = keep(TokenIssuer.start());
        postgres =
                keep(
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        folder.resolve("postgres"),
                                        Ports.free(),
                                        log("postgres"),
                                        true)));
        postgres.address().createDatabase(DATABASE, DATABASE_PASSWORD);
        kafka =
                keep(
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        folder.resolve("kafka"), Ports.free(), log("kafka"))));
        for (int replica = 0; replica < REPLICAS; replica++) {
            ports[replica] = Ports.free();
        }
        // One after the other: the first one makes the tables.
        start(0);
    }

    /**
     * Starts all of it with data of its own in an empty folder.
     *
     * @param isKilledOften whether to spend a start on an archive of classes that makes all later
     *     ones quicker
     */
    static ReplicatedLedger start(Path folder, boolean isKilledOften) throws IOException {
        var ledger = new ReplicatedLedger(folder);
        if (isKilledOften) {
            ledger.stop(0);
            ledger.start(0);
        }
        ledger.start(1);
        return ledger;
    }

    private <T extends AutoCloseable> T keep(T server) {
        servers.push(server);
        return server;
    }

    private Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /** Starts a replica that does not run, and returns once it is ready. */
    void start(int replica) {
        var process =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "seat-service " + replica,
                                List.of(
                                        Java.executable(),
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+AutoCreateSharedArchive",
                                        "-XX:SharedArchiveFile=" + folder.resolve("classes.jsa"),
                                        "-Xlog:disable",
                                        "-jar",
                                        application.toString()),
                                environment(replica),
                                "TERM",
                                log("replica" + replica)));
        synchronized (replicas) {
            replicas[replica] = process;
        }
        process.awaitReady(START_MAX, () -> isReady(replica));
    }

    private Map<String, String> environment(int replica) {
        return Map.of(
                "QUARKUS_HTTP_PORT",
                "" + ports[replica],
                "SEATFLOW_POSTGRES",
                postgres.address().hostAndPort(),
                "SEATFLOW_DB_PASSWORD",
                DATABASE_PASSWORD,
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "SEATFLOW_OIDC_ISSUER",
                issuer.name(),
                "SEATFLOW_SEAT_ASK_AGAIN_AFTER",
                ASK_AGAIN_AFTER);
    }

    private boolean isReady(int replica) {
        var request =
                HttpRequest.newBuilder(address(replica).resolve("/q/health/ready"))
                        .timeout(Duration.ofSeconds(5))
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

    /** Ends a replica as {@code kill -9} does. */
    void kill(int replica) {
        synchronized (replicas) {
            replicas[replica].kill();
        }
    }

    /** Asks a replica to end, as a deployment does, and waits for it. */
    private void stop(int replica) {
        synchronized (replicas) {
            replicas[replica].close();
        }
    }

    URI address(int replica) {
        return URI.create("http://localhost:" + ports[replica]);
    }

    TokenIssuer issuer() {
        return issuer;
    }

    String kafka() {
        return kafka.bootstrapServers();
    }

    /** A superuser's connection to the ledger's database. */
    Connection connect() throws SQLException {
        var address = postgres.address();
        return DriverManager.getConnection(
                address.jdbcUrl(DATABASE), address.superuser(), address.password());
    }

    /** Ends one session of seat-service, whichever the database names first; gives how many. */
    int terminateBackend(int position) {
        try (var connection = connect();
                var statement =
                        connection.prepareStatement(
                                """
                                select pg_terminate_backend(pid) from pg_stat_activity
                                where usename = ? order by md5(pid::text || ?) limit 1
                                """)) {
            statement.setString(1, DATABASE);
            statement.setString(2, "" + position);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? 1 : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (int replica = 0; replica < REPLICAS; replica++) {
            if (replicas[replica] != null) {
                replicas[replica].requestStop();
            }
        }
        for (int replica = 0; replica < REPLICAS; replica++) {
            if (replicas[replica] != null) {
                replicas[replica].close();
            }
        }
        while (!servers.isEmpty()) {
            close(servers.pop());
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
