package io.seatflow.local.launcher;

import io.seatflow.local.servers.StartupFailure;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code ./dev down}: stops the suite from another terminal. */
record Down(Path state, PrintStream out) {

    private static final Duration STOP_MAX = Duration.ofSeconds(60);

    int run() {
        var launcher = Running.find(state).flatMap(Running::launcher);
        if (launcher.isEmpty()) {
            Running.forget(state);
            out.println("Seatflow is not running.");
            return 0;
        }
        stop(launcher.get());
        Running.forget(state);
        out.println("Seatflow has stopped.");
        return 0;
    }

    private static void stop(ProcessHandle launcher) {
        launcher.destroy();
        try {
            var _ = launcher.onExit().get(STOP_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            // What it has started ends with it.
            launcher.destroyForcibly();
        } catch (ExecutionException e) {
            throw new StartupFailure("Cannot wait for process " + launcher.pid() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("Interrupted.", e);
        }
    }
}
