package io.seatflow.seat.change.rest;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import io.restassured.response.Response;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.platform.testing.Topics;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;

/** Partners that share a lane, and somebody who holds the rows of one of them. */
final class LaneNeighbours {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Topics topics =
            new Topics(
                    ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                    EventTypes.topic(SeatEvent.class));

    /** A partner with one hundred seats and a client. */
    record Account(UUID partner, UUID client) {

        /** Asks for seats on a thread of its own. */
        CompletableFuture<Response> begin(int seats, UUID key) {
            return CompletableFuture.supplyAsync(
                    () -> allocate(seats, key), task -> Thread.ofVirtual().start(task));
        }

        Response allocate(int seats, UUID key) {
            return given().auth()
                    .oauth2(TestTokens.partnerAdmin(partner))
                    .header("Idempotency-Key", key)
                    .contentType("application/json")
                    .body(
                            "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":%d,\"onShortfall\":\"REJECT\"}"
                                    .formatted(client, seats))
                    .post("/v1/partners/{p}/seat-changes", partner);
        }
    }

    /** Holds the row that orders all decisions about an account, until it is closed. */
    record Held(SqlConnection connection, Transaction transaction) implements AutoCloseable {

        static Held rowOf(Account account, Pool pool) {
            var connection = pool.getConnection().await().atMost(PATIENCE);
            var transaction = connection.begin().await().atMost(PATIENCE);
            connection
                    .query(
                            "select 1 from seat_ledger where partner_id = '%s' for update"
                                    .formatted(account.partner()))
                    .execute()
                    .await()
                    .atMost(PATIENCE);
            return new Held(connection, transaction);
        }

        /** Until a lane waits for it. */
        static void awaitSomebodyWaiting(Pool pool) {
            await().atMost(PATIENCE)
                    .until(() ->
                            number(
                                            pool,
                                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                                    > 0);
        }

        @Override
        public void close() {
            transaction.rollback().await().atMost(PATIENCE);
            connection.close().await().atMost(PATIENCE);
        }
    }

    Account welcome() {
        return welcome(UUID.randomUUID());
    }

    /** Another partner, in the same lane. */
    Account welcomeNeighbourOf(Account account) {
        return welcome(inTheLaneOf(account.partner()));
    }

    static UUID inTheLaneOf(UUID partner) {
        var lanes = ConfigProvider.getConfig().getValue("seatflow.seat.lanes", Integer.class);
        return Stream.generate(UUID::randomUUID)
                .filter(other ->
                        Math.floorMod(other.hashCode(), lanes)
                                == Math.floorMod(partner.hashCode(), lanes))
                .findFirst()
                .orElseThrow();
    }

    static long allocated(Account account, Pool pool) {
        return number(
                pool,
                "select allocated from seat_ledger where partner_id = '%s'"
                        .formatted(account.partner()));
    }

    private static long number(Pool pool, String sql) {
        return pool.query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }

    private Account welcome(UUID partner) {
        var client = UUID.randomUUID();
        topics.tell(
                partner,
                new PartnerRegistered(
                        "Acme Dashboards",
                        "BASIC",
                        "MONTHLY",
                        "USD",
                        "America/Toronto",
                        1,
                        100,
                        List.of(),
                        null,
                        "IMMEDIATE",
                        "admin@acme.test",
                        null));
        topics.tell(
                partner,
                new ClientCreated(client, "ACTIVE", "PARTNER", 0, null, "ASK", "admin@acme.test"));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        given().auth()
                                .oauth2(TestTokens.partnerAdmin(partner))
                                .get("/v1/partners/{p}/clients/{c}/seats", partner, client)
                                .then()
                                .statusCode(200));
        return new Account(partner, client);
    }

    void leave() throws InterruptedException {
        topics.close();
    }
}
