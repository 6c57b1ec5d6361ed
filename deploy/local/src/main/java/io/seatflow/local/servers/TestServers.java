package io.seatflow.local.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.MountableFile;

/**
 * The one place where tests get PostgreSQL, Kafka and Keycloak from: each started once per JVM on a
 * free port, and gone with the JVM. With {@code -Dservers=containers} they run in containers.
 */
public final class TestServers {

    private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();

    private static final Duration CONTAINER_START_MAX = Duration.ofSeconds(60);

    private TestServers() {}

    /**
     * A PostgreSQL server; {@link PostgresAddress#createDatabase} makes what a test needs in it.
     */
    public static PostgresAddress postgres() {
        return Postgres.ADDRESS;
    }

    /** Bootstrap servers of a Kafka broker with Seatflow's topics. */
    public static String kafka() {
        return Kafka.BOOTSTRAP_SERVERS;
    }

    /** The issuer of tokens of the realm {@code seatflow}. */
    public static URI issuer() {
        return Keycloak.ISSUER;
    }

    private static final class Keycloak {
        static final URI ISSUER = inContainers() ? containedKeycloak() : embeddedKeycloak();
    }

    private static final class Postgres {
        static final PostgresAddress ADDRESS =
                inContainers() ? containedPostgres() : embeddedPostgres();
    }

    private static final class Kafka {
        static final String BOOTSTRAP_SERVERS = inContainers() ? containedKafka() : embeddedKafka();
    }

    private static boolean inContainers() {
        return System.getProperty("servers", "embedded").equals("containers");
    }

    private static PostgresAddress embeddedPostgres() {
        var folder = folder();
        return started(
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        folder.resolve("postgres"),
                                        Ports.free(),
                                        folder.resolve("postgres.log"),
                                        false)))
                .address();
    }

    private static PostgresAddress containedPostgres() {
        var password = "postgres";
        var container =
                new GenericContainer<>(System.getProperty("servers.postgres", "postgres:18.4"))
                        .withEnv("POSTGRES_PASSWORD", password)
                        .withExposedPorts(5432)
                        .waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 1));
        container.start();
        started(container);
        var address =
                new PostgresAddress(
                        container.getHost(), container.getFirstMappedPort(), "postgres", password);
        // Some images say so of a server that only prepares the data.
        if (!Patience.until(CONTAINER_START_MAX, address::answers)) {
            throw new StartupFailure(
                    "PostgreSQL's container does not answer at " + address.hostAndPort() + ".");
        }
        return address;
    }

    private static String embeddedKafka() {
        var folder = folder();
        return started(
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        folder.resolve("kafka"),
                                        Ports.free(),
                                        folder.resolve("kafka.log"))))
                .bootstrapServers();
    }

    private static String containedKafka() {
        var container =
                new KafkaContainer(
                        System.getProperty("servers.kafka", "apache/kafka-native:4.3.1"));
        container.withEnv("KAFKA_NUM_PARTITIONS", "4").start();
        started(container);
        return container.getBootstrapServers();
    }

    private static URI embeddedKeycloak() {
        var folder = folder();
        return started(
                        KeycloakServer.start(
                                new KeycloakServer.Options(
                                        folder.resolve("keycloak"),
                                        Ports.free(),
                                        folder.resolve("keycloak.log"))))
                .issuer();
    }

    private static URI containedKeycloak() {
        var container =
                new GenericContainer<>(
                                System.getProperty(
                                        "servers.keycloak", "quay.io/keycloak/keycloak:26.7.4"))
                        .withExposedPorts(8080)
                        .withCopyFileToContainer(
                                MountableFile.forHostPath(
                                        ProjectFolder.find()
                                                .root()
                                                .resolve("deploy/keycloak/seatflow-realm.json")),
                                "/opt/keycloak/data/import/seatflow-realm.json")
                        .withCommand("start-dev", "--import-realm")
                        .waitingFor(Wait.forHttp("/realms/seatflow"));
        container.start();
        started(container);
        return URI.create(
                "http://%s:%d/realms/seatflow"
                        .formatted(container.getHost(), container.getFirstMappedPort()));
    }

    private static Path folder() {
        try {
            var parent = ProjectFolder.find().state().resolve("tests");
            var folder = Files.createTempDirectory(Files.createDirectories(parent), "");
            started(() -> Unpacked.delete(folder));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Last started, first stopped; a folder goes after the server that writes to it. */
    private static synchronized <T extends AutoCloseable> T started(T server) {
        if (STARTED.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(TestServers::stopAll));
        }
        STARTED.push(server);
        return server;
    }

    private static synchronized void stopAll() {
        while (!STARTED.isEmpty()) {
            try {
                STARTED.pop().close();
            } catch (Exception e) {
                System.err.println("A test server did not stop: " + e);
            }
        }
    }
}
