package io.seatflow.local.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** A process that writes to a log file and ends with this JVM, however this JVM ends. */
public final class ChildProcess implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final String stopSignal;
    private final Path log;

    private ChildProcess(String name, Process process, String stopSignal, Path log) {
        this.name = name;
        this.process = process;
        this.stopSignal = stopSignal;
        this.log = log;
    }

    /**
     * What to run.
     *
     * @param name what a person calls it
     * @param stopSignal the signal that asks it to end in order
     * @param log where its output is appended
     */
    public record Command(
            String name,
            List<String> words,
            Map<String, String> environment,
            String stopSignal,
            Path log) {

        public Command {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }

        public Command(String name, List<String> words, Path log) {
            this(name, words, Map.of(), "TERM", log);
        }
    }

    /** Starts it behind a guard that kills it once this JVM is gone. */
    public static ChildProcess start(Command command) {
        var builder = new ProcessBuilder(guarded(command));
        builder.environment().putAll(command.environment());
        builder.redirectErrorStream(true);
        try {
            Files.createDirectories(command.log().toAbsolutePath().getParent());
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
            var child =
                    new ChildProcess(
                            command.name(), builder.start(), command.stopSignal(), command.log());
            var _ = child.process.onExit().thenRun(child::releaseGuard);
            return child;
        } catch (IOException e) {
            throw new StartupFailure(
                    "%s could not be started: %s".formatted(command.name(), e.getMessage()), e);
        }
    }

    private static List<String> guarded(Command command) {
        var words = new ArrayList<String>();
        // A session of its own keeps the terminal's signals away; macOS has no setsid and needs
        // none.
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            words.add("/usr/bin/setsid");
        }
        words.addAll(List.of("/bin/sh", "-c", guard(), "guard"));
        words.addAll(List.of(command.stopSignal(), Long.toString(GRACE.toSeconds())));
        words.addAll(command.words());
        return words;
    }

    private static String guard() {
        try (var script = ChildProcess.class.getResourceAsStream("guard.sh")) {
            if (script == null) {
                throw new IllegalStateException("guard.sh is missing from the class path.");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until the condition holds; a process that ends first, or takes too long, is a failure.
     */
    public void awaitReady(Duration patience, BooleanSupplier ready) {
        var isReady = Patience.until(patience, () -> ready.getAsBoolean() || !process.isAlive());
        if (!process.isAlive()) {
            throw new StartupFailure(
                    "%s ended while it started (exit code %d). Its log: %s"
                            .formatted(name, process.exitValue(), log));
        }
        if (!isReady) {
            throw new StartupFailure(
                    "%s was not ready after %d seconds. Its log: %s"
                            .formatted(name, patience.toSeconds(), log));
        }
    }

    /** Waits for it to end by itself and returns its exit code. */
    public int awaitEnd(Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        throw new StartupFailure(
                "%s did not finish within %d seconds. Its log: %s"
                        .formatted(name, patience.toSeconds(), log));
    }

    /** Tells its exit code once it has ended. */
    public void onEnd(IntConsumer listener) {
        var _ = process.onExit().thenAccept(ended -> listener.accept(ended.exitValue()));
    }

    /** Asks it to end, without waiting for it. */
    public void requestStop() {
        tellGuard(stopSignal);
    }

    /** Ends it at once, as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitGone();
    }

    /** Asks it to end, and makes it end when it takes too long. */
    @Override
    public void close() {
        requestStop();
        try {
            if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    private void awaitGone() {
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void releaseGuard() {
        tellGuard("GONE");
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // The guard has gone already, which is what was wanted.
        }
    }

    private synchronized void tellGuard(String line) {
        try {
            var guard = process.getOutputStream();
            guard.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            guard.flush();
        } catch (IOException _) {
            // The guard ends with its process: nothing is left to tell.
        }
    }
}
