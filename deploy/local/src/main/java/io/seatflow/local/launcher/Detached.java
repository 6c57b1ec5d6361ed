package io.seatflow.local.launcher;

import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.Patience;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code ./dev up --detach}: an up of its own in the background, watched until it is ready. */
final class Detached {

    private static final Duration START_MAX = Duration.ofMinutes(10);

    private final Path state;
    private final Up up;
    private final PrintStream out;

    Detached(Path state, Up up, PrintStream out) {
        this.state = state;
        this.up = up;
        this.out = out;
    }

    int run() {
        up.requireStartable();
        var log = state.resolve("launcher.log");
        try {
            Files.createDirectories(state);
            Files.deleteIfExists(log);
            Files.createFile(log);
            var launcher = new ProcessBuilder(command(log)).inheritIO().start();
            try (var lines = new RandomAccessFile(log.toFile(), "r")) {
                return follow(launcher, lines);
            }
        } catch (IOException e) {
            throw new StartupFailure("Cannot start in the background: " + e.getMessage(), e);
        }
    }

    /** A session of its own, so that closing the terminal does not end it. */
    private List<String> command(Path log) {
        var words = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            words.add("/usr/bin/setsid");
        }
        words.addAll(
                List.of(
                        "/bin/sh",
                        "-c",
                        "trap '' HUP INT; log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1"));
        words.addAll(List.of("detach", log.toString(), Java.executable()));
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.addAll(List.of(Dev.class.getName(), "up"));
        if (up.fresh()) {
            words.add("--fresh");
        }
        return words;
    }

    private int follow(Process launcher, RandomAccessFile lines) {
        var _ =
                Patience.until(
                        START_MAX,
                        () -> {
                            pass(lines);
                            return !launcher.isAlive() || isReady();
                        });
        pass(lines);
        return launcher.isAlive() && isReady() ? 0 : 1;
    }

    private boolean isReady() {
        return Running.find(state).map(Running::ready).orElse(false);
    }

    private void pass(RandomAccessFile lines) {
        try {
            var fresh = new byte[Math.toIntExact(lines.length() - lines.getFilePointer())];
            lines.readFully(fresh);
            out.print(new String(fresh, StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
