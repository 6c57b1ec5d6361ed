package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.Client;
import io.seatflow.acceptance.TestPartner;
import io.seatflow.local.suite.Suite;
import io.seatflow.local.suite.SuiteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long one person waits, through the gateway and with nobody else there: from asking for seats
 * that are missing to the price, and from confirming it to the seats. Beside it, in the same
 * rounds, the reference: one read through the gateway.
 */
public final class SeatChangeLatency {

    private static final int WARM_UP_ROUNDS = 60;
    private static final int ROUNDS = 200;

    private final TestPartner partner;
    private final double[] reads = new double[ROUNDS];
    private final double[] asks = new double[ROUNDS];
    private final double[] confirms = new double[ROUNDS];

    private SeatChangeLatency(TestPartner partner) {
        this.partner = partner;
    }

    /** Starts a suite of its own, measures, prints, and stops it. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        try (Suite suite =
                Suite.start(SuiteOptions.beside(Files.createTempDirectory(folder, "latency")))) {
            Client operator =
                    Client.nobody(suite.url("gateway"))
                            .signIn(suite.issuer(), "operator@seatflow.test", "seatflow");
            TestPartner partner =
                    TestPartner.create(
                            operator, suite.issuer(), new TestPartner.Plan().with("seats", 0));
            var latency = new SeatChangeLatency(partner);
            latency.measure();
            latency.print();
        }
    }

    private void measure() {
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            double read = millis(() -> partner.admin().get(partner.path("/seats")).expect(200));
            var asked = new Client.Answer[1];
            double ask =
                    millis(() ->
                            asked[0] =
                                    partner.admin()
                                            .post(
                                                    partner.path("/seat-changes"),
                                                    Map.of("action", "PURCHASE", "seats", 1))
                                            .expect(202));
            String change = asked[0].string("/id");
            double confirm = millis(() -> partner.confirm(change).expect(200));
            if (round >= 0) {
                reads[round] = read;
                asks[round] = ask;
                confirms[round] = confirm;
            }
        }
    }

    private static double millis(Supplier<Client.Answer> work) {
        long start = System.nanoTime();
        var _ = work.get();
        return (System.nanoTime() - start) / 1e6;
    }

    private void print() {
        System.out.printf(
                "%d rounds after %d to warm up, one caller, through the gateway%n%n",
                ROUNDS, WARM_UP_ROUNDS);
        System.out.printf("%-34s %10s %10s %14s%n", "", "median ms", "p99 ms", "x reference");
        row("read of the seats (reference)", reads);
        row("ask to quote", asks);
        row("confirm to completed", confirms);
    }

    private void row(String what, double[] millis) {
        System.out.printf(
                "%-34s %10.1f %10.1f %14.1f%n",
                what,
                quantile(millis, 0.5),
                quantile(millis, 0.99),
                quantile(millis, 0.5) / quantile(reads, 0.5));
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
    }
}
