package io.seatflow.seat.change.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.platform.testing.Topics;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many callers at once: each is answered for itself, and nobody pays for another. */
@QuarkusTest
@WithTestResource(Servers.class)
class CrowdTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject Pool pool;

    private static Topics topics;
    private static HttpClient http;

    private final UUID partner = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();
    private final String token = TestTokens.partnerAdmin(partner);

    @BeforeAll
    static void joinTheTopics() {
        topics =
                new Topics(
                        ConfigProvider.getConfig()
                                .getValue("kafka.bootstrap.servers", String.class),
                        EventTypes.topic(SeatEvent.class));
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void leaveTheTopics() throws InterruptedException {
        topics.close();
        http.close();
    }

    @BeforeEach
    void aPartnerWithOneHundredSeatsAndAClient() {
        welcome(partner, 100, client);
    }

    private static void welcome(UUID partner, int seats, UUID client) {
        topics.tell(
                partner,
                new PartnerRegistered(
                        "Acme Dashboards",
                        "BASIC",
                        "MONTHLY",
                        "USD",
                        "America/Toronto",
                        1,
                        seats,
                        List.of(),
                        null,
                        "IMMEDIATE",
                        "admin@acme.test",
                        null));
        topics.tell(
                partner,
                new ClientCreated(client, "ACTIVE", "PARTNER", 0, null, "ASK", "admin@acme.test"));
        await().untilAsserted(() ->
                given().auth()
                        .oauth2(TestTokens.partnerAdmin(partner))
                        .get("/v1/partners/{p}/clients/{c}/seats", partner, client)
                        .then()
                        .statusCode(200));
    }

    @Test
    void ofOneThousandAtOnceTheFirstOneHundredGetTheOneHundredSeats() {
        var answers =
                all(
                        IntStream.range(0, 1_000)
                                .mapToObj(_ -> allocate(1, UUID.randomUUID()))
                                .toList());

        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(100);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 409))
                .hasSize(900)
                .allMatch(answer -> answer.body().contains("/problems/insufficient-seats"));
        assertThat(number("select available from seat_ledger where partner_id = '%s'")).isZero();
        assertThat(number("select count(*) from seat_transfer where partner_id = '%s'"))
                .isEqualTo(101);
    }

    @Test
    void theSameRequestSentFiftyTimesAtOnceHasOneEffect() {
        var key = UUID.randomUUID();

        var answers = all(IntStream.range(0, 50).mapToObj(_ -> allocate(3, key)).toList());

        assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(201, 409);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 409))
                .allMatch(answer -> answer.body().contains("/problems/request-in-progress"));
        assertThat(
                        answers.stream()
                                .filter(answer -> answer.statusCode() == 201)
                                .map(HttpResponse::body)
                                .distinct())
                .hasSize(1);
        assertThat(number("select allocated from seat_ledger where partner_id = '%s'"))
                .isEqualTo(3);
    }

    /** The database refuses one of them, for a reason that no rule knows of. */
    @Test
    void oneThatTheDatabaseRefusesHarmsNoOther() {
        run(
                "alter table seat_transfer add constraint seat_transfer_poisoned check (seats <> 7) not valid");
        try {
            var requests = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 40; i++) {
                requests.add(allocate(i % 10 == 5 ? 7 : 1, UUID.randomUUID()));
            }

            var answers = all(requests);

            for (int i = 0; i < 40; i++) {
                assertThat(answers.get(i).statusCode()).isEqualTo(i % 10 == 5 ? 500 : 201);
            }
        } finally {
            run("alter table seat_transfer drop constraint seat_transfer_poisoned");
        }
        assertThat(number("select allocated from seat_ledger where partner_id = '%s'"))
                .isEqualTo(36);
    }

    @Test
    void malformedOnesAreRefusedBetweenTheOthers() {
        var requests = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 30; i++) {
            requests.add(allocate(1, UUID.randomUUID()));
            requests.add(send("{\"action\":\"ALLOCATE\",\"seats\":\"many\"", UUID.randomUUID()));
            requests.add(allocate(0, UUID.randomUUID()));
        }

        var answers = all(requests);

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).statusCode()).isEqualTo(i % 3 == 0 ? 201 : 400);
        }
        assertThat(number("select allocated from seat_ledger where partner_id = '%s'"))
                .isEqualTo(30);
    }

    /** As another replica would: more seats than this one remembers are there by now. */
    @Test
    void whatIsOnlyRememberedRefusesNobody() {
        assertThat(all(List.of(allocate(90, UUID.randomUUID()))).getFirst().statusCode())
                .isEqualTo(201);
        run(
                """
                with moved as (
                    update seat_ledger
                    set revision = revision + 1, sequence = sequence + 1, supply = supply + 50,
                        available = available + 50
                    where partner_id = '%s' returning *)
                insert into seat_transfer
                    (partner_id, sequence, from_account, to_account, seats, reason, actor, occurred_at,
                     supply, available, internal, retiring, reserved, allocated, complimentary)
                select partner_id, sequence, 'PLAN', 'AVAILABLE', 50, 'PURCHASE', 'another replica', last_at,
                       supply, available, internal, retiring, reserved, allocated, complimentary
                from moved
                """);

        var answers = all(List.of(allocate(60, UUID.randomUUID()), allocate(1, UUID.randomUUID())));

        assertThat(answers)
                .extracting(HttpResponse::statusCode)
                .containsExactlyInAnyOrder(201, 409);
        assertThat(number("select available from seat_ledger where partner_id = '%s'"))
                .isLessThan(60);
        assertThat(
                        number(
                                "select max(sequence) - count(*) from seat_transfer where partner_id = '%s'"))
                .isZero();
    }

    /**
     * Something holds the partner's row, so nothing can be written: what is too much is told so.
     */
    @Test
    void aPileUpIsTurnedAwayAtOnceAndTheRestIsDone() {
        var holder = pool.getConnection().await().atMost(PATIENCE);
        var transaction = holder.begin().await().atMost(PATIENCE);
        run(holder, "select 1 from seat_ledger where partner_id = '%s' for update");
        var requests = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 3_500; i++) {
            requests.add(allocate(1, UUID.randomUUID()));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(requests.stream().filter(CompletableFuture::isDone))
                                .hasSizeGreaterThan(500));
        // 50 ms on a machine that does nothing else.
        assertThat(refusalsInTurn(20).get(10)).isLessThan(Duration.ofMillis(250));
        var turnedAway = requests.stream().filter(CompletableFuture::isDone).count();
        transaction.rollback().await().atMost(PATIENCE);
        holder.close().await().atMost(PATIENCE);

        var answers = all(requests);

        assertThat(answers.stream().filter(answer -> answer.statusCode() == 503))
                .hasSizeBetween((int) turnedAway, 1_500)
                .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(100);
        assertThat(number("select available from seat_ledger where partner_id = '%s'")).isZero();
    }

    /** How long each took to be told that too much waits already, the quickest first. */
    private List<Duration> refusalsInTurn(int number) {
        var took = new ArrayList<Duration>();
        for (int i = 0; i < number; i++) {
            var begun = System.nanoTime();
            var answer = all(List.of(allocate(1, UUID.randomUUID()))).getFirst();
            took.add(Duration.ofNanos(System.nanoTime() - begun));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        }
        return took.stream().sorted().toList();
    }

    /**
     * Between the look at the partner's row and that at its client, another replica has bought and
     * allocated: what is read would have the client return more than is allocated.
     */
    @Test
    void whatWasReadInHalvesIsDecidedUnderLocks() {
        assertThat(all(List.of(allocate(10, UUID.randomUUID()))).getFirst().statusCode())
                .isEqualTo(201);
        var replica = pool.getConnection().await().atMost(PATIENCE);
        run(replica, "begin; lock table client_seats in access exclusive mode");
        var answer =
                send(
                        "{\"action\":\"RETURN\",\"clientId\":\"%s\",\"seats\":60}"
                                .formatted(client),
                        UUID.randomUUID());
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        number(
                                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%%client_seats x where%%'")
                                > 0);
        run(
                replica,
                """
                with moved as (
                    update seat_ledger
                    set revision = revision + 1, sequence = sequence + 1, available = available - 50,
                        allocated = allocated + 50
                    where partner_id = '%1$s' returning *),
                line as (
                    insert into seat_transfer
                        (partner_id, sequence, from_account, to_account, client_id, seats, reason, actor, occurred_at,
                         supply, available, internal, retiring, reserved, allocated, complimentary)
                    select partner_id, sequence, 'AVAILABLE', 'CLIENT_FREE', '%2$s', 50, 'ALLOCATE',
                           'another replica', last_at,
                           supply, available, internal, retiring, reserved, allocated, complimentary
                    from moved)
                update client_seats set free = free + 50 where partner_id = '%1$s' and client_id = '%2$s';
                commit
                """
                        .formatted(partner, client));
        replica.close().await().atMost(PATIENCE);

        assertThat(all(List.of(answer)).getFirst().statusCode()).isEqualTo(201);
        assertThat(number("select allocated from seat_ledger where partner_id = '%s'")).isZero();
        assertThat(number("select free from client_seats where partner_id = '%s'")).isZero();
    }

    private CompletableFuture<HttpResponse<String>> allocate(int seats, UUID key) {
        return send(allocation(client, seats), key);
    }

    private static String allocation(UUID client, int seats) {
        return "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":%d,\"onShortfall\":\"REJECT\"}"
                .formatted(client, seats);
    }

    private CompletableFuture<HttpResponse<String>> send(String body, UUID key) {
        return send(partner, token, body, key);
    }

    private static CompletableFuture<HttpResponse<String>> send(
            UUID partner, String token, String body, UUID key) {
        return http.sendAsync(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:%d/v1/partners/%s/seat-changes"
                                                .formatted(RestAssured.port, partner)))
                        .header("Authorization", "Bearer " + token)
                        .header("Idempotency-Key", key.toString())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static List<HttpResponse<String>> all(
            List<CompletableFuture<HttpResponse<String>>> requests) {
        return requests.stream()
                .map(request -> request.orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join())
                .toList();
    }

    private long number(String sql) {
        return pool.query(sql.formatted(partner))
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }

    private void run(String sql) {
        pool.query(sql.formatted(partner)).execute().await().atMost(PATIENCE);
    }

    private void run(SqlConnection connection, String sql) {
        connection.query(sql.formatted(partner)).execute().await().atMost(PATIENCE);
    }
}
