package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.Client;
import io.seatflow.acceptance.TokenIssuer;
import io.seatflow.local.servers.KafkaServer;
import io.seatflow.local.servers.Ports;
import io.seatflow.local.servers.PostgresAddress;
import io.seatflow.local.servers.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How long a page of a partner's clients takes, of a hundred thousand that it has beside as many of
 * other partners. Beside it, in the same rounds, the reference: one client read by its id.
 */
public final class ClientListAtScale {

    private static final int CLIENTS = 100_000;
    private static final int WARM_UP_ROUNDS = 300;
    private static final int ROUNDS = 1_000;
    private static final double P99_MILLIS_MAX = 50;

    private final UUID partner;
    private final Client reader;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Query> queries = new ArrayList<>();

    /** Something to be read, and how long it took each time. */
    private static final class Query {

        private final String what;

        /** What follows the address of the clients. */
        private final Supplier<String> path;

        private final double[] millis = new double[ROUNDS];

        Query(String what, Supplier<String> path) {
            this.what = what;
            this.path = path;
        }

        double quantile(double share) {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
        }
    }

    private ClientListAtScale(UUID partner, Client reader) {
        this.partner = partner;
        this.reader = reader;
        add("one client by its id (reference)", () -> "/" + id(random.nextInt(1, CLIENTS + 1)));
        add("first page", () -> "");
        add("any page", () -> after(id(random.nextInt(1, CLIENTS + 1))) + "&limit=50");
        add("page of those in Trial", () -> "?status=TRIAL");
        add("page of those Disabled (1 in 1,000)", () -> "?status=DISABLED");
        add("name of one", () -> "?q=" + encode("Client " + number()));
        add("digits that few names have", () -> "?q=" + (10_000 + number() % 90_000));
        add("word that all names have", () -> "?q=cLIENT");
        add("word that 1 in 100 names has", () -> "?q=harbour");
        add("two letters", () -> "?q=ur");
        add("two letters that no name has", () -> "?q=zq");
        add("word that no name has", () -> "?q=xylophone");
        add("word and status", () -> "?q=harbour&status=TRIAL");
        add("external id", () -> "?externalId=e-" + number());
    }

    private void add(String what, Supplier<String> path) {
        queries.add(new Query(what, path));
    }

    /** Starts PostgreSQL, Kafka and account-service, measures, prints, and stops them. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        Path data = Files.createTempDirectory(folder, "clients");
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
                                        data.resolve("kafka.log")))) {
            postgres.address().createDatabase("accounts", "seatflow");
            try (MeasuredService service =
                    MeasuredService.start(
                            "account-service",
                            data.resolve("account.log"),
                            Map.of(
                                    "SEATFLOW_POSTGRES",
                                    postgres.address().hostAndPort(),
                                    "SEATFLOW_DB_PASSWORD",
                                    "seatflow",
                                    "KAFKA_BOOTSTRAP_SERVERS",
                                    kafka.bootstrapServers(),
                                    "SEATFLOW_OIDC_ISSUER",
                                    issuer.name(),
                                    "SEATFLOW_IDENTITIES",
                                    "off"))) {
                UUID partner = UUID.randomUUID();
                load(postgres.address(), partner);
                var scale =
                        new ClientListAtScale(
                                partner,
                                Client.nobody(URI.create(service.url()))
                                        .with(issuer.partnerAdmin(partner)));
                scale.measure();
                scale.print();
            }
        }
    }

    private static void load(PostgresAddress postgres, UUID partner) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                postgres.jdbcUrl("accounts"),
                                postgres.superuser(),
                                postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            for (var sql : clients()) {
                statement.execute(
                        sql.replace(":partner", "'" + partner + "'")
                                .replace(":clients", "" + CLIENTS));
            }
        }
    }

    private static List<String> clients() {
        String columns =
                """
                insert into client
                    (partner_id, client_id, name, status, existence, billing_manager, on_trial_end, external_id,
                     seats, in_use, created_by, created_at, version, billed, trial_started_at, trial_ends_at)
                """;
        String values =
                """
                       ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid,
                       case when i % 100 = 7 then 'Harbour ' else '' end || 'Client ' || i,
                       case when i % 1000 = 3 then 'DISABLED' when i % 5 = 0 then 'TRIAL' else 'ACTIVE' end,
                       'LISTED', 'PARTNER', 'DISABLE', 'e-' || i, 5, 2, 'admin@acme.test', now(), 1, i % 5 <> 0 or i % 1000 = 3,
                       case when i % 5 = 0 then now() end, case when i % 5 = 0 then now() + interval '14 days' end
                from generate_series(1, :clients) i
                """;
        return List.of(
                columns + "select :partner," + values,
                columns
                        + "select ('00000000-0000-0000-0000-' || lpad((i % 1000)::text, 12, '0'))::uuid,"
                        + values,
                "vacuum analyze client");
    }

    private void measure() {
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (Query query : queries) {
                String path = "/v1/partners/" + partner + "/clients" + query.path.get();
                long start = System.nanoTime();
                var _ = reader.get(path).expect(200);
                if (round >= 0) {
                    query.millis[round] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
    }

    private void print() {
        System.out.printf(
                "%,d clients of one partner and as many of others, %,d rounds after %,d to warm up, one caller, straight to the service%n%n",
                CLIENTS, ROUNDS, WARM_UP_ROUNDS);
        System.out.printf("%-40s %10s %10s %14s%n", "", "p50 ms", "p99 ms", "x reference");
        double reference = queries.getFirst().quantile(0.5);
        for (Query query : queries) {
            System.out.printf(
                    "%-40s %10.2f %10.2f %14.2f%n",
                    query.what,
                    query.quantile(0.5),
                    query.quantile(0.99),
                    query.quantile(0.5) / reference);
        }
        double worst = queries.stream().mapToDouble(query -> query.quantile(0.99)).max().orElse(0);
        System.out.printf(
                "%nTarget: p99 of at most %.0f ms: %s%n",
                P99_MILLIS_MAX, worst <= P99_MILLIS_MAX ? "met" : "missed");
    }

    private int number() {
        return random.nextInt(1, CLIENTS + 1);
    }

    private static String id(int number) {
        return "00000000-0000-7000-8000-%012d".formatted(number);
    }

    private static String after(String id) {
        return "?cursor="
                + java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(id.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
