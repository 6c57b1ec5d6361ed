package io.seatflow.acceptance.bench;

import io.seatflow.local.servers.ChildProcess;
import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.ProjectFolder;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A service of the suite as it runs in production: its own jar, with the full compiler. */
final class MeasuredService implements AutoCloseable {

    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** More words for the JVMs that are measured, such as those that record a profile. */
    private static final String JAVA_OPTIONS = "SEATFLOW_BENCH_JAVA";

    private final ChildProcess process;
    private final int port;

    private MeasuredService(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it on a free port and returns once it is ready.
     *
     * @param name of its folder
     * @param log where its output goes
     */
    static MeasuredService start(String name, Path log, Map<String, String> environment) {
        int port = Ports.free();
        var words = new ArrayList<>(List.of(Java.executable(), "-Xmx512m", "-XX:+UseSerialGC"));
        String options = System.getenv(JAVA_OPTIONS);
        if (options != null && !options.isBlank()) {
            words.addAll(List.of(options.strip().split(" +", -1)));
        }
        Path application =
                ProjectFolder.find()
                        .root()
                        .resolve(name)
                        .resolve("target/quarkus-app/quarkus-run.jar");
        words.addAll(List.of("-jar", application.toString()));
        var told = new HashMap<>(environment);
        told.put("QUARKUS_HTTP_PORT", "" + port);
        var service =
                new MeasuredService(
                        ChildProcess.start(
                                new ChildProcess.Command(name, words, told, "TERM", log)),
                        port);
        service.awaitReady();
        return service;
    }

    private void awaitReady() {
        try (var http = HttpClient.newHttpClient()) {
            process.awaitReady(START_MAX, () -> isReady(http));
        } catch (StartupFailure e) {
            process.close();
            throw e;
        }
    }

    private boolean isReady(HttpClient http) {
        var request =
                HttpRequest.newBuilder(URI.create(url() + "/q/health/ready"))
                        .timeout(ANSWER_MAX)
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

    String url() {
        return "http://localhost:" + port;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
