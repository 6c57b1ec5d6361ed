package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.bench.Case.Door;
import io.seatflow.acceptance.bench.Case.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many seat changes a second the seat ledger takes, beside the same durable work as one SQL
 * statement on the same PostgreSQL, in the same rounds: for one partner that everybody works on,
 * and spread over a thousand. Everything, the generator too, shares one machine.
 */
public final class SeatLedgerThroughput implements AutoCloseable {

    private static final int SUPPLY = 1_000_000;
    private static final int HOT_CLIENT_ACCOUNTS = 100;
    private static final int SPREAD_PARTNERS = 1_000;
    private static final int REFERENCE_CLIENTS = 32;
    private static final int WARM_UP_SLICES = 4;
    private static final int WARM_UP_SLICES_MAX = 24;

    /** Of one processor: below it, what is measured is compiled. */
    private static final double COMPILING_MAX = 0.05;

    private final ThroughputPlan plan;
    private final MeasuredSuite suite;
    private final Map<Traffic, List<BenchPartner>> partners = new EnumMap<>(Traffic.class);
    private final Map<Traffic, ReferenceLoad> references = new EnumMap<>(Traffic.class);
    private final Connection referenceDatabase;
    private final Map<Case, List<Measurement>> rounds = new LinkedHashMap<>();
    private int gatewayPort;

    private SeatLedgerThroughput(ThroughputPlan plan, MeasuredSuite suite) throws SQLException {
        this.plan = plan;
        this.suite = suite;
        this.referenceDatabase = suite.connect(MeasuredSuite.REFERENCE);
    }

    /**
     * Starts what it measures, measures it, prints what came out, and writes it to {@code
     * target/bench}.
     *
     * @param arguments see {@link ThroughputPlan#of}
     */
    public static void main(String[] arguments) throws IOException, SQLException {
        var plan = ThroughputPlan.of(List.of(arguments));
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        try (var run = RunFolder.in(folder);
                var suite = MeasuredSuite.start(run.path());
                var bench = new SeatLedgerThroughput(plan, suite)) {
            bench.prepare();
            bench.warmUp();
            for (int round = 1; round <= plan.rounds(); round++) {
                bench.round(round);
            }
            new ThroughputReport(bench.medians(), plan.rounds(), suite.durability())
                    .publish(folder);
        }
    }

    private void prepare() throws SQLException {
        System.out.println("PostgreSQL says: " + suite.durability());
        partners.put(Traffic.HOT, suite.newPartners(1, SUPPLY, HOT_CLIENT_ACCOUNTS));
        if (plan.traffic().contains(Traffic.SPREAD)) {
            partners.put(Traffic.SPREAD, suite.newPartners(SPREAD_PARTNERS, SUPPLY, 1));
        }
        // Both doors are come to by the same callers.
        partners.replaceAll((_, some) -> some.stream().map(suite::withPeople).toList());
        System.out.printf(
                "%,d callers of every role, each with a token of their own%n",
                partners.values().stream()
                        .flatMap(List::stream)
                        .mapToInt(partner -> partner.callers().size())
                        .sum());
        ReferenceLoad.createTables(referenceDatabase);
        for (Traffic traffic : plan.traffic()) {
            ReferenceLoad.open(referenceDatabase, of(traffic), SUPPLY);
            references.put(traffic, new ReferenceLoad(suite.postgres(), of(traffic)));
        }
        if (plan.doors().contains(Door.GATEWAY)) {
            gatewayPort = suite.startGateway();
        }
    }

    private List<BenchPartner> of(Traffic traffic) {
        return Objects.requireNonNull(partners.get(traffic));
    }

    /** Each door for as long, with the clients that it is measured with, not counted. */
    private void warmUp() throws SQLException {
        System.out.printf(
                "Warming up: %d s a case, and %,d changes%n",
                plan.warmUp().toSeconds(), plan.warmUpChanges());
        for (Traffic traffic : plan.traffic()) {
            for (Door door : plan.doors()) {
                warmUp(load(door, traffic), plan.clients(door).getLast());
            }
            load(Door.REFERENCE, traffic)
                    .run(REFERENCE_CLIENTS, plan.warmUp().dividedBy(3))
                    .requireRight();
            settle();
        }
    }

    /** Until the compilers have little left to do, which they share the processors for as well. */
    private void warmUp(Load load, int clients) {
        Duration slice = plan.warmUp().dividedBy(WARM_UP_SLICES);
        int done = 0;
        double compiling = 0;
        for (int i = 0; i < WARM_UP_SLICES_MAX; i++) {
            double before = suite.cpu().compilerSeconds();
            done += load.run(clients, slice).requireRight().count();
            compiling = (suite.cpu().compilerSeconds() - before) / (slice.toMillis() / 1_000.0);
            if (i + 1 >= WARM_UP_SLICES
                    && done >= plan.warmUpChanges()
                    && compiling < COMPILING_MAX) {
                return;
            }
        }
        System.out.printf(
                "Not warm after %,d changes (at least %,d are wanted): compilers use %.0f %% of a processor%n",
                done, plan.warmUpChanges(), 100 * compiling);
    }

    private void round(int round) throws SQLException {
        System.out.printf("%nRound %d of %d%n%s%n", round, plan.rounds(), ThroughputReport.HEAD);
        for (Traffic traffic : plan.traffic()) {
            var reference = new Case(Door.REFERENCE, traffic, REFERENCE_CLIENTS);
            double perSecond = measure(reference, Double.NaN, Double.NaN).perSecond();
            for (int clients : plan.clients()) {
                round(traffic, clients, perSecond);
            }
        }
    }

    /** What is compared with each other is measured one right after the other. */
    private void round(Traffic traffic, int clients, double referencePerSecond)
            throws SQLException {
        double direct = Double.NaN;
        for (Door door : plan.doors()) {
            if (plan.clients(door).contains(clients)) {
                var found = measure(new Case(door, traffic, clients), referencePerSecond, direct);
                direct = found.perSecond();
            }
        }
    }

    private Measurement measure(Case what, double referencePerSecond, double directPerSecond)
            throws SQLException {
        long started = System.nanoTime();
        double allBefore = CpuMeter.secondsOfAll();
        Map<String, Double> before = suite.cpu().seconds();
        Samples samples = load(what.door(), what.traffic()).run(what.clients(), plan.slice());
        Map<String, Double> after = suite.cpu().seconds();
        double allAfter = CpuMeter.secondsOfAll();
        double elapsed = (System.nanoTime() - started) / 1e9;
        long begin = System.nanoTime();
        long eventsLeft = suite.eventsToPublish();
        settle();
        double settleSeconds = (System.nanoTime() - begin) / 1e9;
        samples.requireRight();
        var cpu = new LinkedHashMap<String, Double>();
        double own = 0;
        for (var one : after.entrySet()) {
            double seconds = one.getValue() - before.getOrDefault(one.getKey(), 0.0);
            own += seconds;
            cpu.put(one.getKey(), seconds * 1e6 / samples.count());
        }
        int processors = Runtime.getRuntime().availableProcessors();
        var measurement =
                new Measurement(
                        samples.perSecond(),
                        samples.millis(0.5),
                        samples.millis(0.99),
                        cpu,
                        eventsLeft,
                        settleSeconds,
                        what.door() == Door.REFERENCE
                                ? 1
                                : samples.perSecond() / referencePerSecond,
                        what.door() == Door.GATEWAY
                                ? samples.perSecond() / directPerSecond
                                : Double.NaN,
                        Math.max(0, allAfter - allBefore - own) / (processors * elapsed));
        rounds.computeIfAbsent(what, _ -> new ArrayList<>()).add(measurement);
        System.out.println(ThroughputReport.line(what, measurement));
        return measurement;
    }

    /** What one measurement leaves behind is not the next one's work. */
    private void settle() throws SQLException {
        ReferenceLoad.emptyOutbox(referenceDatabase);
        suite.settle();
    }

    private Load load(Door door, Traffic traffic) {
        return switch (door) {
            case REFERENCE -> Objects.requireNonNull(references.get(traffic));
            case SERVICE -> http(suite.seatPort(), traffic);
            case GATEWAY -> http(gatewayPort, traffic);
        };
    }

    private Load http(int port, Traffic traffic) {
        return new HttpLoad(port, new SeatTraffic(port, of(traffic)), 201);
    }

    private Map<Case, Measurement> medians() {
        var medians = new LinkedHashMap<Case, Measurement>();
        rounds.forEach((what, measured) -> medians.put(what, Measurement.median(measured)));
        return medians;
    }

    @Override
    public void close() throws SQLException {
        references.values().forEach(ReferenceLoad::close);
        referenceDatabase.close();
    }
}
