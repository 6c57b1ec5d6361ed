package io.seatflow.acceptance.bench;

import io.seatflow.local.servers.PostgresAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The reference: what a seat change has to make durable, written by one statement in one round trip
 * to the same server, with nothing else around it. A guarded update of the partner's balances, the
 * client's balance, a row of the ledger, of the idempotency keys and of the outbox.
 */
final class ReferenceLoad implements Load, AutoCloseable {

    /**
     * The service's columns and no index but the primary keys. Rows that are updated in place find
     * room on their page.
     */
    private static final String TABLES =
            """
            create table seat_ledger (
                partner_id uuid primary key, sequence bigint not null, supply int not null,
                available int not null, allocated int not null, outbox_sequence bigint not null
            ) with (fillfactor = 50);
            create table client_seats (
                partner_id uuid not null, client_id uuid not null, free int not null,
                primary key (partner_id, client_id)
            ) with (fillfactor = 50);
            create table seat_transfer (
                partner_id uuid not null, sequence bigint not null, from_account text not null,
                to_account text not null, client_id uuid, seats int not null, reason text not null,
                change_id uuid, actor text not null, occurred_at timestamptz not null,
                primary key (partner_id, sequence));
            create table idempotency_key (
                partner_id uuid not null, operation text not null, key text not null,
                fingerprint text not null, resource_id uuid, running_until timestamptz not null,
                status int, location text, content_type text, body text,
                created_at timestamptz not null,
                primary key (partner_id, operation, key));
            create table outbox (
                partner_id uuid not null, topic text not null, sequence bigint not null,
                event_id uuid not null, type text not null, occurred_at timestamptz not null,
                payload text not null,
                primary key (partner_id, topic, sequence));
            """;

    private static final String CHANGE =
            """
            with moved as (
                update seat_ledger
                set available = available - $3, allocated = allocated + $3,
                    sequence = sequence + 1, outbox_sequence = outbox_sequence + 1
                where partner_id = $1 and available >= $3 and allocated >= -$3
                returning sequence, outbox_sequence),
            held as (
                insert into client_seats as c (partner_id, client_id, free)
                select $1, $2, $3 from moved
                on conflict (partner_id, client_id) do update set free = c.free + excluded.free),
            entered as (
                insert into seat_transfer
                    (partner_id, sequence, from_account, to_account, client_id, seats, reason,
                     change_id, actor, occurred_at)
                select $1, sequence, $4, $5, $2, abs($3), $6, $7, $8, $9 from moved),
            answered as (
                insert into idempotency_key
                    (partner_id, operation, key, fingerprint, resource_id, running_until, status,
                     location, content_type, body, created_at)
                select $1, $10, $11, $12, $7, $9, 201, $13, 'application/json', $14, $9 from moved)
            insert into outbox
                (partner_id, topic, sequence, event_id, type, occurred_at, payload)
            select $1, 'seatflow.seats', outbox_sequence, $15, $16, $9, $17 from moved
            """;

    private final Vertx vertx =
            Vertx.vertx(
                    new VertxOptions()
                            .setEventLoopPoolSize(1)
                            .setWorkerPoolSize(1)
                            .setInternalBlockingPoolSize(1));
    private final PgConnectOptions server;
    private final List<BenchPartner> partners;
    private final SplittableRandom seeds = new SplittableRandom();

    /**
     * @param partners among which each client chooses anew for each pair of changes
     */
    ReferenceLoad(PostgresAddress address, List<BenchPartner> partners) {
        this.partners = List.copyOf(partners);
        server =
                new PgConnectOptions()
                        .setHost(address.host())
                        .setPort(address.port())
                        .setDatabase(MeasuredSuite.REFERENCE)
                        .setUser(MeasuredSuite.REFERENCE)
                        .setPassword(MeasuredSuite.DATABASE_PASSWORD)
                        .setPipeliningLimit(1);
    }

    /** Makes the tables. */
    static void createTables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set role " + MeasuredSuite.REFERENCE);
            statement.execute(
                    "create schema if not exists authorization " + MeasuredSuite.REFERENCE);
            statement.execute(TABLES);
        }
    }

    /** Gives partners their supply. */
    static void open(Connection connection, List<BenchPartner> partners, int supply)
            throws SQLException {
        try (var statement =
                connection.prepareStatement("insert into seat_ledger values (?, 0, ?, ?, 0, 0)")) {
            for (BenchPartner partner : partners) {
                statement.setObject(1, partner.id());
                statement.setInt(2, supply);
                statement.setInt(3, supply);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Takes away what nobody publishes here; the service deletes its own in the measured time. */
    static void emptyOutbox(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("delete from outbox");
        }
    }

    @Override
    public Samples run(int clients, Duration time) {
        Context loop = vertx.getOrCreateContext();
        var done = new CompletableFuture<Samples>();
        loop.runOnContext(_ ->
                connect(clients)
                        .onComplete(
                                connections -> new Flow(connections, time, done).begin(),
                                done::completeExceptionally));
        return done.join();
    }

    private Future<List<Client>> connect(int clients) {
        var connecting = new ArrayList<Future<Client>>();
        for (int i = 0; i < clients; i++) {
            connecting.add(
                    PgConnection.connect(vertx, server)
                            .compose(connection ->
                                    connection
                                            .prepare(CHANGE)
                                            .map(statement ->
                                                    new Client(
                                                            connection,
                                                            statement.query(),
                                                            seeds.split()))));
        }
        return Future.all(connecting).map(all -> all.<Client>list());
    }

    /** One connection, its prepared statement, and what it does next. */
    private final class Client {

        private final PgConnection connection;
        private final PreparedQuery<RowSet<Row>> change;
        private final SplittableRandom random;
        private BenchPartner partner = partners.getFirst();
        private UUID account = partner.clients().getFirst();
        private boolean holdsSeat;

        Client(
                PgConnection connection,
                PreparedQuery<RowSet<Row>> change,
                SplittableRandom random) {
            this.connection = connection;
            this.change = change;
            this.random = random;
        }

        Tuple next() {
            if (!holdsSeat) {
                partner = partners.get(random.nextInt(partners.size()));
                account = partner.clients().get(random.nextInt(partner.clients().size()));
            }
            int seats = holdsSeat ? -1 : 1;
            holdsSeat = !holdsSeat;
            UUID id = randomId();
            return Tuple.wrap(
                    new ArrayList<Object>(
                            List.of(
                                    partner.id(),
                                    account,
                                    seats,
                                    holdsSeat ? "AVAILABLE" : "CLIENT_FREE",
                                    holdsSeat ? "CLIENT_FREE" : "AVAILABLE",
                                    holdsSeat ? "ALLOCATED" : "RETURNED",
                                    id,
                                    "admin@acme.test",
                                    OffsetDateTime.now(ZoneOffset.UTC),
                                    "POST /v1/partners/" + partner.id() + "/seat-changes",
                                    randomId().toString(),
                                    FINGERPRINT,
                                    "/v1/partners/" + partner.id() + "/seat-changes/" + id,
                                    BODY,
                                    randomId(),
                                    "seatflow.seat.SeatsAllocated.v1",
                                    PAYLOAD)));
        }

        private UUID randomId() {
            return new UUID(random.nextLong(), random.nextLong());
        }
    }

    /** As long as what the service keeps. */
    private static final String FINGERPRINT = "f".repeat(64);

    private static final String BODY =
            """
            {"id":"0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a11","action":"ALLOCATE",\
            "clientId":"0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a12","seats":1,"status":"COMPLETED","shortfall":0,\
            "reason":null,"requestedBy":"admin@acme.test","createdAt":"2026-11-24T19:00:00.000Z",\
            "completedAt":"2026-11-24T19:00:00.000Z"}\
            """;

    private static final String PAYLOAD =
            """
            {"changeId":"0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a11",\
            "clientId":"0198f5a4-7a3e-7c55-9d6b-2f1f6d0c8a12","seats":1,"clientSeats":1,\
            "supply":1000000,"available":999999,"allocated":1,"ledgerSequence":1,\
            "requestedBy":"admin@acme.test"}\
            """;

    private static final class Flow {

        private final List<Client> clients;
        private final Samples samples;
        private final CompletableFuture<Samples> done;
        private int underWay;

        Flow(List<Client> clients, Duration time, CompletableFuture<Samples> done) {
            this.clients = clients;
            this.done = done;
            this.underWay = clients.size();
            long begin = System.nanoTime();
            this.samples = new Samples(begin, begin + time.toNanos());
        }

        void begin() {
            clients.forEach(this::send);
        }

        private void send(Client client) {
            long started = System.nanoTime();
            client.change
                    .execute(client.next())
                    .onComplete(
                            rows -> answered(client, started, rows.rowCount()),
                            done::completeExceptionally);
        }

        private void answered(Client client, long started, int rows) {
            long now = System.nanoTime();
            if (rows == 1) {
                samples.done(started, now);
            } else {
                samples.wrong(rows + " rows");
            }
            if (!samples.isOver(now)) {
                send(client);
            } else if (--underWay == 0) {
                Future.all(clients.stream().map(each -> each.connection.close()).toList())
                        .onComplete(_ -> done.complete(samples), done::completeExceptionally);
            }
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
