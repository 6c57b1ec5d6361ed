package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.Client;
import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.local.servers.ChildProcess;
import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresAddress;
import io.seatflow.local.servers.PostgresServer;
import io.seatflow.local.servers.ProjectFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * How long the seats of a past instant take to read, of a partner with a million transfers and at
 * instants all over its history. Beside it, in the same rounds, the reference: a read of the seats
 * as they are.
 */
public final class AsOfAtScale {

    /** Odd: then every client has handed back what it got, and nothing is left to be compared. */
    private static final int TRANSFERS = 1_000_001;

    private static final Instant BEGINNING = Instant.parse("2024-01-01T00:00:00Z");
    private static final int WARM_UP_ROUNDS = 3_000;
    private static final int ROUNDS = 5_000;
    private static final double P99_MILLIS_MAX = 10;
    private static final Duration START_MAX = Duration.ofMinutes(3);

    private final UUID partner;
    private final Client reader;
    private final SplittableRandom random = new SplittableRandom(1);
    private final double[] present = new double[ROUNDS];
    private final double[] past = new double[ROUNDS];

    private AsOfAtScale(UUID partner, Client reader) {
        this.partner = partner;
        this.reader = reader;
    }

    /** Starts PostgreSQL, Kafka and seat-service, measures, prints, and stops them. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        Path data = Files.createTempDirectory(folder, "as-of");
        int port = Ports.free();
        try (TokenIssuer issuer = TokenIssuer.start();
                PostgresServer postgres =
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        data.resolve("postgres"),
                                        Ports.free(),
                                        data.resolve("postgres.log"),
                                        true));
                KafkaServer kafka =
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        data.resolve("kafka"),
                                        Ports.free(),
                                        data.resolve("kafka.log")));
                ChildProcess service =
                        start(postgres.address(), kafka, issuer, port, data.resolve("seat.log"))) {
            URI address = URI.create("http://localhost:" + port);
            service.awaitReady(START_MAX, () -> isReady(address));
            UUID partner = UUID.randomUUID();
            load(postgres.address(), partner);
            var scale =
                    new AsOfAtScale(
                            partner, Client.nobody(address).with(issuer.partnerAdmin(partner)));
            scale.measure();
            scale.print();
        }
    }

    private static ChildProcess start(
            PostgresAddress postgres, KafkaServer kafka, TokenIssuer issuer, int port, Path log) {
        postgres.createDatabase("seats", "seatflow");
        return ChildProcess.start(
                new ChildProcess.Command(
                        "seat-service",
                        List.of(
                                Java.executable(),
                                "-Xmx384m",
                                "-jar",
                                ProjectFolder.find()
                                        .root()
                                        .resolve("seat-service/target/quarkus-app/quarkus-run.jar")
                                        .toString()),
                        Map.of(
                                "QUARKUS_HTTP_PORT",
                                "" + port,
                                "SEATFLOW_POSTGRES",
                                postgres.hostAndPort(),
                                "SEATFLOW_DB_PASSWORD",
                                "seatflow",
                                "KAFKA_BOOTSTRAP_SERVERS",
                                kafka.bootstrapServers(),
                                "SEATFLOW_OIDC_ISSUER",
                                issuer.name()),
                        "TERM",
                        log));
    }

    private static boolean isReady(URI address) {
        try {
            return Client.nobody(address).get("/q/health/ready").status() == 200;
        } catch (RuntimeException _) {
            return false;
        }
    }

    /** As the service itself would have written them, only sooner. */
    private static void load(PostgresAddress postgres, UUID partner) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                postgres.jdbcUrl("seats"),
                                postgres.superuser(),
                                postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (var sql : history()) {
                statement.execute(
                        sql.replace(":partner", "'" + partner + "'")
                                .replace(":beginning", "timestamptz '" + BEGINNING + "'")
                                .replace(":transfers", "" + TRANSFERS));
            }
        }
    }

    private static List<String> history() {
        return List.of(
                """
                insert into seat_ledger
                    (partner_id, sequence, supply, available, internal, retiring, reserved, allocated, complimentary,
                     on_order, retiring_lots, last_at)
                values (:partner, :transfers, 1000, 1000, 0, 0, 0, 0, 0, 0, '[]', now())
                """,
                """
                insert into seat_transfer
                    (partner_id, sequence, from_account, to_account, client_id, seats, reason, actor, occurred_at,
                     supply, available, internal, retiring, reserved, allocated, complimentary)
                select :partner, i,
                       case when i = 1 then 'PLAN' when i % 2 = 0 then 'AVAILABLE' else 'CLIENT_FREE' end,
                       case when i % 2 = 0 then 'CLIENT_FREE' else 'AVAILABLE' end,
                       case when i > 1 then ('00000000-0000-0000-0000-' || lpad((i / 2 % 100)::text, 12, '0'))::uuid end,
                       case when i = 1 then 1000 else 1 end,
                       case when i = 1 then 'PLAN_STARTED' when i % 2 = 0 then 'ALLOCATE' else 'RETURN' end,
                       'admin@acme.test', :beginning + (i - 1) * interval '1 second',
                       1000, case when i % 2 = 0 then 999 else 1000 end, 0, 0, 0,
                       case when i % 2 = 0 then 1 else 0 end, 0
                from generate_series(1, :transfers) i
                """,
                "insert into seat_ledger_check (partner_id, checked_to) values (:partner, :transfers)",
                "vacuum analyze seat_transfer");
    }

    private void measure() {
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            double now = millis("");
            int transfer = random.nextInt(TRANSFERS);
            double then = millis("?asOf=" + BEGINNING.plusSeconds(transfer));
            if (round >= 0) {
                present[round] = now;
                past[round] = then;
            }
        }
    }

    private double millis(String query) {
        long start = System.nanoTime();
        var _ = reader.get("/v1/partners/" + partner + "/seats" + query).expect(200);
        return (System.nanoTime() - start) / 1e6;
    }

    private void print() {
        System.out.printf(
                "%,d transfers of one partner, %,d rounds after %,d to warm up, one caller, straight to the service%n%n",
                TRANSFERS, ROUNDS, WARM_UP_ROUNDS);
        System.out.printf("%-34s %10s %10s %14s%n", "", "p50 ms", "p99 ms", "x reference");
        row("read of the seats (reference)", present);
        row("read as of a random instant", past);
        double p99 = quantile(past, 0.99);
        System.out.printf(
                "%nTarget: p99 of at most %.0f ms: %s%n",
                P99_MILLIS_MAX, p99 <= P99_MILLIS_MAX ? "met" : "missed");
    }

    private void row(String what, double[] millis) {
        System.out.printf(
                "%-34s %10.2f %10.2f %14.2f%n",
                what,
                quantile(millis, 0.5),
                quantile(millis, 0.99),
                quantile(millis, 0.5) / quantile(present, 0.5));
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
    }
}
