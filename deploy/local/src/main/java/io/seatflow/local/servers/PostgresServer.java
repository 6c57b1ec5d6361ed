package io.seatflow.local.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server on the loopback address. */
public final class PostgresServer implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final String PASSWORD = "postgres";
    private static final Duration START_MAX = Duration.ofSeconds(60);
    private static final List<String> NOT_DURABLE =
            List.of(
                    "-c",
                    "fsync=off",
                    "-c",
                    "synchronous_commit=off",
                    "-c",
                    "full_page_writes=off");

    private final ChildProcess process;
    private final PostgresAddress address;

    private PostgresServer(ChildProcess process, PostgresAddress address) {
        this.process = process;
        this.address = address;
    }

    /**
     * How to start it.
     *
     * @param data the cluster's folder, created when it is not there
     * @param durable whether a commit survives a power cut, as in production
     */
    public record Options(Path data, int port, Path log, boolean durable) {}

    /** Starts the server and returns once it takes connections. */
    public static PostgresServer start(Options options) {
        var home = unpack();
        createCluster(home, options);
        var words = asOrdinaryUser(home.resolve("bin/postgres"));
        words.addAll(List.of("-D", options.data().toString(), "-p", "" + options.port()));
        words.addAll(List.of("-c", "listen_addresses=localhost", "-c", "unix_socket_directories="));
        words.addAll(List.of("-c", "max_connections=200", "-c", "timezone=UTC"));
        if (!options.durable()) {
            words.addAll(NOT_DURABLE);
        }
        // INT ends sessions and writes a checkpoint; TERM would wait for clients to leave.
        var process =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "PostgreSQL", words, Map.of(), "INT", options.log()));
        var address = new PostgresAddress("localhost", options.port(), SUPERUSER, PASSWORD);
        try {
            process.awaitReady(START_MAX, address::answers);
        } catch (StartupFailure e) {
            process.close();
            throw e;
        }
        return new PostgresServer(process, address);
    }

    private static Path unpack() {
        var project = ProjectFolder.find();
        var name = project.nameOf("postgres");
        var jar = project.archive(name + ".jar");
        return Unpacked.once(
                project.state().resolve(name), folder -> Unpacked.jarOfTarXz(jar, folder));
    }

    /**
     * A cluster is made beside its place and moved there, so that a half-made one is never found.
     */
    private static void createCluster(Path home, Options options) {
        if (Files.isRegularFile(options.data().resolve("PG_VERSION"))) {
            return;
        }
        var data = options.data().toAbsolutePath();
        var unfinished = data.resolveSibling(data.getFileName() + ".unfinished");
        try {
            Unpacked.delete(unfinished);
            Files.createDirectories(unfinished.getParent());
            var password = Files.writeString(Files.createTempFile("postgres", ""), PASSWORD);
            var words = asOrdinaryUser(home.resolve("bin/initdb"));
            words.addAll(List.of("-D", unfinished.toString(), "-U", SUPERUSER, "-E", "UTF8"));
            words.addAll(List.of("--locale=C", "--pwfile=" + password, "-A", "scram-sha-256"));
            if (!options.durable()) {
                words.add("--no-sync");
            }
            var initdb =
                    ChildProcess.start(
                            new ChildProcess.Command("PostgreSQL's initdb", words, options.log()));
            var exitCode = initdb.awaitEnd(START_MAX);
            Files.delete(password);
            if (exitCode != 0) {
                throw new StartupFailure(
                        "PostgreSQL could not create its data in %s. Its log: %s"
                                .formatted(data, options.log()));
            }
            Unpacked.delete(data);
            Files.move(unfinished, data);
        } catch (IOException e) {
            throw new StartupFailure(
                    "Cannot write PostgreSQL's data to %s: %s".formatted(data, e.getMessage()), e);
        }
    }

    /** PostgreSQL refuses to be root: in a user namespace of its own it is nobody to itself. */
    private static List<String> asOrdinaryUser(Path program) {
        var words = new ArrayList<String>();
        if (isRoot()) {
            words.addAll(List.of("unshare", "--user"));
        }
        words.add(program.toString());
        return words;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    public PostgresAddress address() {
        return address;
    }

    /** The process behind it. */
    public ChildProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
