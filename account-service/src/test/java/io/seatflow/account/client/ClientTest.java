package io.seatflow.account.client;

import static io.restassured.RestAssured.given;
import static io.seatflow.account.World.change;
import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
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
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCancelled;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeRejected;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client comes to be with its seats, or without, or not at all, as seat-service decides. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class ClientTest {

    @Inject World world;
    @Inject Neighbours neighbours;

    private UUID partner = new UUID(0, 0);
    private String admin = "";

    @BeforeEach
    void aPartner() {
        partner = world.partner();
        admin = TestTokens.partnerAdmin(partner);
    }

    @Test
    void aClientIsAnsweredWithItsSeatsOnceItHasThem() {
        var answer = create(admin, "\"seats\":15");
        ClientCreated created = neighbours.hear(partner, ClientCreated.class);
        assertThat(created.onShortfall()).isEqualTo("ASK");
        assertThat(created.requestedBy()).isEqualTo("admin@acme.test");
        complete(created);

        answer.join()
                .statusCode(201)
                .header("Location", endsWith("/clients/" + created.clientId()))
                .header("ETag", notNullValue())
                .body("id", equalTo(created.clientId().toString()))
                .body("status", equalTo("ACTIVE"))
                .body("billingManager", equalTo("PARTNER"))
                .body("onTrialEnd", equalTo("DISABLE"))
                .body("trial", nullValue())
                .body("seats.seats", equalTo(15))
                .body("seats.free", equalTo(15))
                .body("seatChange", nullValue());
        get(admin, clients()).body("items.id", contains(created.clientId().toString()));
    }

    @Test
    void aClientWithoutSeatsIsThereAtOnce() {
        create(admin, "\"externalId\":\"e-1\"")
                .join()
                .statusCode(201)
                .body("seats.seats", equalTo(0))
                .body("externalId", equalTo("e-1"));

        assertThat(neighbours.hear(partner, ClientCreated.class).seatChangeId()).isNull();
    }

    @Test
    void aShortfallIsAskedAboutWithItsPriceForWhoMaySeeIt() {
        var answer = create(admin, "\"seats\":15");
        ClientCreated created = neighbours.hear(partner, ClientCreated.class);
        neighbours.tell(
                partner,
                new SeatChangeAwaitingConfirmation(
                        change(created, "AWAITING_CONFIRMATION", 5, null)));

        String location =
                answer.join()
                        .statusCode(202)
                        .body("seats.seats", equalTo(0))
                        .body("seatChange.id", equalTo(created.seatChangeId() + ""))
                        .body("seatChange.status", equalTo("AWAITING_CONFIRMATION"))
                        .body("seatChange.shortfall", equalTo(5))
                        .body("seatChange.quote.proratedCharge.amount", equalTo("66.67"))
                        .body("seatChange.notice", notNullValue())
                        .extract()
                        .header("Location");

        String member = TestTokens.partnerMember(partner, "clients:manage");
        assertThat(
                        get(member, location)
                                .statusCode(200)
                                .body("seatChange.shortfall", equalTo(5))
                                .extract()
                                .asString())
                .doesNotContain("quote", "66.67", "amount");
        assertThat(get(member, clients()).extract().asString()).doesNotContain("quote", "66.67");

        complete(created);
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, location)
                                .body("seats.seats", equalTo(15))
                                .body("seatChange", nullValue()));
        neighbours.tell(partner, new SeatsReturned(UUID.randomUUID(), created.clientId(), 5, 10));
        Awaitility.await()
                .untilAsserted(() -> get(admin, location).body("seats.seats", equalTo(10)));
    }

    @ParameterizedTest
    @CsvSource({"CANCELLED", "DECLINED"})
    void aClientThatWasAskedAboutStaysWithoutSeatsWhateverTheAnswer(String end) {
        var answer = create(admin, "\"seats\":15");
        ClientCreated created = neighbours.hear(partner, ClientCreated.class);
        neighbours.tell(
                partner,
                new SeatChangeAwaitingConfirmation(
                        change(created, "AWAITING_CONFIRMATION", 5, null)));
        String location = answer.join().statusCode(202).extract().header("Location");
        var ended = change(created, end, 5, end.equals("DECLINED") ? "payment-declined" : null);
        neighbours.tell(
                partner,
                end.equals("DECLINED")
                        ? new SeatChangeDeclined(ended)
                        : new SeatChangeCancelled(ended));

        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, location)
                                .statusCode(200)
                                .body("seatChange", nullValue())
                                .body("status", equalTo("ACTIVE"))
                                .body("seats.seats", equalTo(0)));
        get(admin, clients()).body("items", hasSize(1));
    }

    @Test
    void aRefusedClientDoesNotExist() {
        var answer = create(admin, "\"seats\":15,\"onShortfall\":\"REJECT\"");
        ClientCreated created = neighbours.hear(partner, ClientCreated.class);
        String path = clients() + "/" + created.clientId();
        // Not settled yet: it can be looked up, and is in no list.
        get(admin, path).statusCode(200).body("seatChange.status", equalTo("QUOTING"));
        get(admin, clients()).body("items", empty());
        neighbours.tell(
                partner,
                new SeatChangeRejected(change(created, "REJECTED", 5, "insufficient-seats")));

        answer.join()
                .statusCode(409)
                .body("type", equalTo("/problems/insufficient-seats"))
                .body("shortfall", equalTo(5))
                .body("changeId", equalTo(created.seatChangeId() + ""));
        get(admin, path).statusCode(404);
        get(admin, path + "/access").statusCode(404);
        patch(admin, created.clientId(), null, "{\"name\":\"x\"}").statusCode(404);
        get(admin, clients()).body("items", empty());
        // Others hear that it is over: a seat of its first user goes back to where it came from.
        assertThat(neighbours.hear(partner, ClientDisabled.class))
                .isEqualTo(new ClientDisabled(created.clientId(), true));
    }

    @Test
    void aDeclinedPurchaseLeavesNoClient() {
        var answer = create(admin, "\"seats\":15,\"onShortfall\":\"PURCHASE\"");
        ClientCreated created = neighbours.hear(partner, ClientCreated.class);
        neighbours.tell(
                partner,
                new SeatChangeDeclined(change(created, "DECLINED", 5, "payment-declined")));

        answer.join()
                .statusCode(402)
                .body("type", equalTo("/problems/payment-declined"))
                .body("detail", equalTo("Because of payment-declined."))
                .body("reason", equalTo("Because of payment-declined."))
                .body("changeId", equalTo(created.seatChangeId() + ""));
        get(admin, clients() + "/" + created.clientId()).statusCode(404);
    }

    @Test
    void whatTheProcessorSaidIsNothingForAProgramThatSeesNoAmounts() {
        var program = TestTokens.integration(partner, "clients:write seats:write billing:write");
        var answer = create(program, "\"seats\":15,\"onShortfall\":\"PURCHASE\"");
        ClientCreated created = neighbours.hear(partner, ClientCreated.class);
        neighbours.tell(
                partner,
                new SeatChangeDeclined(change(created, "DECLINED", 5, "payment-declined")));

        answer.join()
                .statusCode(402)
                .body("type", equalTo("/problems/payment-declined"))
                .body("detail", equalTo("The card was declined."))
                .body("reason", nullValue())
                .body("changeId", equalTo(created.seatChangeId() + ""));
    }

    @Test
    void whatHasNotBeenSettledInTimeIsAnsweredAsItStands() {
        String location =
                post(
                                admin,
                                clients(),
                                "k",
                                "respond-async",
                                body("\"seats\":15,\"onShortfall\":\"PURCHASE\""))
                        .statusCode(202)
                        .body("seatChange.status", equalTo("QUOTING"))
                        .extract()
                        .header("Location");

        get(admin, location).statusCode(200);
    }

    @Test
    void anEventThatComesTwiceHasItsEffectOnce() {
        var answer = create(admin, "\"seats\":15");
        ClientCreated created = neighbours.hear(partner, ClientCreated.class);
        var allocated =
                new SeatsAllocated(
                        UUID.fromString(created.seatChangeId() + ""), created.clientId(), 15, 15);
        UUID id = neighbours.tell(partner, allocated);
        neighbours.tell(partner, new SeatChangeCompleted(change(created, "COMPLETED", 0, null)));
        answer.join().statusCode(201);
        neighbours.tell(partner, new SeatsReturned(UUID.randomUUID(), created.clientId(), 10, 5));
        neighbours.tell(id, partner, allocated);
        neighbours.tell(partner, new SeatsAllocated(UUID.randomUUID(), created.clientId(), 1, 6));

        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, clients() + "/" + created.clientId())
                                .body("seats.seats", equalTo(6))
                                // Made, given, completed, returned, given: five versions.
                                .body("version", equalTo(5)));
    }

    @Test
    void theSameKeyMakesOneClient() {
        String first =
                post(admin, clients(), "k", "wait=5", body("\"seats\":0"))
                        .statusCode(201)
                        .extract()
                        .asString();

        String again =
                post(admin, clients(), "k", "wait=5", body("\"seats\":0"))
                        .statusCode(201)
                        .header("Idempotency-Replayed", "true")
                        .extract()
                        .asString();

        assertThat(again).isEqualTo(first);
        get(admin, clients()).body("items", hasSize(1));
    }

    @Test
    void badInputIsNamed() {
        post(
                        admin,
                        clients(),
                        """
                        {"name":"","status":"DISABLED","seats":1000001,"billingManager":"VENDOR","onShortfall":"BEG","foo":1}
                        """)
                .statusCode(400)
                .body(
                        "errors.pointer",
                        containsInAnyOrder(
                                "/name", "/status", "/seats", "/admin", "/onShortfall", "/foo"));
        get(admin, clients() + "?status=ASLEEP").statusCode(400);
        get(admin, clients() + "?limit=0").statusCode(400);
        get(admin, clients() + "?cursor=%21").statusCode(400);
        var tooLong = "x".repeat(201);
        get(
                        admin,
                        clients()
                                + "?status=ASLEEP&limit=0&cursor=%21&q="
                                + tooLong
                                + "&externalId="
                                + tooLong)
                .statusCode(400)
                .body(
                        "errors.pointer",
                        containsInAnyOrder("/status", "/q", "/externalId", "/limit", "/cursor"));
        get(admin, clients() + "/not-an-id").statusCode(404);
    }

    @Test
    void whoMayNotIsRefusedAndWhoIsNotOfThePartnerSeesNothing() {
        String buyer = "\"seats\":5,\"onShortfall\":\"PURCHASE\"";
        String allocator = TestTokens.partnerMember(partner, "clients:manage", "seats:allocate");

        post(TestTokens.partnerMember(partner), clients(), body("\"seats\":0")).statusCode(403);
        post(TestTokens.partnerMember(partner, "clients:manage"), clients(), body("\"seats\":5"))
                .statusCode(403);
        post(allocator, clients(), body(buyer))
                .statusCode(403)
                .body("type", equalTo("/problems/forbidden"));
        post(TestTokens.integration(partner, "clients:read"), clients(), body("\"seats\":0"))
                .statusCode(403);
        String stranger = TestTokens.partnerAdmin(UUID.randomUUID());
        post(stranger, clients(), body("\"seats\":0")).statusCode(404);
        get(stranger, clients()).statusCode(404);

        UUID mine = made("Mine");
        UUID other = made("Other");
        String ofClient = TestTokens.clientAdmin(partner, mine);
        get(ofClient, clients()).body("items.id", contains(mine.toString()));
        get(ofClient, clients() + "/" + other).statusCode(404);
        get(ofClient, clients() + "/" + mine).statusCode(200);
        get(ofClient, clients() + "/" + mine + "/access")
                .statusCode(200)
                .body("allowed", equalTo(true))
                .body("reason", nullValue());
        post(ofClient, clients(), body("\"seats\":0")).statusCode(403);
    }

    @Test
    void listsAreFilteredAndPaged() {
        made("Alpha_1");
        made("Alpha%2");
        made("Beta");
        post(admin, clients(), "{\"name\":\"Gamma\",\"status\":\"ACTIVE\",\"externalId\":\"g/1\"}")
                .statusCode(201);

        get(admin, clients() + "?q=alpha").body("items.name", contains("Alpha_1", "Alpha%2"));
        get(admin, clients() + "?q=a_1").body("items.name", contains("Alpha_1"));
        get(admin, clients() + "?externalId=g/1").body("items.name", contains("Gamma"));
        get(admin, clients() + "?status=DISABLED").body("items", empty());
        String cursor =
                get(admin, clients() + "?limit=3")
                        .body("items.name", contains("Alpha_1", "Alpha%2", "Beta"))
                        .extract()
                        .path("nextCursor");
        get(admin, clients() + "?limit=3&cursor=" + cursor)
                .body("items.name", contains("Gamma"))
                .body("nextCursor", nullValue());
    }

    @Test
    void anEditKeepsToTheVersionThatItMeans() {
        UUID client = made("Old");

        patch(
                        admin,
                        client,
                        "\"1\"",
                        "{\"name\":\"New\",\"externalId\":\"x\",\"purchaseOrder\":\"PO\"}")
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("name", equalTo("New"));
        patch(admin, client, "\"1\"", "{\"name\":\"Newer\"}").statusCode(412);
        patch(admin, client, null, "{\"externalId\":null}")
                .statusCode(200)
                .body("externalId", nullValue())
                .body("purchaseOrder", equalTo("PO"))
                .body("name", equalTo("New"));
        patch(admin, client, null, "{\"name\":\"\",\"externalId\":5,\"status\":\"ACTIVE\"}")
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/name", "/externalId", "/status"));
        patch(TestTokens.partnerMember(partner), client, null, "{\"name\":\"Mine\"}")
                .statusCode(403);
    }

    private String clients() {
        return "/v1/partners/" + partner + "/clients";
    }

    private static String body(String rest) {
        return "{\"name\":\"Globex\",\"status\":\"ACTIVE\"," + rest + "}";
    }

    private CompletableFuture<ValidatableResponse> create(String token, String rest) {
        return world.meanwhile(() -> post(token, clients(), body(rest)));
    }

    private UUID made(String name) {
        return UUID.fromString(
                post(admin, clients(), "{\"name\":\"%s\",\"status\":\"ACTIVE\"}".formatted(name))
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    private void complete(ClientCreated created) {
        neighbours.tell(
                partner,
                new SeatsAllocated(
                        UUID.fromString(created.seatChangeId() + ""),
                        created.clientId(),
                        created.seats(),
                        created.seats()));
        neighbours.tell(partner, new SeatChangeCompleted(change(created, "COMPLETED", 0, null)));
    }

    private ValidatableResponse patch(
            String token, UUID client, @Nullable String ifMatch, String body) {
        var request = given().auth().oauth2(token).contentType("application/json").body(body);
        return (ifMatch == null ? request : request.header("If-Match", ifMatch))
                .patch(clients() + "/" + client)
                .then();
    }
}
