package io.seatflow.local.launcher;

import com.sun.management.OperatingSystemMXBean;
import io.seatflow.local.servers.StartupFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

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
     * How much memory a process has to itself or shares, in mebibytes; 0 when it cannot be told.
     */
    static long residentMebibytes(long pid) {
        try {
            var process = new ProcessBuilder("ps", "-o", "rss=", "-p", "" + pid).start();
            try (var out = process.inputReader()) {
                return out.lines().mapToLong(line -> Long.parseLong(line.strip()) / 1024).sum();
            }
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    /** The same for a process and all that it has started. */
    static long residentMebibytesOfTree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(root ->
                        java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(root), root.descendants()))
                .mapToLong(process -> residentMebibytes(process.pid()))
                .sum();
    }
}
