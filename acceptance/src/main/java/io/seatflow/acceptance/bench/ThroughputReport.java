package io.seatflow.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run found: as a table for the console, as Markdown, and as a picture. */
final class ThroughputReport {

    static final String HEAD =
            "%-26s %-15s %7s %9s %8s %8s %8s %8s %9s %10s %7s %7s"
                    .formatted(
                            "",
                            "",
                            "clients",
                            "per s",
                            "x ref.",
                            "x direct",
                            "p50 ms",
                            "p99 ms",
                            "CPU us",
                            "to publish",
                            "in s",
                            "others");

    private static final double OTHERS_SHARE_MAX = 0.05;
    private static final double TO_DIRECT_ASKED = 0.5;
    private static final double TO_DIRECT_AIM = 0.8;

    private final Map<Case, Measurement> medians;
    private final int rounds;
    private final String durability;

    ThroughputReport(Map<Case, Measurement> medians, int rounds, String durability) {
        this.medians = medians;
        this.rounds = rounds;
        this.durability = durability;
    }

    /** A case as a line below {@link #HEAD}, with who used the processors at its end. */
    static String line(Case what, Measurement found) {
        return "%-26s %-15s %7d %9.0f %8.2f %8s %8.2f %8.2f %9.0f %10.0f %7.1f %6.0f%%  %s"
                .formatted(
                        what.door().title(),
                        what.traffic().title(),
                        what.clients(),
                        found.perSecond(),
                        found.ratio(),
                        toDirect(found),
                        found.medianMillis(),
                        found.p99Millis(),
                        found.cpuMicrosInAll(),
                        found.eventsLeft(),
                        found.settleSeconds(),
                        100 * found.othersShare(),
                        found.cpuMicros().entrySet().stream()
                                .filter(cpu -> cpu.getValue() >= 1)
                                .map(cpu -> "%s %.0f".formatted(cpu.getKey(), cpu.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    private static String toDirect(Measurement found) {
        return Double.isNaN(found.toDirect()) ? "" : "%.2f".formatted(found.toDirect());
    }

    /** Prints it and writes it to a folder. */
    void publish(Path folder) throws IOException {
        System.out.printf("%nMedians of %d rounds%n%s%n", rounds, HEAD);
        medians.forEach((what, found) -> System.out.println(line(what, found)));
        medians.forEach((what, found) -> tellOfGateway(what, found));
        warnOfOthers();
        Path markdown = Files.writeString(folder.resolve("seat-ledger-throughput.md"), markdown());
        Path picture =
                Files.writeString(
                        folder.resolve("seat-ledger-throughput.svg"),
                        new RatioPicture(medians)
                                .svg(
                                        "Medians of %d rounds; PostgreSQL: %s. All on %d processors."
                                                .formatted(
                                                        rounds,
                                                        durability,
                                                        Runtime.getRuntime()
                                                                .availableProcessors())));
        System.out.printf("%nWritten to %s and %s%n", markdown, picture);
    }

    private static void tellOfGateway(Case what, Measurement found) {
        if (!Double.isNaN(found.toDirect())) {
            System.out.printf(
                    "Through the gateway, %s, %d clients: %.2f of seat-service directly (asked for: %.1f, aim: %.1f)%n",
                    what.traffic().title(),
                    what.clients(),
                    found.toDirect(),
                    TO_DIRECT_ASKED,
                    TO_DIRECT_AIM);
        }
    }

    /** Two cores that somebody else works on measure them. */
    private void warnOfOthers() {
        double most =
                medians.values().stream().mapToDouble(Measurement::othersShare).max().orElse(0);
        if (most > OTHERS_SHARE_MAX) {
            System.out.printf(
                    "%nOther programs used up to %.0f %% of the processors: measure again when they rest.%n",
                    100 * most);
        }
    }

    private String markdown() {
        var text = new StringBuilder();
        text.append("Medians of %d rounds; PostgreSQL: %s.%n%n".formatted(rounds, durability));
        text.append(
                "| | | clients | changes/s | x reference | x seat-service directly | p50 ms | p99 ms | CPU us/change | events to publish at the end | published after s | processors used by others |\n");
        text.append("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        medians.forEach((what, found) ->
                text.append(
                        "| %s | %s | %d | %.0f | %.2f | %s | %.2f | %.2f | %.0f | %.0f | %.1f | %.0f %% |%n"
                                .formatted(
                                        what.door().title(),
                                        what.traffic().title(),
                                        what.clients(),
                                        found.perSecond(),
                                        found.ratio(),
                                        toDirect(found),
                                        found.medianMillis(),
                                        found.p99Millis(),
                                        found.cpuMicrosInAll(),
                                        found.eventsLeft(),
                                        found.settleSeconds(),
                                        100 * found.othersShare())));
        return text.toString();
    }
}
