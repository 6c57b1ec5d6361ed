package io.seatflow.local.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void aChildDiesWithAParentThatIsKilled() throws Exception {
        var parent =
                new ProcessBuilder(
                                Java.executable(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Parent.class.getName(),
                                folder.toString())
                        .inheritIO()
                        .start();
        var pidFile = folder.resolve("pid");
        while (!Files.exists(pidFile)) {
            assertThat(parent.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        var child = ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();

        parent.destroyForcibly();

        assertThat(child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).isAlive()).isFalse();
    }

    @Test
    void aProcessThatEndsBeforeItIsReadySaysSoAndNamesItsLog() {
        var log = folder.resolve("false.log");

        try (var child = start("exit 3", log)) {
            assertThatThrownBy(() -> child.awaitReady(PATIENCE, () -> false))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessage("A child ended while it started (exit code 3). Its log: %s", log);
        }
    }

    @Test
    void aProcessThatTakesTooLongSaysSoAndNamesItsLog() {
        var log = folder.resolve("slow.log");

        try (var child = start("exec sleep 600", log)) {
            assertThatThrownBy(() -> child.awaitReady(Duration.ofSeconds(1), () -> false))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessage("A child was not ready after 1 seconds. Its log: %s", log);
        }
    }

    @Test
    void closingSendsTheSignalThatEndsItInOrder() throws Exception {
        var log = folder.resolve("orderly.log");
        var child =
                start(
                        "trap 'echo in order; exit 0' TERM; echo up; while :; do sleep 0.1; done",
                        log);
        child.awaitReady(PATIENCE, () -> contains(log, "up"));

        child.close();

        assertThat(child.isAlive()).isFalse();
        assertThat(Files.readString(log)).isEqualTo("up\nin order\n");
    }

    private static ChildProcess start(String script, Path log) {
        return ChildProcess.start(
                new ChildProcess.Command("A child", List.of("/bin/sh", "-c", script), log));
    }

    private static boolean contains(Path log, String text) {
        try {
            return Files.readString(log).contains(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
