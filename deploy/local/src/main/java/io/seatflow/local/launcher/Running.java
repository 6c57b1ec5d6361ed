package io.seatflow.local.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.local.servers.StartupFailure;
import io.seatflow.local.suite.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The suite that was last started here, as other commands find it.
 *
 * @param pid the launcher's process
 * @param startedAt when that process began: a pid alone may be someone else's by now
 * @param ready whether all of it has come up
 * @param ports where each component answers
 * @param pids each component's process
 */
public record Running(
        long pid,
        String startedAt,
        boolean ready,
        Map<Component, Integer> ports,
        Map<Component, Long> pids) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Running {
        ports = Map.copyOf(ports);
        pids = Map.copyOf(pids);
    }

    static Running thisProcess(
            boolean ready, Map<Component, Integer> ports, Map<Component, Long> pids) {
        var self = ProcessHandle.current();
        return new Running(self.pid(), startOf(self), ready, ports, pids);
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    /** The suite of this folder, if its launcher still lives. */
    static Optional<Running> find(Path state) {
        return read(state).filter(running -> running.launcher().isPresent());
    }

    private static Optional<Running> read(Path state) {
        try {
            return Optional.of(JSON.readValue(file(state).toFile(), Running.class));
        } catch (IOException _) {
            // Never started, or the file is of another version: either way nothing to be found.
            return Optional.empty();
        }
    }

    private static Path file(Path state) {
        return state.resolve("running.json");
    }

    /** Whether a suite was started here that was not stopped in order. */
    static boolean wasCutShort(Path state) {
        return Files.exists(file(state)) && find(state).isEmpty();
    }

    static Running require(Path state) {
        return find(state)
                .orElseThrow(
                        () -> new StartupFailure("Seatflow is not running: ./dev up starts it."));
    }

    Optional<ProcessHandle> launcher() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).equals(startedAt));
    }

    int port(Component component) {
        return ports.getOrDefault(component, component.usualPort());
    }

    void write(Path state) {
        try {
            var unfinished = Files.createTempFile(state, "running", "");
            JSON.writeValue(unfinished.toFile(), this);
            Files.move(unfinished, file(state), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartupFailure("Cannot write to %s: %s".formatted(state, e.getMessage()), e);
        }
    }

    static void forget(Path state) {
        try {
            Files.deleteIfExists(file(state));
        } catch (IOException e) {
            throw new StartupFailure("Cannot delete %s.".formatted(file(state)), e);
        }
    }
}
