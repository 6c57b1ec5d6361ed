package io.seatflow.account.audit;

import static io.restassured.RestAssured.given;
import static io.seatflow.account.World.change;
import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.seatflow.account.Neighbours;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.BillingEvent.PlanChanged;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCancelled;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever somebody changes is kept with who, when, from where, through what and for whom. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class AuditTest {

    @Inject World world;
    @Inject Neighbours neighbours;
    @Inject Pool pool;

    @Test
    void aChangeIsKeptWithWhereItCameFromAndWhatItWasBefore() {
        UUID partner = world.partner();
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .contentType("application/json")
                .header("X-Forwarded-For", "203.0.113.7")
                .body("{\"name\":\"New\"}")
                .patch("/v1/partners/{p}", partner)
                .then()
                .statusCode(200);

        log(partner, "?action=CHANGED")
                .body("items.size()", equalTo(1))
                .body("items[0].actor", equalTo("admin@acme.test"))
                .body("items[0].channel", equalTo("PORTAL"))
                .body("items[0].address", equalTo("203.0.113.7"))
                .body("items[0].through", equalTo("PATCH /v1/partners/" + partner))
                .body("items[0].subject", equalTo("PARTNER"))
                .body("items[0].subjectId", equalTo(partner.toString()))
                .body("items[0].onBehalfOf", nullValue())
                .body("items[0].before.name", not(equalTo("New")))
                .body("items[0].after.name", equalTo("New"));
    }

    @Test
    void programsAndWhoeverWorksInsideAClientAreTold() {
        UUID partner = world.partner();
        UUID client =
                client(TestTokens.integration(partner, "clients:write clients:read"), partner);
        edit(TestTokens.partnerAdmin(partner), partner, client, "Globex 2");

        log(partner, "?subjectId=" + client)
                .body("items.action", contains("CHANGED", "CREATED"))
                .body("items.channel", contains("PORTAL", "INTEGRATION"))
                .body("items.actor", contains("admin@acme.test", "integration-" + partner))
                .body("items.onBehalfOf", contains(equalTo(client.toString()), nullValue()))
                .body("items.clientId", everyItem(equalTo(client.toString())))
                .body("items.address", everyItem(notNullValue()));
    }

    @Test
    void aClientsAdministratorSeesThatClientAlone() {
        UUID partner = world.partner();
        String admin = TestTokens.partnerAdmin(partner);
        UUID globex = client(admin, partner);
        UUID initech = client(admin, partner);

        String ofGlobex = TestTokens.clientAdmin(partner, globex);
        get(ofGlobex, path(partner, ""))
                .statusCode(200)
                .body("items.subjectId", contains(globex.toString()));
        get(ofGlobex, path(partner, "?clientId=" + globex)).body("items.size()", equalTo(1));
        get(ofGlobex, path(partner, "?clientId=" + initech)).statusCode(404);
        given().auth()
                .oauth2(ofGlobex)
                .accept("text/csv")
                .get(path(partner, ""))
                .then()
                .statusCode(200)
                .body(containsString(globex.toString()))
                .body(not(containsString(initech.toString())));
        log(partner, "?clientId=" + initech).body("items.size()", equalTo(1));
    }

    @Test
    void nobodyElseReadsIt() {
        UUID partner = world.partner();
        UUID client = client(TestTokens.partnerAdmin(partner), partner);
        for (String token :
                List.of(
                        TestTokens.partnerMember(partner, "billing:manage"),
                        TestTokens.clientMember(partner, client, "users:manage"),
                        TestTokens.integration(partner, "seats:read billing:read"))) {
            get(token, path(partner, "")).statusCode(403);
        }
        get(TestTokens.partnerAdmin(UUID.randomUUID()), path(partner, "")).statusCode(404);
        get(TestTokens.integration(partner, "clients:read"), path(partner, "")).statusCode(200);
        get(TestTokens.operator(), path(partner, "")).statusCode(200);
    }

    @Test
    void whoTakesAChangeBackOrChangesThePlanElsewhereIsNamed() {
        UUID partner = world.partner();
        var created = clientWithSeats(partner);
        neighbours.tell(
                partner,
                new SeatChangeCancelled(
                        change(created, "CANCELLED", 5, null).cancelledBy("bob@client.test")));
        // Told again, seat-service knows no more who it was.
        neighbours.tell(partner, new SeatChangeCancelled(change(created, "CANCELLED", 5, null)));
        neighbours.tell(
                partner,
                new PlanChanged(
                        "PREFERRED",
                        List.of(),
                        LocalDate.parse("2026-11-16"),
                        null,
                        "admin@acme.test"));

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        log(partner, "?subject=PLAN")
                                .body("items.actor", contains("admin@acme.test")));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        log(partner, "?subject=SEAT_CHANGE&action=CANCELLED")
                                .body("items.actor", contains("bob@client.test"))
                                .body("items.channel", contains("PORTAL")));
    }

    @Test
    void whatIsAskedForAndConfirmedAtSeatServiceIsKeptOnceAndWithoutAmounts() {
        UUID partner = world.partner();
        var created = clientWithSeats(partner);
        UUID changeId = Objects.requireNonNull(created.seatChangeId());
        neighbours.tell(
                partner,
                new SeatChangeAwaitingConfirmation(
                        change(created, "AWAITING_CONFIRMATION", 5, null)));
        // Billing does not answer at once: seat-service tells it again, in an event of its own.
        for (int attempt = 1; attempt <= 2; attempt++) {
            neighbours.tell(
                    partner,
                    new SeatPurchaseConfirmed(
                            changeId,
                            "ALLOCATE",
                            created.clientId(),
                            15,
                            5,
                            new UUID(7, 7),
                            attempt,
                            Instant.parse("2026-11-16T12:00:00Z"),
                            "bob@client.test"));
        }
        var done = new SeatChangeCompleted(change(created, "COMPLETED", 5, null));
        UUID event = neighbours.tell(partner, done);
        neighbours.tell(event, partner, done);
        neighbours.tell(partner, new SeatsAllocated(changeId, created.clientId(), 15, 15));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        get(
                                        TestTokens.partnerAdmin(partner),
                                        "/v1/partners/%s/clients/%s"
                                                .formatted(partner, created.clientId()))
                                .body("seats.seats", equalTo(15)));

        log(partner, "?subject=SEAT_CHANGE&subjectId=" + changeId)
                .body("items.action", contains("COMPLETED", "CONFIRMED", "REQUESTED"))
                .body(
                        "items.actor",
                        contains("admin@acme.test", "bob@client.test", "admin@acme.test"))
                .body("items.channel", everyItem(equalTo("PORTAL")))
                .body("items[0].before.status", equalTo("PURCHASING"))
                .body("items[0].after.status", equalTo("COMPLETED"))
                .body("items[1].before.status", equalTo("AWAITING_CONFIRMATION"))
                .body("items[2].before", nullValue())
                .body("items.clientId", everyItem(equalTo(created.clientId().toString())))
                .body(not(containsString("66.67")))
                .body(not(containsString("amount")));
        get(TestTokens.clientAdmin(partner, created.clientId()), path(partner, ""))
                .body("items.subject", hasItem("SEAT_CHANGE"))
                .body(not(containsString("66.67")));
    }

    @Test
    void seatsThatGoWithADisabledClientsOwnPlanAreKept() {
        UUID partner = world.partner();
        String admin = TestTokens.partnerAdmin(partner);
        String clients = "/v1/partners/" + partner + "/clients";
        UUID client =
                UUID.fromString(
                        post(
                                        admin,
                                        clients,
                                        """
                                        {"name":"Globex","status":"ACTIVE","billingManager":"VENDOR",
                                         "admin":{"email":"%s@c.test","name":"Cleo"}}
                                        """
                                                .formatted(UUID.randomUUID()))
                                .statusCode(201)
                                .extract()
                                .path("id"));
        post(admin, clients + "/" + client + "/disable", "{}").statusCode(200);
        neighbours.tell(partner, new SeatsAllocated(UUID.randomUUID(), client, 5, 5));
        UUID reduced =
                neighbours.tell(
                        partner,
                        new SupplyReduced(5, 0, Instant.parse("2026-12-01T00:00:00Z"), 10, client));

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        log(partner, "?action=RELEASED")
                                .body("items.subjectId", contains(client.toString())));
        log(partner, "?action=RELEASED")
                .body("items[0].channel", equalTo("SERVICE"))
                .body("items[0].through", equalTo("seatflow.seat.SupplyReduced.v1 " + reduced))
                .body("items[0].clientId", equalTo(client.toString()))
                .body("items[0].before.seats", equalTo(5))
                .body("items[0].after.seats", equalTo(0));
    }

    @Test
    void theDatabaseLetsNobodyChangeWhatWasKept() {
        UUID partner = world.partner();
        for (String sql :
                List.of(
                        "update audit_entry set actor = 'nobody'",
                        "delete from audit_entry",
                        "truncate audit_entry")) {
            assertThatThrownBy(() -> run(sql)).hasMessageContaining("permission denied");
        }
        log(partner, "").body("items.size()", equalTo(2));
    }

    @Test
    void pagesAndFilesHaveEveryEntryOnce() {
        UUID partner = world.partner();
        String admin = TestTokens.partnerAdmin(partner);
        for (int i = 0; i < 5; i++) {
            client(admin, partner);
        }
        var read = new ArrayList<String>();
        String cursor = null;
        do {
            String page = "?limit=3" + (cursor == null ? "" : "&cursor=" + cursor);
            var answer = log(partner, page).extract();
            read.addAll(answer.jsonPath().getList("items.id", String.class));
            cursor = answer.path("nextCursor");
        } while (cursor != null);
        assertThat(read).hasSize(7).doesNotHaveDuplicates();

        String file =
                given().auth()
                        .oauth2(admin)
                        .get(path(partner, "?format=csv"))
                        .then()
                        .statusCode(200)
                        .contentType("text/csv")
                        .header("Content-Disposition", containsString("audit-log-" + partner))
                        .extract()
                        .asString();
        List<String> lines = file.lines().toList();
        assertThat(lines.getFirst()).startsWith("id,occurredAt,actor,channel,address,through");
        assertThat(lines.stream().skip(1).map(line -> line.substring(0, 36)))
                .containsExactlyElementsOf(read);
    }

    @Test
    void everyParameterThatIsWrongIsNamedAtOnce() {
        UUID partner = world.partner();
        get(
                        TestTokens.partnerAdmin(partner),
                        path(
                                partner,
                                "?from=yesterday&to=never&subjectId=1&clientId=2&limit=0&actor="
                                        + "a".repeat(255)
                                        + "&cursor=x&format=xml"))
                .statusCode(400)
                .body(
                        "errors.pointer",
                        containsInAnyOrder(
                                "/from",
                                "/to",
                                "/subjectId",
                                "/clientId",
                                "/actor",
                                "/limit",
                                "/cursor",
                                "/format"));
        get(TestTokens.partnerAdmin(partner), path(partner, "?format=csv&limit=5"))
                .statusCode(400)
                .body("errors.pointer", contains("/limit"));
    }

    @Test
    void fromAndToBoundTheTime() {
        UUID partner = world.partner();
        UUID client = client(TestTokens.partnerAdmin(partner), partner);
        String at = log(partner, "?subjectId=" + client).extract().path("items[0].occurredAt");
        log(partner, "?subjectId=%s&from=%s".formatted(client, at))
                .body("items.size()", equalTo(1));
        log(partner, "?subjectId=%s&to=%s".formatted(client, at)).body("items.size()", equalTo(0));
    }

    private ClientCreated clientWithSeats(UUID partner) {
        var answer =
                world.meanwhile(() ->
                        post(
                                TestTokens.partnerAdmin(partner),
                                "/v1/partners/" + partner + "/clients",
                                UUID.randomUUID().toString(),
                                "respond-async",
                                "{\"name\":\"Globex\",\"status\":\"ACTIVE\",\"seats\":15}"));
        answer.join().statusCode(202);
        return neighbours.hear(partner, ClientCreated.class);
    }

    private static UUID client(String token, UUID partner) {
        return UUID.fromString(
                post(
                                token,
                                "/v1/partners/" + partner + "/clients",
                                "{\"name\":\"Globex\",\"status\":\"ACTIVE\"}")
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    private static void edit(String token, UUID partner, UUID client, String name) {
        given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body("{\"name\":\"%s\"}".formatted(name))
                .patch("/v1/partners/{p}/clients/{c}", partner, client)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse log(UUID partner, String query) {
        return get(TestTokens.partnerAdmin(partner), path(partner, query)).statusCode(200);
    }

    private static String path(UUID partner, @Nullable String query) {
        return "/v1/partners/" + partner + "/audit-log" + query;
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(30));
    }
}
