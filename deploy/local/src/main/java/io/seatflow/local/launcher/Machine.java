package io.seatflow.local.launcher;

import com.sun.management.OperatingSystemMXBean;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What this machine has to offer. */
final class Machine {

    private static final long MEBIBYTE = 1024 * 1024;
    private static final long NEEDED_MEBIBYTES = 3_000;

    private Machine() {}

    /** Fails in one sentence where the suite would only crawl or be killed. */
    static void requireMemory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long total = system.getTotalMemorySize() / MEBIBYTE;
        long available = Math.min(total, availableMebibytes().orElse(total));
        if (available < NEEDED_MEBIBYTES) {
            throw new StartupFailure(
                    "Seatflow needs %d MB of free memory and this machine has %d MB: close something first."
                            .formatted(NEEDED_MEBIBYTES, available));
        }
    }

    /** Linux counts what its caches would give back; elsewhere only the total is of use. */
    private static OptionalLong availableMebibytes() {
        var file = Path.of("/proc/meminfo");
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    /**
     * The memory of a process and of all that it has started, in mebibytes; 0 when it cannot be
     * told.
     */
    static long mebibytesOfTree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .mapToLong(process -> mebibytes(process.pid()))
                .sum();
    }

    private static long mebibytes(long pid) {
        var rollup = Path.of("/proc/" + pid + "/smaps_rollup");
        return Files.isReadable(rollup) ? proportional(rollup) : resident(pid);
    }

    /** Counts what processes share once between them, as PostgreSQL's do most of theirs. */
    private static long proportional(Path rollup) {
        try (var lines = Files.lines(rollup)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .sum();
        } catch (IOException | UncheckedIOException _) {
            // The process has just ended.
            return 0;
        }
    }

    private static long resident(long pid) {
        try {
            var process = new ProcessBuilder("ps", "-o", "rss=", "-p", "" + pid).start();
            try (var out = process.inputReader()) {
                return out.lines().mapToLong(line -> Long.parseLong(line.strip()) / 1024).sum();
            }
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }
}
