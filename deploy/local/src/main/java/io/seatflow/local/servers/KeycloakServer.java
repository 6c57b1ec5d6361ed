package io.seatflow.local.servers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Keycloak server with the realm of {@code deploy/keycloak}, in a JVM of its own. */
public final class KeycloakServer implements AutoCloseable {

    private static final Duration BUILD_MAX = Duration.ofMinutes(5);
    private static final Duration START_MAX = Duration.ofMinutes(4);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

    private final ChildProcess process;
    private final URI url;

    private KeycloakServer(ChildProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * How to start it.
     *
     * @param home its users and keys, made from the realm's file when it is empty
     */
    public record Options(Path home, int port, Path log) {}

    /** Starts the server and returns once it can issue tokens of the realm. */
    public static KeycloakServer start(Options options) {
        var project = ProjectFolder.find();
        var distribution = unpack(project, options.log());
        var url = URI.create("http://localhost:" + options.port());
        prepareHome(project, distribution, options.home());
        var process =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "Keycloak",
                                command(
                                        distribution,
                                        options.home(),
                                        "start",
                                        "--optimized",
                                        "--import-realm",
                                        "--cache=local",
                                        "--http-enabled=true",
                                        "--http-host=localhost",
                                        "--http-port=" + options.port(),
                                        "--hostname=" + url),
                                Map.of(
                                        "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                                        "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin"),
                                "TERM",
                                options.log()));
        // The log says "started" well before the realm has been imported.
        try (var http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build()) {
            process.awaitReady(START_MAX, () -> answers(http, url.resolve("/realms/seatflow")));
        } catch (StartupFailure e) {
            process.close();
            throw e;
        }
        return new KeycloakServer(process, url);
    }

    private static boolean answers(HttpClient http, URI uri) {
        var request = HttpRequest.newBuilder(uri).timeout(ANSWER_MAX).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("Interrupted while waiting for Keycloak.", e);
        }
    }

    /** Unpacked and built once per version: both take long, and nothing in them changes. */
    private static Path unpack(ProjectFolder project, Path log) {
        var name = project.nameOf("keycloak");
        var zip = project.archive(name + ".zip");
        return Unpacked.once(
                project.state().resolve(name),
                folder -> {
                    Unpacked.zip(zip, folder);
                    build(folder, log);
                });
    }

    private static void build(Path distribution, Path log) {
        var build =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "Keycloak's build",
                                command(
                                        distribution,
                                        distribution,
                                        "build",
                                        "--db=dev-file",
                                        "--cache=local"),
                                log));
        if (build.awaitEnd(BUILD_MAX) != 0) {
            throw new StartupFailure("Keycloak could not be built. Its log: " + log);
        }
    }

    /** Several servers share one distribution; each has a folder for what it writes. */
    private static void prepareHome(ProjectFolder project, Path distribution, Path home) {
        try {
            var imports = Files.createDirectories(home.resolve("data/import"));
            Files.writeString(
                    imports.resolve("seatflow-realm.json"),
                    Files.readString(
                            project.root().resolve("deploy/keycloak/seatflow-realm.json")));
            for (var part : List.of("lib", "conf", "providers", "themes")) {
                var link = home.resolve(part);
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, distribution.resolve(part));
            }
        } catch (IOException e) {
            throw new StartupFailure(
                    "Cannot write Keycloak's data to %s: %s".formatted(home, e.getMessage()), e);
        }
    }

    /** What kc.sh would run; without the shell in between there is one process to watch. */
    private static List<String> command(Path distribution, Path home, String... arguments) {
        var words = new ArrayList<String>();
        words.add(Java.executable());
        words.addAll(List.of("-Xms64m", "-Xmx256m", "-XX:MaxMetaspaceSize=256m"));
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"));
        for (var opened : List.of("util", "util.concurrent", "security", "lang")) {
            words.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("-Dkc.home.dir=" + home);
        words.add("-Djboss.server.config.dir=" + distribution.resolve("conf"));
        words.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        words.add("-Dpicocli.disable.closures=true");
        words.add(
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory");
        words.addAll(List.of("-cp", distribution.resolve("lib/quarkus-run.jar").toString()));
        words.add("io.quarkus.bootstrap.runner.QuarkusEntryPoint");
        words.addAll(List.of(arguments));
        return words;
    }

    /** Where it answers, without a path. */
    public URI url() {
        return url;
    }

    /** What the tokens of the realm name as their issuer. */
    public URI issuer() {
        return url.resolve("/realms/seatflow");
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
