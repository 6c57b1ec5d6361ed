package io.seatflow.local.launcher;

import io.seatflow.local.servers.Patience;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.StartupFailure;
import io.seatflow.local.suite.Component;
import io.seatflow.local.suite.Suite;
import io.seatflow.local.suite.SuiteOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code ./dev up}: starts the suite, loads the demo data, and keeps it until it is told to stop.
 */
final class Up {

    private static final Duration LEFTOVERS_END_MAX = Duration.ofSeconds(15);

    private final Path state;
    private final SuiteOptions options;
    private final boolean fresh;
    private final PrintStream out;
    private final AtomicBoolean stopping = new AtomicBoolean();

    Up(Path state, SuiteOptions options, boolean fresh, PrintStream out) {
        this.state = state;
        this.options = options;
        this.fresh = fresh;
        this.out = out;
    }

    /** What would make a start pointless, said before anything is started. */
    void requireStartable() {
        Running.find(state)
                .ifPresent(running -> {
                    throw new StartupFailure(
                            "Seatflow is already running (pid %d): ./dev status shows it, ./dev down stops it."
                                    .formatted(running.pid()));
                });
        Machine.requireMemory();
    }

    boolean fresh() {
        return fresh;
    }

    int run() {
        requireStartable();
        var begin = System.nanoTime();
        prepareFolders();
        Running.thisProcess(false, options.ports(), Map.of()).write(state);
        out.println("Starting Seatflow");
        var suite = start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(suite)));
        try {
            var running = Running.thisProcess(true, options.ports(), pids(suite));
            var demo = DemoData.loadOnce(options.data(), Dev.api(running));
            new Greeting(running, demo, options.mails(), (System.nanoTime() - begin) / 1e9)
                    .print(out);
            // Only now: whoever started this in the background leaves when it reads so.
            running.write(state);
            watch(suite);
            // Until a signal ends this JVM.
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            stop(suite);
        }
        return 0;
    }

    private Suite start() {
        try {
            return Suite.start(options.withProgress(line -> out.println("  " + line)));
        } catch (StartupFailure e) {
            Running.forget(state);
            throw e;
        }
    }

    private static Map<Component, Long> pids(Suite suite) {
        var pids = new EnumMap<Component, Long>(Component.class);
        for (var component : Component.values()) {
            pids.put(component, suite.process(component).pid());
        }
        return pids;
    }

    private void prepareFolders() {
        try {
            Files.createDirectories(state);
            if (Running.wasCutShort(state)) {
                awaitLeftovers();
            }
            if (fresh) {
                delete(options.data());
            }
            delete(options.logs());
            Files.createDirectories(options.logs());
        } catch (IOException e) {
            throw new StartupFailure("Cannot write to %s: %s".formatted(state, e.getMessage()), e);
        }
    }

    /** What a killed launcher has started ends by itself within seconds. */
    private void awaitLeftovers() {
        var _ =
                Patience.until(
                        LEFTOVERS_END_MAX,
                        () -> options.ports().values().stream().noneMatch(Ports::isTaken));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void watch(Suite suite) {
        for (var component : Component.values()) {
            var process = suite.process(component);
            process.onEnd(exitCode -> {
                if (!stopping.get()) {
                    out.printf(
                            "%s has ended (exit code %d). Its log: %s%n",
                            component.title(), exitCode, process.log());
                }
            });
        }
    }

    /**
     * Ctrl-C and {@code ./dev down} come here through the end of this JVM, and only the first
     * counts.
     */
    private void stop(Suite suite) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        var begin = System.nanoTime();
        out.println("Stopping Seatflow");
        suite.close();
        Running.forget(state);
        out.printf("Stopped after %.1f s%n", (System.nanoTime() - begin) / 1e9);
    }
}
