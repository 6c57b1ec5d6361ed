package io.seatflow.local.suite;

import io.seatflow.local.servers.ChildProcess;
import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.KeycloakServer;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresServer;
import io.seatflow.local.servers.ProjectFolder;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Every component of Seatflow, running on this machine. */
public final class Suite implements AutoCloseable {

    private static final Duration SERVICE_START_MAX = Duration.ofMinutes(3);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final String DATABASE_PASSWORD = "seatflow";
    private static final List<String> DATABASES = List.of("accounts", "seats", "billing", "trials");

    /** Services go before what they lean on. */
    private static final List<List<Component>> STOP_ORDER =
            List.of(
                    Component.SERVICES,
                    List.of(
                            Component.KEYCLOAK,
                            Component.BRAINTREE,
                            Component.MAIL,
                            Component.KAFKA,
                            Component.POSTGRES));

    private final SuiteOptions options;
    private final ProjectFolder project = ProjectFolder.find();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private final Map<Component, ChildProcess> processes = new EnumMap<>(Component.class);
    private final Map<Component, Map<String, String>> restartedWith = new ConcurrentHashMap<>();
    private boolean closed;

    private Suite(SuiteOptions options) {
        this.options = options;
    }

    /**
     * Starts everything and returns once all of it is ready; what cannot come up stops the rest.
     */
    public static Suite start(SuiteOptions options) {
        requireBuilt(ProjectFolder.find());
        requireFreePorts(options);
        var suite = new Suite(options);
        try {
            Files.createDirectories(options.data());
            Files.createDirectories(options.logs());
            suite.startAll();
            return suite;
        } catch (IOException e) {
            suite.close();
            throw new StartupFailure("Cannot write to %s.".formatted(options.data()), e);
        } catch (RuntimeException e) {
            suite.close();
            throw e;
        }
    }

    private static void requireBuilt(ProjectFolder project) {
        for (var service : Component.SERVICES) {
            if (!Files.exists(application(project, service))) {
                throw new StartupFailure(
                        "%s is not built: no %s."
                                .formatted(service.title(), application(project, service)));
            }
        }
    }

    private static Path application(ProjectFolder project, Component service) {
        return project.root()
                .resolve(service.title())
                .resolve("target/quarkus-app/quarkus-run.jar");
    }

    static void requireFreePorts(SuiteOptions options) {
        for (var component : Component.values()) {
            if (Ports.isTaken(options.port(component))) {
                throw new StartupFailure(
                        "Port %d, which %s wants, is taken by another program: stop that, or set %s to a free port."
                                .formatted(
                                        options.port(component),
                                        component.title(),
                                        component.portVariable()));
            }
        }
    }

    private void startAll() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var postgres = run(threads, Component.POSTGRES);
            var kafka = run(threads, Component.KAFKA);
            var started = new ArrayList<CompletableFuture<Void>>();
            started.add(run(threads, Component.BRAINTREE));
            started.add(run(threads, Component.MAIL));
            started.add(run(threads, Component.KEYCLOAK));
            // Services look for their database and topics as they start; tokens come later.
            var grounds = CompletableFuture.allOf(postgres, kafka);
            for (var service : Component.SERVICES) {
                started.add(grounds.thenRunAsync(() -> report(service), threads));
            }
            awaitAll(started, threads);
        }
    }

    private CompletableFuture<Void> run(ExecutorService threads, Component component) {
        return CompletableFuture.runAsync(() -> report(component), threads);
    }

    /** The first failure ends the waiting for the others. */
    private void awaitAll(List<CompletableFuture<Void>> started, ExecutorService threads) {
        var all = CompletableFuture.allOf(started.toArray(CompletableFuture[]::new));
        var failed = new CompletableFuture<Void>();
        for (var one : started) {
            var _ =
                    one.whenComplete((_, failure) -> {
                        if (failure != null) {
                            failed.completeExceptionally(failure);
                        }
                    });
        }
        try {
            var _ = CompletableFuture.anyOf(all, failed).join();
        } catch (CompletionException e) {
            var _ = threads.shutdownNow();
            throw e.getCause() instanceof StartupFailure failure
                    ? failure
                    : new StartupFailure("The suite did not start.", e);
        }
    }

    private void report(Component component) {
        var begin = System.nanoTime();
        launch(component);
        options.progress()
                .accept(
                        "%-19s ready after %4.1f s"
                                .formatted(component.title(), (System.nanoTime() - begin) / 1e9));
    }

    private void launch(Component component) {
        var log = options.log(component);
        switch (component) {
            case POSTGRES -> {
                var server =
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        options.data().resolve("postgres"),
                                        options.port(component),
                                        log,
                                        true));
                register(component, server.process());
                DATABASES.forEach(name -> server.address().createDatabase(name, DATABASE_PASSWORD));
            }
            case KAFKA ->
                    register(
                            component,
                            KafkaServer.start(
                                            new KafkaServer.Options(
                                                    options.data().resolve("kafka"),
                                                    options.port(component),
                                                    log))
                                    .process());
            case KEYCLOAK ->
                    register(
                            component,
                            KeycloakServer.start(
                                            new KeycloakServer.Options(
                                                    options.data().resolve("keycloak"),
                                                    options.port(component),
                                                    log))
                                    .process());
            case BRAINTREE -> awaitReady(component, register(component, startBraintree()));
            case MAIL -> awaitReady(component, register(component, startMailServer()));
            case ACCOUNT, SEAT, BILLING, TRIAL, GATEWAY ->
                    awaitReady(component, register(component, startService(component)));
        }
    }

    private ChildProcess startBraintree() {
        return ChildProcess.start(
                new ChildProcess.Command(
                        Component.BRAINTREE.title(),
                        List.of(
                                Java.executable(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                project.launcherClassPath(),
                                "io.seatflow.local.braintree.BraintreeStandIn",
                                "--port=" + options.port(Component.BRAINTREE),
                                "--webhooks-to=" + url("gateway").resolve("/webhooks/braintree"),
                                "--data=" + options.data().resolve("braintree")),
                        options.log(Component.BRAINTREE)));
    }

    private ChildProcess startMailServer() {
        return ChildProcess.start(
                new ChildProcess.Command(
                        Component.MAIL.title(),
                        List.of(
                                Java.executable(),
                                "-Xmx48m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                project.launcherClassPath(),
                                "io.seatflow.local.mail.MailServer",
                                "--port=" + options.port(Component.MAIL),
                                "--data=" + options.mails()),
                        options.log(Component.MAIL)));
    }

    private ChildProcess startService(Component service) {
        var environment = environment(options.port(service));
        environment.putAll(restartedWith.getOrDefault(service, Map.of()));
        return startService(service, service.title(), environment, options.log(service));
    }

    private ChildProcess startService(
            Component service, String title, Map<String, String> environment, Path log) {
        return ChildProcess.start(
                new ChildProcess.Command(
                        title,
                        List.of(
                                Java.executable(),
                                "-Xmx192m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                // Java's HTTP client would repeat a cut POST by itself: a second
                                // charge.
                                "-Dsun.net.http.retryPost=false",
                                "-jar",
                                application(project, service).toString()),
                        environment,
                        "TERM",
                        log));
    }

    private Map<String, String> environment(int port) {
        var environment = new HashMap<String, String>();
        environment.put("QUARKUS_HTTP_PORT", "" + port);
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("SEATFLOW_SANDBOX", "true");
        environment.put("SEATFLOW_POSTGRES", "localhost:" + options.port(Component.POSTGRES));
        environment.put("SEATFLOW_DB_PASSWORD", DATABASE_PASSWORD);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "localhost:" + options.port(Component.KAFKA));
        environment.put("SEATFLOW_OIDC_ISSUER", url("keycloak") + "/realms/seatflow");
        environment.put("SEATFLOW_ACCOUNTS_CLIENT_SECRET", "seatflow-accounts-secret");
        environment.put("SEATFLOW_BRAINTREE_MERCHANT", "seatflow");
        environment.put("SEATFLOW_BRAINTREE_PUBLIC_KEY", "public");
        environment.put("SEATFLOW_BRAINTREE_PRIVATE_KEY", "private");
        environment.put("SEATFLOW_BRAINTREE_URL", url("braintree").toString());
        environment.put("SEATFLOW_SMTP_HOST", "localhost");
        environment.put("SEATFLOW_SMTP_PORT", "" + options.port(Component.MAIL));
        environment.put("SEATFLOW_PORTAL_URL", url("gateway").toString());
        for (var other : Component.SERVICES) {
            environment.put("SEATFLOW_URL_" + other.name(), url(other.id()).toString());
        }
        environment.put("SEATFLOW_URL_BRAINTREE", url("braintree").toString());
        environment.putAll(options.environment());
        return environment;
    }

    /** A suite that is being closed takes nothing new in. */
    private synchronized ChildProcess register(Component component, ChildProcess process) {
        if (closed) {
            process.close();
            throw new StartupFailure("The suite was stopped while it started.");
        }
        processes.put(component, process);
        return process;
    }

    private void awaitReady(Component component, ChildProcess process) {
        process.awaitReady(SERVICE_START_MAX, () -> isReady(component));
    }

    /** Whether it does its work now, by its own account. */
    public boolean isReady(Component component) {
        return switch (component) {
            case POSTGRES, KAFKA, MAIL -> Ports.isTaken(options.port(component));
            case KEYCLOAK -> answers(component, "/realms/seatflow");
            case BRAINTREE -> answers(component, "/health");
            case ACCOUNT, SEAT, BILLING, TRIAL, GATEWAY -> answers(component, "/q/health/ready");
        };
    }

    private boolean answers(Component component, String path) {
        return answers(url(component.id()).resolve(path));
    }

    private boolean answers(URI address) {
        var request = HttpRequest.newBuilder(address).timeout(ANSWER_MAX).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("Interrupted while waiting.", e);
        }
    }

    /** Where a component answers over HTTP. */
    public URI url(String name) {
        return URI.create("http://localhost:" + options.port(Component.named(name)));
    }

    /** What tokens of this suite name as their issuer. */
    public URI issuer() {
        return url("keycloak").resolve("/realms/seatflow");
    }

    /** The file that a component writes its output to. */
    public Path log(String name) {
        return options.log(Component.named(name));
    }

    /** The folder that every mail of this suite is in. */
    public Path mails() {
        return options.mails();
    }

    /** Ends a component as {@code kill -9} does. */
    public void kill(String name) {
        process(Component.named(name)).kill();
    }

    /** Starts a component that has ended, or ends it first, and returns once it is ready again. */
    public void restart(String name) {
        var component = Component.named(name);
        process(component).close();
        launch(component);
    }

    /** The same, with these variables beside the usual ones from now on. */
    public void restart(String name, Map<String, String> environment) {
        restartedWith.put(Component.named(name), Map.copyOf(environment));
        restart(name);
    }

    /**
     * Starts one more process of a service, on a port of its own, and returns once it is ready. The
     * gateway sends nothing there; it takes part in all that is done in the background.
     */
    public Replica replica(String name, Map<String, String> environment) {
        return new Replica(Component.named(name), environment);
    }

    /** A further process of a service. */
    public final class Replica implements AutoCloseable {

        private final Component service;
        private final Map<String, String> extra;
        private final int port = Ports.free();
        private ChildProcess process;

        private Replica(Component service, Map<String, String> extra) {
            this.service = service;
            this.extra = Map.copyOf(extra);
            this.process = start();
        }

        private ChildProcess start() {
            var environment = environment(port);
            environment.putAll(extra);
            var title = service.title() + " at " + port;
            var log = options.logs().resolve(service.id() + "-" + port + ".log");
            var started = startService(service, title, environment, log);
            started.awaitReady(
                    SERVICE_START_MAX,
                    () -> answers(URI.create("http://localhost:" + port + "/q/health/ready")));
            return started;
        }

        /** Ends it as {@code kill -9} does. */
        public void kill() {
            process.kill();
        }

        /** Starts it again, and returns once it is ready. */
        public void restart() {
            process.close();
            process = start();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    /** Waits until every component is ready. */
    public void awaitReady() {
        for (var component : Component.values()) {
            awaitReady(component, process(component));
        }
    }

    /** The process of a component. */
    public synchronized ChildProcess process(Component component) {
        var process = processes.get(component);
        if (process == null) {
            throw new IllegalStateException(component.title() + " has not been started.");
        }
        return process;
    }

    /** Stops the services, then what they lean on. */
    @Override
    public void close() {
        for (var group : STOP_ORDER) {
            var stopping = stopping(group);
            stopping.forEach(ChildProcess::requestStop);
            stopping.forEach(ChildProcess::close);
        }
        http.close();
    }

    private synchronized List<ChildProcess> stopping(List<Component> group) {
        closed = true;
        return processes.entrySet().stream()
                .filter(entry -> group.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
