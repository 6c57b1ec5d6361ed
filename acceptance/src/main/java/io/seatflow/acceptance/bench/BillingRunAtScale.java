package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.run.DuePartners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The billing run of a thousand, ten thousand and a hundred thousand partners, each with program
 * fee, seats and add-ons, some with scheduled reductions; from its request to the last invoice.
 * Beside each, on the same PostgreSQL, the reference: the same rows by bare SQL.
 *
 * <p>The answers of seat-service are played, over the same Kafka: its own work is not measured.
 */
public final class BillingRunAtScale {

    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final int WARM_UP = 5_000;
    private static final int WARM_UPS = 10;
    private static final double RATIO_MIN = 0.4;

    /** An invoice may take so much longer at the largest size than at this one. */
    private static final double GROWTH_MAX = 1.10;

    private static final int GROWTH_FROM = 10_000;

    private static final int ROUNDS = 3;

    /** A run of more takes minutes, in which whatever disturbs it evens out. */
    private static final int MANY = 20_000;

    private final MeasuredBilling suite;
    private final List<String> found = new ArrayList<>();
    private final NavigableMap<Integer, Round> middles = new TreeMap<>();

    private BillingRunAtScale(MeasuredBilling suite) {
        this.suite = suite;
    }

    /**
     * Starts what it measures, measures it, prints what came out, and writes it to {@code
     * target/bench}.
     *
     * @param arguments numbers of partners; none: all three sizes
     */
    public static void main(String[] arguments) throws IOException, SQLException {
        var sizes = Stream.of(arguments).map(Integer::valueOf).toList();
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        try (var run = RunFolder.in(folder);
                var suite = new MeasuredBilling(run.path())) {
            var scale = new BillingRunAtScale(suite);
            scale.warmUp();
            for (int partners : sizes.isEmpty() ? SIZES : sizes) {
                scale.measure(partners);
            }
            scale.publish(folder);
        }
    }

    private void warmUp() throws SQLException {
        System.out.printf("Warming up with %d runs of %,d partners%n", WARM_UPS, WARM_UP);
        for (int i = 0; i < WARM_UPS; i++) {
            var _ = reference(WARM_UP);
            var _ = suite.run(WARM_UP);
        }
    }

    private double reference(int partners) throws SQLException {
        try (Connection connection = suite.connect(MeasuredBilling.REFERENCE)) {
            DuePartners.add(connection, partners);
        }
        double seconds = new InvoiceReference(suite).run();
        try (Connection connection = suite.connect(MeasuredBilling.REFERENCE);
                var statement = connection.createStatement()) {
            // The service deletes its own in the measured time.
            statement.execute("delete from outbox");
        }
        return seconds;
    }

    /** The middle one of rounds, each of the reference and the run one after the other. */
    private void measure(int partners) throws SQLException {
        var rounds = new ArrayList<Round>();
        for (int i = 0; i < (partners > MANY ? 1 : ROUNDS); i++) {
            double reference = reference(partners);
            rounds.add(new Round(reference, suite.run(partners)));
        }
        rounds.sort(Comparator.comparingDouble(Round::ratio));
        var middle = rounds.get(rounds.size() / 2);
        middles.put(partners, middle);
        String line =
                "| %,d | %.1f s | %,.0f | %.1f s | %,.0f | %.2f | %s; all processors %.0f |"
                        .formatted(
                                partners,
                                middle.reference(),
                                partners / middle.reference(),
                                middle.run().seconds(),
                                partners / middle.run().seconds(),
                                middle.ratio(),
                                middle.run().cpuMicros(partners),
                                middle.run().cpuOfAll() * 1e6 / partners);
        System.out.println(line);
        found.add(line);
    }

    private record Round(double reference, MeasuredBilling.Run run) {

        double ratio() {
            return reference / run.seconds();
        }
    }

    /**
     * How much longer an invoice takes at the largest size than at ten thousand, and how much
     * longer by bare SQL; nothing where not both sizes were measured.
     */
    private Optional<String> growth() {
        var from = middles.get(GROWTH_FROM);
        if (from == null || middles.lastKey() <= GROWTH_FROM) {
            return Optional.empty();
        }
        int to = middles.lastKey();
        var last = middles.lastEntry().getValue();
        double run =
                perInvoice(last.run().seconds(), to)
                        / perInvoice(from.run().seconds(), GROWTH_FROM);
        double reference =
                perInvoice(last.reference(), to) / perInvoice(from.reference(), GROWTH_FROM);
        return Optional.of(
                "Time of an invoice at %,d, to that at %,d: %.2f; wanted: at most %.2f (%s). Of the reference: %.2f."
                        .formatted(
                                to,
                                GROWTH_FROM,
                                run,
                                GROWTH_MAX,
                                run <= GROWTH_MAX ? "kept" : "MISSED",
                                reference));
    }

    private static double perInvoice(double seconds, int invoices) {
        return seconds / invoices;
    }

    private void publish(Path folder) throws IOException {
        var growth = growth();
        growth.ifPresent(System.out::println);
        Path markdown =
                Files.writeString(
                        folder.resolve("billing-run.md"),
                        """
                        PostgreSQL: %s. Seat-service's answers are played. Wanted: at least %.1f x the reference.

                        | partners | reference | invoices/s | billing run | invoices/s | x reference | CPU us/invoice |
                        |--:|--:|--:|--:|--:|--:|---|
                        %s

                        %s
                        """
                                .formatted(
                                        suite.durability(),
                                        RATIO_MIN,
                                        String.join("\n", found),
                                        growth.orElse("")));
        System.out.printf("%nWritten to %s%n", markdown);
    }
}
