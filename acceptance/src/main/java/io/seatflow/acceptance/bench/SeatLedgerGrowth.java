package io.seatflow.acceptance.bench;

import io.seatflow.local.servers.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a seat change costs the same whatever was there before it: the first thousand on an empty
 * database beside later ones, a ledger of ten million rows beside one of a few thousand, and a
 * partner with a hundred thousand clients beside one with a thousand. The service's process is
 * warmed up before all of it.
 */
public final class SeatLedgerGrowth {

    private static final int SUPPLY = 1_000_000;
    private static final int CALLERS = 32;
    private static final int SPREAD_PARTNERS = 1_000;
    private static final int FIRST_CHANGES = 1_000;
    private static final int EMPTY_DATABASES = 5;
    private static final int USUAL_TRANSFERS = 10_000_000;
    private static final int FEW_CLIENTS = 1_000;
    private static final int MANY_CLIENTS = 100_000;
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration SLICE = Duration.ofSeconds(8);
    private static final Duration CHECKED_MAX = Duration.ofMinutes(5);

    private static final String UNCHECKED =
            """
            select count(*) from seat_ledger l left join seat_ledger_check k using (partner_id)
            where coalesce(k.checked_to, 0) < l.sequence
            """;

    private final MeasuredSuite suite;
    private final int transfers;
    private final List<String> found = new ArrayList<>();

    private SeatLedgerGrowth(MeasuredSuite suite, int transfers) {
        this.suite = suite;
        this.transfers = transfers;
    }

    /**
     * Starts what it measures, measures it, prints what came out, and writes it to {@code
     * target/bench}.
     *
     * @param arguments {@code first}, {@code clients}, {@code ledger}: the parts wanted; none: all;
     *     a number: how many transfers {@code ledger} adds
     */
    public static void main(String[] arguments) throws IOException, SQLException {
        var all = List.of("first", "clients", "ledger");
        var numbers = Stream.of(arguments).filter(word -> word.matches("[1-9][0-9]{3,7}")).toList();
        var parts = Stream.of(arguments).filter(word -> !numbers.contains(word)).toList();
        if (!all.containsAll(parts) || numbers.size() > 1) {
            throw new IllegalArgumentException(
                    "usage: ./dev bench SeatLedgerGrowth [first] [clients] [ledger] [TRANSFERS]");
        }
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        try (var run = RunFolder.in(folder);
                var suite = MeasuredSuite.start(run.path())) {
            suite.keepEmptyDatabase();
            var growth =
                    new SeatLedgerGrowth(
                            suite,
                            numbers.isEmpty()
                                    ? USUAL_TRANSFERS
                                    : Integer.parseInt(numbers.getFirst()));
            growth.warmUp();
            for (String part : parts.isEmpty() ? all : parts) {
                switch (part) {
                    case "first" -> growth.firstChanges();
                    case "ledger" -> growth.ledger();
                    default -> growth.clients();
                }
            }
            growth.publish(folder);
        }
    }

    private void warmUp() {
        System.out.printf("Warming up for %d s%n", WARM_UP.toSeconds());
        for (List<BenchPartner> partners :
                List.of(
                        suite.newPartners(1, SUPPLY, 100),
                        suite.newPartners(SPREAD_PARTNERS, SUPPLY, 1))) {
            measure(partners, CALLERS, WARM_UP.dividedBy(2));
        }
    }

    private Samples measure(List<BenchPartner> partners, int callers, Duration time) {
        int port = suite.seatPort();
        Samples samples =
                new HttpLoad(port, new SeatTraffic(port, partners), 201)
                        .run(callers, time)
                        .requireRight();
        suite.settle();
        return samples;
    }

    /** Empty databases one after the other: what is first is over in an instant. */
    private void firstChanges() throws SQLException {
        firstChanges("one partner", 1, 100);
        firstChanges("1,000 partners", SPREAD_PARTNERS, 1);
    }

    private void firstChanges(String whose, int partners, int clients) throws SQLException {
        var first = new double[EMPTY_DATABASES];
        var later = new double[EMPTY_DATABASES];
        for (int i = 0; i < EMPTY_DATABASES; i++) {
            suite.forgetAll();
            Samples samples = measure(suite.newPartners(partners, SUPPLY, clients), CALLERS, SLICE);
            first[i] = samples.perSecond(0, FIRST_CHANGES);
            later[i] = samples.perSecond(samples.count() / 2, samples.count());
        }
        tell(
                "The first %,d changes on an empty database, %s".formatted(FIRST_CHANGES, whose),
                "changes/s",
                first,
                "in the second half of %d s".formatted(SLICE.toSeconds()),
                later);
    }

    private void ledger() throws SQLException {
        suite.forgetAll();
        var partners = suite.newPartners(SPREAD_PARTNERS, SUPPLY, 1);
        // Pages, plans and whatever the service remembers of these partners are there both times.
        measure(partners, CALLERS, SLICE);
        var throughput = new double[2][ROUNDS];
        var latency = new double[2][ROUNDS];
        var rows = new long[2];
        for (int size = 0; size < 2; size++) {
            if (size == 1) {
                addTransfers(partners);
            }
            rows[size] = suite.number("select count(*) from seat_transfer");
            for (int round = 0; round < ROUNDS; round++) {
                throughput[size][round] = measure(partners, CALLERS, SLICE).perSecond();
                latency[size][round] = measure(partners, 1, SLICE.dividedBy(2)).millis(0.5);
            }
        }
        String few = "%,d rows in the ledger".formatted(rows[0]);
        String many = "%,d rows in the ledger".formatted(rows[1]);
        tell(many, "changes/s", throughput[1], few, throughput[0]);
        tell(many + ", one caller", "ms", latency[1], few, latency[0]);
    }

    /**
     * Adds history as changes would have left it, in the order of time: each partner's seats go to
     * its client and back, so that every balance stays as it is, and the self-check has kept up
     * with it, as it does with changes.
     */
    private void addTransfers(List<BenchPartner> partners) throws SQLException {
        System.out.printf("Adding %,d transfers%n", transfers);
        if (!Patience.until(CHECKED_MAX, () -> suite.number(UNCHECKED) == 0)) {
            throw new IllegalStateException("The self-check has not caught up.");
        }
        try (Connection seats = suite.connect(MeasuredSuite.SEATS);
                var statement = seats.createStatement()) {
            seats.setAutoCommit(false);
            // The rows are right by themselves: looking each one's forerunner up takes an hour.
            statement.execute("set session_replication_role = replica");
            statement.execute(
                    """
                    insert into seat_transfer
                        (partner_id, sequence, from_account, to_account, client_id, seats, reason,
                         change_id, actor, occurred_at, supply, available, internal, retiring,
                         reserved, allocated, complimentary)
                    select l.partner_id, l.sequence + n,
                           case when n %% 2 = 1 then 'AVAILABLE' else 'CLIENT_FREE' end,
                           case when n %% 2 = 1 then 'CLIENT_FREE' else 'AVAILABLE' end,
                           c.client_id, 1, case when n %% 2 = 1 then 'ALLOCATED' else 'RETURNED' end,
                           gen_random_uuid(), 'admin@acme.test', now(), l.supply,
                           l.available - n %% 2, l.internal, l.retiring, l.reserved,
                           l.allocated + n %% 2, l.complimentary
                    from generate_series(1, %1$d) n
                    cross join seat_ledger l join client_seats c using (partner_id)
                    order by n
                    """
                            .formatted(transfers / partners.size()));
            // The service sees by the revision that somebody else has written.
            statement.execute(
                    "update seat_ledger set sequence = sequence + %d, revision = revision + 1"
                            .formatted(transfers / partners.size()));
            statement.execute(
                    "update seat_ledger_check set checked_to = checked_to + %d"
                            .formatted(transfers / partners.size()));
            statement.execute("set session_replication_role = origin");
            seats.commit();
            seats.setAutoCommit(true);
            statement.execute("vacuum analyze seat_transfer");
            statement.execute("vacuum analyze seat_ledger");
            statement.execute("checkpoint");
        }
    }

    private void clients() throws SQLException {
        suite.forgetAll();
        var few = List.of(partnerWith(FEW_CLIENTS));
        var many = List.of(partnerWith(MANY_CLIENTS));
        var throughput = new double[2][ROUNDS];
        var latency = new double[2][ROUNDS];
        measure(few, CALLERS, SLICE);
        measure(many, CALLERS, SLICE);
        for (int round = 0; round < ROUNDS; round++) {
            throughput[0][round] = measure(few, CALLERS, SLICE).perSecond();
            throughput[1][round] = measure(many, CALLERS, SLICE).perSecond();
            latency[0][round] = measure(few, 1, SLICE.dividedBy(2)).millis(0.5);
            latency[1][round] = measure(many, 1, SLICE.dividedBy(2)).millis(0.5);
        }
        String manyClients = "%,d clients of one partner".formatted(MANY_CLIENTS);
        String fewClients = "%,d clients of one partner".formatted(FEW_CLIENTS);
        tell(manyClients, "changes/s", throughput[1], fewClients, throughput[0]);
        tell(manyClients + ", one caller", "ms", latency[1], fewClients, latency[0]);
    }

    private BenchPartner partnerWith(int clients) throws SQLException {
        return suite.withClients(suite.newPartners(1, SUPPLY, 1).getFirst(), clients);
    }

    private void tell(
            String what, String unit, double[] values, String beside, double[] reference) {
        double value = Measurement.median(values);
        double base = Measurement.median(reference);
        String line =
                "| %s | %,.2f %s | %s | %,.2f %s | %.2f |"
                        .formatted(what, value, unit, beside, base, unit, value / base);
        System.out.println(line);
        found.add(line);
    }

    private void publish(Path folder) throws IOException {
        Path markdown =
                Files.writeString(
                        folder.resolve("seat-ledger-growth.md"),
                        """
                        Medians; PostgreSQL: %s.

                        | | | beside | | ratio |
                        |---|--:|---|--:|--:|
                        %s
                        """
                                .formatted(suite.durability(), String.join("\n", found)));
        System.out.printf("%nWritten to %s%n", markdown);
    }
}
