package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seatflow.acceptance.run.DuePartners;
import io.seatflow.acceptance.run.PlayedSeats;
import io.seatflow.local.servers.ChildProcess;
import io.seatflow.local.servers.Java;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresServer;
import io.seatflow.local.servers.ProjectFolder;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two replicas of billing-service, killed at random and started again while the periods of ten
 * thousand plans are over: each plan gets one next period and one invoice, and no number is
 * missing.
 */
@OwnServers
class A10BillingRunTest {

    private static final int PLANS = 10_000;
    private static final int KILLS = 3;
    private static final Duration DONE_MAX = Duration.ofMinutes(3);

    private final Path logs = Path.of("target/billing-run").toAbsolutePath();

    private record Replica(ChildProcess process, URI address) {}

    @Test
    void eachPlanIsBilledOnceWhateverIsKilled(@TempDir Path folder) throws Exception {
        long seed = System.nanoTime();
        System.out.println("Billing run, seed " + seed);
        var random = new SplittableRandom(seed);
        try (TokenIssuer issuer = TokenIssuer.start();
                PostgresServer postgres =
                        PostgresServer.start(
                                new PostgresServer.Options(
                                        folder.resolve("postgres"),
                                        Ports.free(),
                                        folder.resolve("postgres.log"),
                                        true));
                KafkaServer kafka =
                        KafkaServer.start(
                                new KafkaServer.Options(
                                        folder.resolve("kafka"),
                                        Ports.free(),
                                        folder.resolve("kafka.log")))) {
            postgres.address().createDatabase("billing", "seatflow");
            var environment =
                    Map.of(
                            "SEATFLOW_POSTGRES", postgres.address().hostAndPort(),
                            "SEATFLOW_DB_PASSWORD", "seatflow",
                            "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                            "SEATFLOW_OIDC_ISSUER", issuer.name(),
                            "SEATFLOW_CATALOG_INITIAL", "/catalog/2026-01.json");
            var replicas = new ArrayList<Replica>();
            try (var seats = new PlayedSeats(kafka.bootstrapServers());
                    Connection billing = connect(postgres)) {
                for (int i = 0; i < 2; i++) {
                    replicas.add(start(i, environment));
                }
                replicas.forEach(A10BillingRunTest::awaitReady);
                DuePartners.add(billing, PLANS);
                String run = begin(replicas.getFirst(), issuer);
                for (int kill = 0; kill < KILLS; kill++) {
                    int number = random.nextInt(2);
                    long somewhere =
                            random.nextLong(PLANS * kill / KILLS, PLANS * (kill + 1) / KILLS);
                    await().atMost(DONE_MAX)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> issued(billing) >= somewhere);
                    replicas.get(number).process().kill();
                    replicas.set(number, start(number, environment));
                }
                await().atMost(DONE_MAX).until(() -> issued(billing) >= PLANS);
                await().atMost(DONE_MAX)
                        .until(() -> count(billing, "select count(*) from outbox") == 0);
                await().atMost(DONE_MAX).until(() -> seats.issued().size() >= PLANS);

                requireOnce(billing);
                requireToldOnce(seats);
                awaitReady(replicas.getFirst());
                requireReported(replicas.getFirst(), issuer, run);
            } finally {
                replicas.forEach(replica -> replica.process().close());
            }
        }
    }

    private static void requireOnce(Connection billing) throws SQLException {
        assertThat(count(billing, "select count(*) from invoice where kind = 'PERIOD'"))
                .as("invoices")
                .isEqualTo(PLANS);
        assertThat(count(billing, "select count(distinct number) from invoice"))
                .as("different numbers")
                .isEqualTo(PLANS);
        assertThat(count(billing, "select max(number) from invoice"))
                .as("the last number, where none is missing")
                .isEqualTo(PLANS);
        assertThat(count(billing, "select last_number from invoice_counter"))
                .as("the counter")
                .isEqualTo(PLANS);
        assertThat(
                        count(
                                billing,
                                """
                                select count(*) from plan p
                                where (select count(*) from plan_period d
                                    where d.partner_id = p.partner_id and d.plan_id = p.plan_id) <> 2
                                """))
                .as("plans without exactly one next period")
                .isZero();
        assertThat(
                        count(
                                billing,
                                """
                                select count(*) from plan p
                                    join invoice i on i.partner_id = p.partner_id and i.plan_id = p.plan_id
                                    join plan_period d on d.partner_id = p.partner_id and d.plan_id = p.plan_id
                                        and d.start_on = p.period_start
                                where i.total <> d.charged or i.period_start <> p.period_start
                                """))
                .as("invoices that are not what their period was charged")
                .isZero();
    }

    private static void requireToldOnce(PlayedSeats seats) {
        seats.issued()
                .forEach((partner, ids) ->
                        assertThat(ids).as("invoices told of %s", partner).hasSize(1));
        assertThat(seats.started()).hasSize(PLANS);
        seats.started()
                .forEach((partner, ids) ->
                        assertThat(ids).as("periods told of %s", partner).hasSize(1));
    }

    private static String begin(Replica replica, TokenIssuer issuer) {
        return Client.nobody(replica.address())
                .with(issuer.operator())
                .post("/v1/billing-runs", Map.of("asOf", LocalDate.now(ZoneOffset.UTC).toString()))
                .expect(202)
                .string("/id");
    }

    private static void requireReported(Replica replica, TokenIssuer issuer, String run) {
        var shown =
                Client.nobody(replica.address())
                        .with(issuer.operator())
                        .get("/v1/billing-runs/" + run)
                        .expect(200);
        assertThat(shown.string("/status")).isEqualTo("COMPLETED");
        assertThat(shown.number("/progress/failed")).isZero();
    }

    private static long issued(Connection billing) throws SQLException {
        return count(billing, "select last_number from invoice_counter");
    }

    private static long count(Connection billing, String sql) throws SQLException {
        try (var statement = billing.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Connection connect(PostgresServer postgres) throws SQLException {
        var address = postgres.address();
        return DriverManager.getConnection(
                address.jdbcUrl("billing"), address.superuser(), address.password());
    }

    private Replica start(int number, Map<String, String> environment) {
        int port = Ports.free();
        var told = new HashMap<>(environment);
        told.put("QUARKUS_HTTP_PORT", "" + port);
        var process =
                ChildProcess.start(
                        new ChildProcess.Command(
                                "billing-service " + number,
                                List.of(
                                        Java.executable(),
                                        "-Xmx320m",
                                        "-XX:+UseSerialGC",
                                        "-jar",
                                        ProjectFolder.find()
                                                .root()
                                                .resolve(
                                                        "billing-service/target/quarkus-app/quarkus-run.jar")
                                                .toString()),
                                told,
                                "TERM",
                                logs.resolve("replica" + number + ".log")));
        return new Replica(process, URI.create("http://localhost:" + port));
    }

    private static void awaitReady(Replica replica) {
        var nobody = Client.nobody(replica.address());
        replica.process().awaitReady(Duration.ofMinutes(2), () -> isReady(nobody));
    }

    private static boolean isReady(Client nobody) {
        try {
            return nobody.get("/q/health/ready").status() == 200;
        } catch (RuntimeException _) {
            return false;
        }
    }
}
