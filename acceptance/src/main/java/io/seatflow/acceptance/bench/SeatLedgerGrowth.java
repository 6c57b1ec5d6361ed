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
 * database beside later ones, a ledger of ten million rows beside one of a few thousand, a partner
 * whose own ledger is long beside one who has just begun, a partner with a hundred thousand clients
 * beside one with a thousand, and a thousand partners among a hundred thousand beside the same ones
 * alone. The service's process is warmed up before all of it.
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
    private static final int MANY_PARTNERS = 100_000;
    private static final int OWN_LEDGER_CLIENTS = 100;
    private static final int OWN_LEDGER_SHARE = 10;
    private static final int FEW_TRANSFERS = 1_000;
    private static final List<String> PARTS =
            List.of("first", "clients", "partners", "own", "ledger");
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
     * @param arguments {@code first}, {@code clients}, {@code partners}, {@code own}, {@code
     *     ledger}: the parts wanted; none: all; a number: how many transfers {@code ledger} adds,
     *     and {@code own} a tenth of
     */
    public static void main(String[] arguments) throws IOException, SQLException {
        var numbers = Stream.of(arguments).filter(word -> word.matches("[1-9][0-9]{3,7}")).toList();
        var parts = Stream.of(arguments).filter(word -> !numbers.contains(word)).toList();
        if (!PARTS.containsAll(parts) || numbers.size() > 1) {
            throw new IllegalArgumentException(
                    "usage: ./dev bench SeatLedgerGrowth [first] [clients] [partners] [own] [ledger] [TRANSFERS]");
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
            for (String part : parts.isEmpty() ? PARTS : parts) {
                growth.measure(part);
            }
            growth.publish(folder);
        }
    }

    private void measure(String part) throws SQLException {
        switch (part) {
            case "first" -> firstChanges();
            case "clients" -> clients();
            case "partners" -> partners();
            case "own" -> ownLedger();
            case "ledger" -> ledger();
            default -> throw new IllegalArgumentException(part + " is no part of this.");
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
        beforeAndAfter(
                partners,
                "rows in the ledger",
                "select count(*) from seat_transfer",
                () -> addTransfers(partners, transfers / partners.size()));
    }

    /** The same thousand partners are busy, alone and among very many others. */
    private void partners() throws SQLException {
        suite.forgetAll();
        beforeAndAfter(
                suite.newPartners(SPREAD_PARTNERS, SUPPLY, 1),
                "partners",
                "select count(*) from seat_ledger",
                () -> addPartners(MANY_PARTNERS - SPREAD_PARTNERS));
    }

    /** What makes the database larger. */
    private interface Growing {
        void grow() throws SQLException;
    }

    private void beforeAndAfter(
            List<BenchPartner> partners, String what, String count, Growing growing)
            throws SQLException {
        // Pages, plans and whatever the service remembers of these partners are there both times.
        measure(partners, CALLERS, SLICE);
        var throughput = new double[2][ROUNDS];
        var latency = new double[2][ROUNDS];
        var sizes = new long[2];
        for (int size = 0; size < 2; size++) {
            if (size == 1) {
                growing.grow();
                measure(partners, CALLERS, SLICE);
            }
            sizes[size] = suite.number(count);
            for (int round = 0; round < ROUNDS; round++) {
                throughput[size][round] = measure(partners, CALLERS, SLICE).perSecond();
                latency[size][round] = measure(partners, 1, SLICE.dividedBy(2)).millis(0.5);
            }
        }
        tell(
                "%,d %s".formatted(sizes[1], what),
                "%,d %s".formatted(sizes[0], what),
                throughput,
                latency);
    }

    /**
     * Adds history as changes would have left it, in the order of time: each partner's seats go to
     * a client and back, so that every balance stays as it is, and the self-check has kept up with
     * it, as it does with changes.
     */
    private void addTransfers(List<BenchPartner> partners, int each) throws SQLException {
        System.out.printf("Adding %,d transfers%n", (long) each * partners.size());
        if (!Patience.until(CHECKED_MAX, () -> suite.number(UNCHECKED) == 0)) {
            throw new IllegalStateException("The self-check has not caught up.");
        }
        var clients = partners.stream().map(partner -> partner.clients().getFirst()).toArray();
        try (Connection seats = suite.connect(MeasuredSuite.SEATS);
                var statement = seats.createStatement()) {
            seats.setAutoCommit(false);
            // The rows are right by themselves: looking each one's forerunner up takes an hour.
            statement.execute("set session_replication_role = replica");
            statement.execute(
                    "create temporary table growing on commit drop as"
                            + " select partner_id, client_id from client_seats limit 0");
            try (var rows =
                    seats.prepareStatement(
                            """
                            insert into growing
                            select partner_id, client_id from client_seats where client_id = any(?)
                            """)) {
                rows.setArray(1, seats.createArrayOf("uuid", clients));
                rows.executeUpdate();
            }
            for (String sql : history()) {
                statement.execute(sql.replace(":each", "" + each));
            }
            statement.execute("set session_replication_role = origin");
            seats.commit();
        }
        tidyUp();
    }

    private static List<String> history() {
        return List.of(
                """
                insert into seat_transfer
                    (partner_id, sequence, from_account, to_account, client_id, seats, reason,
                     change_id, actor, occurred_at, supply, available, internal, retiring,
                     reserved, allocated, complimentary)
                select l.partner_id, l.sequence + n,
                       case when n % 2 = 1 then 'AVAILABLE' else 'CLIENT_FREE' end,
                       case when n % 2 = 1 then 'CLIENT_FREE' else 'AVAILABLE' end,
                       g.client_id, 1, case when n % 2 = 1 then 'ALLOCATE' else 'RETURN' end,
                       gen_random_uuid(), 'admin@acme.test', now(), l.supply,
                       l.available - n % 2, l.internal, l.retiring, l.reserved,
                       l.allocated + n % 2, l.complimentary
                from generate_series(1, 2 * (:each / 2)) n
                cross join seat_ledger l join growing g using (partner_id)
                order by n
                """,
                // The service sees by the revision that somebody else has written.
                """
                update seat_ledger l
                set sequence = sequence + 2 * (:each / 2), revision = revision + 1, last_at = now()
                from growing g where g.partner_id = l.partner_id
                """,
                """
                update seat_ledger_check k set checked_to = checked_to + 2 * (:each / 2)
                from growing g where g.partner_id = k.partner_id
                """);
    }

    /**
     * Adds partners as the service would have opened them, each with a client and the line that its
     * plan began with, and looked at by the self-check.
     */
    private void addPartners(int count) throws SQLException {
        System.out.printf("Adding %,d partners%n", count);
        try (Connection seats = suite.connect(MeasuredSuite.SEATS);
                var statement = seats.createStatement()) {
            seats.setAutoCommit(false);
            for (String sql : newcomers()) {
                statement.execute(
                        sql.replace(":count", "" + count).replace(":supply", "" + SUPPLY));
            }
            seats.commit();
        }
        tidyUp();
    }

    private static List<String> newcomers() {
        return List.of(
                """
                create temporary table newcomer on commit drop as
                    select gen_random_uuid() as partner_id from generate_series(1, :count)
                """,
                """
                insert into seat_ledger
                    (partner_id, sequence, supply, available, internal, retiring, reserved, allocated,
                     complimentary, on_order, retiring_lots, last_at, revision, last_event)
                select partner_id, 1, :supply, :supply, 0, 0, 0, 0, 0, 0, '[]', now(), 1, 1 from newcomer
                """,
                """
                insert into client_seats
                    (partner_id, client_id, source, free, in_use, complimentary, direct,
                     disabled, complimentary_limit, on_order, held, retiring_lots)
                select partner_id, gen_random_uuid(), 'PLAN', 0, 0, 0, 0, false, 100, 0, 0, '[]'
                from newcomer
                """,
                """
                insert into seat_transfer
                    (partner_id, sequence, from_account, to_account, seats, reason, actor, occurred_at,
                     supply, available, internal, retiring, reserved, allocated, complimentary)
                select partner_id, 1, 'PLAN', 'AVAILABLE', :supply, 'PLAN_STARTED', 'seatflow', now(),
                       :supply, :supply, 0, 0, 0, 0, 0
                from newcomer
                """,
                "insert into seat_ledger_check (partner_id, checked_to) select partner_id, 1 from newcomer");
    }

    /** As a database is that has grown slowly: autovacuum has been there, and a checkpoint. */
    private void tidyUp() throws SQLException {
        try (Connection seats = suite.connect(MeasuredSuite.SEATS);
                var statement = seats.createStatement()) {
            for (String table : List.of("seat_transfer", "seat_ledger", "client_seats")) {
                statement.execute("vacuum analyze " + table);
            }
            statement.execute("checkpoint");
        }
    }

    private void clients() throws SQLException {
        suite.forgetAll();
        beside(
                partnerWith(MANY_CLIENTS),
                "%,d clients of one partner".formatted(MANY_CLIENTS),
                partnerWith(FEW_CLIENTS),
                "%,d clients of one partner".formatted(FEW_CLIENTS));
    }

    /** A partner who has moved seats for years beside one who has just begun. */
    private void ownLedger() throws SQLException {
        suite.forgetAll();
        var old = suite.newPartners(1, SUPPLY, OWN_LEDGER_CLIENTS).getFirst();
        var young = suite.newPartners(1, SUPPLY, OWN_LEDGER_CLIENTS).getFirst();
        int many = transfers / OWN_LEDGER_SHARE;
        addTransfers(List.of(old), many);
        addTransfers(List.of(young), FEW_TRANSFERS);
        beside(
                old,
                "a partner's own ledger of %,d rows and more".formatted(many),
                young,
                "one of %,d rows and more".formatted(FEW_TRANSFERS));
    }

    /** Both in the same rounds. */
    private void beside(
            BenchPartner large, String largeName, BenchPartner small, String smallName) {
        var throughput = new double[2][ROUNDS];
        var latency = new double[2][ROUNDS];
        var partners = List.of(List.of(small), List.of(large));
        partners.forEach(partner -> measure(partner, CALLERS, SLICE));
        for (int round = 0; round < ROUNDS; round++) {
            for (int size = 0; size < 2; size++) {
                throughput[size][round] = measure(partners.get(size), CALLERS, SLICE).perSecond();
            }
            for (int size = 0; size < 2; size++) {
                latency[size][round] =
                        measure(partners.get(size), 1, SLICE.dividedBy(2)).millis(0.5);
            }
        }
        tell(largeName, smallName, throughput, latency);
    }

    private BenchPartner partnerWith(int clients) throws SQLException {
        return suite.withClients(suite.newPartners(1, SUPPLY, 1).getFirst(), clients);
    }

    private void tell(String large, String small, double[][] throughput, double[][] latency) {
        tell(large, "changes/s", throughput[1], small, throughput[0]);
        tell(large + ", one caller", "ms", latency[1], small, latency[0]);
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
