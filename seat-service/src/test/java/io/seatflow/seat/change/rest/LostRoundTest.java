package io.seatflow.seat.change.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.platform.testing.Topics;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As when the database's host is gone without a word: only a lane's own time-out helps. */
@QuarkusTest
@TestProfile(LostRoundTest.Impatient.class)
@WithTestResource(Servers.class)
class LostRoundTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject Pool pool;

    private static Topics topics;

    /** Rounds are given up much sooner than otherwise. */
    public static class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("seatflow.seat.round-max", "3s");
        }
    }

    /** A partner with one hundred seats and a client. */
    private record Account(UUID partner, UUID client) {}

    @BeforeAll
    static void joinTheTopics() {
        topics =
                new Topics(
                        ConfigProvider.getConfig()
                                .getValue("kafka.bootstrap.servers", String.class),
                        EventTypes.topic(SeatEvent.class));
    }

    @AfterAll
    static void leaveTheTopics() throws InterruptedException {
        topics.close();
    }

    @Test
    void aRoundThatDoesNotEndIsGivenUpAndItsLaneGoesOn() {
        var stuck = welcome(UUID.randomUUID());
        var other = welcome(inTheLaneOf(stuck.partner()));
        var holder = pool.getConnection().await().atMost(PATIENCE);
        var transaction = holder.begin().await().atMost(PATIENCE);
        holder.query(
                        "select 1 from seat_ledger where partner_id = '%s' for update"
                                .formatted(stuck.partner()))
                .execute()
                .await()
                .atMost(PATIENCE);
        var key = UUID.randomUUID();
        var waits = CompletableFuture.supplyAsync(() -> allocate(stuck, key).statusCode());
        await().atMost(PATIENCE)
                .until(() ->
                        number(
                                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                                > 0);

        assertThat(allocate(other, UUID.randomUUID()).statusCode()).isEqualTo(201);

        transaction.rollback().await().atMost(PATIENCE);
        holder.close().await().atMost(PATIENCE);
        // Written late or not at all: whoever asks again learns of it, and it is there once.
        assertThat(waits.join()).isIn(201, 503);
        await().atMost(PATIENCE).until(() -> allocate(stuck, key).statusCode() == 201);
        assertThat(
                        number(
                                "select allocated from seat_ledger where partner_id = '%s'"
                                        .formatted(stuck.partner())))
                .isOne();
    }

    private static UUID inTheLaneOf(UUID partner) {
        var lanes = ConfigProvider.getConfig().getValue("seatflow.seat.lanes", Integer.class);
        return Stream.generate(UUID::randomUUID)
                .filter(other ->
                        Math.floorMod(other.hashCode(), lanes)
                                == Math.floorMod(partner.hashCode(), lanes))
                .findFirst()
                .orElseThrow();
    }

    private static Account welcome(UUID partner) {
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

    private static Response allocate(Account account, UUID key) {
        return given().auth()
                .oauth2(TestTokens.partnerAdmin(account.partner()))
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(
                        "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":1,\"onShortfall\":\"REJECT\"}"
                                .formatted(account.client()))
                .post("/v1/partners/{p}/seat-changes", account.partner());
    }

    private long number(String sql) {
        return pool.query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }
}
