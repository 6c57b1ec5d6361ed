package io.seatflow.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How much processor time groups of processes have used, by Linux's own account; 0 for all of them
 * where there is no {@code /proc}.
 */
final class CpuMeter {

    /** Linux tells processor time in hundredths of a second, whatever the machine. */
    private static final double TICKS_PER_SECOND = 100;

    /** Of {@code /proc/<pid>/stat} after the name in brackets: utime, stime, cutime, cstime. */
    private static final int FIRST_TIME_FIELD = 11;

    private static final int TIME_FIELDS = 4;

    /** Of the line {@code cpu} in {@code /proc/stat}: idle and iowait, which nobody uses. */
    private static final Set<Integer> IDLE_FIELDS = Set.of(3, 4);

    /** The last two repeat what guests used, which is part of the first two. */
    private static final int USE_FIELDS = 8;

    private final Map<String, Long> roots = new LinkedHashMap<>();

    /** Watches a process and all that it starts, also those that have ended meanwhile. */
    void watch(String name, long pid) {
        roots.put(name, pid);
    }

    /** Seconds that each has used so far. */
    Map<String, Double> seconds() {
        var seconds = new LinkedHashMap<String, Double>();
        roots.forEach((name, pid) -> seconds.put(name, seconds(pid)));
        return seconds;
    }

    /**
     * Seconds that the compilers of all that is watched have used so far, as HotSpot names their
     * threads; a JVM compiles less and less of what it does all the time.
     */
    double compilerSeconds() {
        return roots.values().stream().mapToDouble(CpuMeter::compilerSeconds).sum();
    }

    private static double compilerSeconds(long pid) {
        try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.map(thread -> thread.resolve("stat"))
                    .map(CpuMeter::text)
                    .filter(stat -> stat.contains("CompilerThre"))
                    .mapToDouble(stat -> ticks(stat) / TICKS_PER_SECOND)
                    .sum();
        } catch (IOException _) {
            // It is no JVM of this machine's any more.
            return 0;
        }
    }

    /** Seconds that all processors together have been used so far, by whomever. */
    static double secondsOfAll() {
        try {
            String[] fields =
                    Files.readAllLines(Path.of("/proc/stat")).getFirst().strip().split(" +", -1);
            double ticks = 0;
            for (int i = 0; i < USE_FIELDS; i++) {
                if (!IDLE_FIELDS.contains(i)) {
                    ticks += Long.parseLong(fields[i + 1]);
                }
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException _) {
            return 0;
        }
    }

    /** Of this process itself only its own time: what it has started is watched by name. */
    private static double seconds(long pid) {
        if (pid == ProcessHandle.current().pid()) {
            return ticks(pid) / TICKS_PER_SECOND;
        }
        return ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .mapToDouble(process -> ticks(process.pid()) / TICKS_PER_SECOND)
                .sum();
    }

    private static long ticks(long pid) {
        return ticks(text(Path.of("/proc", Long.toString(pid), "stat")));
    }

    private static long ticks(String stat) {
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = 0; i < TIME_FIELDS; i++) {
            ticks += Long.parseLong(fields[FIRST_TIME_FIELD + i]);
        }
        return ticks;
    }

    /** Empty where it has ended: its parent has its time. */
    private static String text(Path stat) {
        try {
            return Files.readString(stat);
        } catch (IOException _) {
            return "";
        }
    }
}
