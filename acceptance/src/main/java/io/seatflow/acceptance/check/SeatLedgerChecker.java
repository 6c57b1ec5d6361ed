package io.seatflow.acceptance.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Proves the seat ledger against concurrency and crashes: two replicas on one database under load,
 * killed again and again, and nothing lost, doubled or invented.
 */
public final class SeatLedgerChecker {

    private static final int SHOWN_MAX = 50;
    private static final int REPORTED_EVERY = 10_000;

    private SeatLedgerChecker() {}

    /**
     * Takes the number of operations, of kills, and a seed; ends with exit code 1 where it finds a
     * violation.
     */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, SQLException {
        var plan = CheckPlan.of(Arrays.asList(arguments));
        var folder = Files.createDirectories(Path.of("target/check").toAbsolutePath());
        System.out.printf(
                "%d operations, %d kills, seed %d%n", plan.operations(), plan.kills(), plan.seed());
        var data = Files.createTempDirectory(folder, "run");
        boolean isProven;
        try (var run = CheckedRun.start(plan, data)) {
            run.play(SeatLedgerChecker::report);
            var violations = LedgerCheck.violations(run.evidence());
            System.out.printf("%n%sviolations           %d%n", run.summary(), violations.size());
            violations.stream().limit(SHOWN_MAX).forEach(System.out::println);
            Files.write(
                    data.resolve("violations.txt"),
                    violations.stream().map(Violation::toString).toList());
            isProven = violations.isEmpty();
        }
        System.exit(isProven ? 0 : 1);
    }

    private static int reported;

    private static void report(int operations, int kills) {
        if (operations >= reported + REPORTED_EVERY) {
            reported = operations;
            System.out.printf("%d operations, %d kills%n", operations, kills);
        }
    }
}
