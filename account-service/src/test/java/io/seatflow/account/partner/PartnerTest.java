package io.seatflow.account.partner;

import static io.restassured.RestAssured.given;
import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static io.seatflow.account.World.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.seatflow.account.Neighbours;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.platform.event.AccountEvent.ClientConfirmationChanged;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.PartnerRenamed;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A partner comes to be, with what its neighbours do for it, and is edited. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class PartnerTest {

    private static final String OPERATOR = TestTokens.operator();

    @Inject World world;
    @Inject Neighbours neighbours;
    @Inject Pool pool;

    private final String name = "Acme " + UUID.randomUUID();

    @Test
    void aPartnerIsAnsweredOnceItsLedgerInvoiceAndFirstPaymentAreThere() {
        world.loadCatalog();
        var answer = world.meanwhile(() -> post(OPERATOR, "/v1/partners", registration(name)));
        UUID partner = neighbours.partnerNamed(name);
        assertThat(answer).isNotDone();
        world.start(partner);

        answer.join()
                .statusCode(201)
                .header("Location", endsWith("/v1/partners/" + partner))
                .header("ETag", equalTo("\"1\""))
                .body("id", equalTo(partner.toString()))
                .body("name", equalTo(name))
                .body("program", equalTo("BASIC"))
                .body("interval", equalTo("MONTHLY"))
                .body("currency", equalTo("USD"))
                .body("timeZone", equalTo("America/Toronto"))
                .body("status", equalTo("ACTIVE"))
                .body("createdAt", notNullValue());
        var told = neighbours.hear(partner, PartnerRegistered.class);
        assertThat(told.adminEmail()).isEqualTo("admin@acme.test");
        assertThat(told.paymentMethodNonce()).isEqualTo("fake-valid-nonce");
        assertThat(told.prorationCollection()).isEqualTo("IMMEDIATE");
        assertThat(told.seats()).isEqualTo(100);
        assertThat(count("audit_entry", partner)).isEqualTo(2);
    }

    @Test
    void whoeverDoesNotWaitGetsThePartnerAsItStands() {
        world.loadCatalog();
        String location =
                post(OPERATOR, "/v1/partners", "k" + name, "respond-async", registration(name))
                        .statusCode(202)
                        .body("name", equalTo(name))
                        .extract()
                        .header("Location");

        get(OPERATOR, location).statusCode(200).body("name", equalTo(name));
        post(OPERATOR, "/v1/partners", "k" + name, "wait=1", registration(name))
                .statusCode(202)
                .header("Idempotency-Replayed", "true");
        assertThat(countNamed()).isEqualTo(1);
    }

    @Test
    void everyBadFieldIsNamedAtOnce() {
        world.loadCatalog();
        refused(
                        """
                        {"name":" ","program":"GOLD","interval":"WEEKLY","currency":"EUR","timeZone":"Mars/Olympus",
                         "billingAnchorDay":32,"seats":1000001,"addOns":["WHITE_LABEL","GLITTER"],
                         "admin":{"email":"nobody","name":"Ada"},"supplyLimit":-1,"foo":1}
                        """)
                .body(
                        "errors.pointer",
                        containsInAnyOrder(
                                "/name",
                                "/program",
                                "/interval",
                                "/currency",
                                "/timeZone",
                                "/billingAnchorDay",
                                "/seats",
                                "/addOns/1",
                                "/admin/email",
                                "/supplyLimit",
                                "/foo"));
        refused(registration(name).replace("BASIC", "DIRECT"))
                .body("errors.pointer", containsInAnyOrder("/program"));
        refused("{}")
                .body(
                        "errors.pointer",
                        containsInAnyOrder(
                                "/name",
                                "/program",
                                "/interval",
                                "/currency",
                                "/timeZone",
                                "/seats",
                                "/admin"));
    }

    @Test
    void aPasswordIsForTheSandboxAlone() {
        world.loadCatalog();
        refused(registration(name).replace("\"Ada\"", "\"Ada\",\"password\":\"secret\""))
                .body("errors.pointer", containsInAnyOrder("/admin/password"))
                .body("errors.detail", containsInAnyOrder("is not a known field"));
    }

    @Test
    void noPartnerIsMadeBeforeAPriceListIsKnown() {
        world.loadCatalog();
        pool.query("delete from catalog").execute().await().atMost(Duration.ofSeconds(30));

        post(OPERATOR, "/v1/partners", registration(name))
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/unavailable"));

        assertThat(countNamed()).isZero();
    }

    @Test
    void onlyAnOperatorMakesPartnersAndNobodySeesAnothers() {
        UUID partner = world.partner();
        String stranger = TestTokens.partnerAdmin(UUID.randomUUID());

        post(TestTokens.partnerAdmin(partner), "/v1/partners", "{}")
                .statusCode(403)
                .body("type", equalTo("/problems/forbidden"));
        given().post("/v1/partners").then().statusCode(401);
        get(stranger, "/v1/partners/" + partner).statusCode(404);
        get(TestTokens.partnerMember(partner), "/v1/partners/" + partner).statusCode(200);
        get(TestTokens.clientAdmin(partner, UUID.randomUUID()), "/v1/partners/" + partner)
                .statusCode(403);
        patch(stranger, partner, null, "{\"name\":\"Mine\"}").statusCode(404);
        patch(TestTokens.partnerMember(partner), partner, null, "{\"name\":\"Mine\"}")
                .statusCode(403);
    }

    @Test
    void anEditKeepsToTheVersionThatItMeansAndTellsANewLimit() {
        UUID partner = world.partner();
        String admin = TestTokens.partnerAdmin(partner);

        patch(admin, partner, "\"1\"", "{\"name\":\"New\",\"supplyLimit\":120}")
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("name", equalTo("New"))
                .body("supplyLimit", equalTo(120));
        assertThat(neighbours.hear(partner, SupplyLimitChanged.class).supplyLimit()).isEqualTo(120);
        assertThat(neighbours.hear(partner, PartnerRenamed.class).name()).isEqualTo("New");
        patch(admin, partner, "\"1\"", "{\"name\":\"Newer\"}")
                .statusCode(412)
                .body("type", equalTo("/problems/stale-version"));
        patch(admin, partner, null, "{\"supplyLimit\":null}")
                .statusCode(200)
                .body("name", equalTo("New"))
                .body("supplyLimit", nullValue());
        assertThat(neighbours.hearAll(partner, SupplyLimitChanged.class, 2).getLast().supplyLimit())
                .isNull();
        patch(admin, partner, null, "{\"supplyLimit\":\"many\",\"name\":\"\",\"seats\":1}")
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/supplyLimit", "/name", "/seats"));
        assertThat(count("audit_entry", partner)).isEqualTo(4);
    }

    @Test
    void aPartnerKeepsConfirmationsToItselfAndLetsGoOfThem() {
        UUID partner = world.partner();
        String admin = TestTokens.partnerAdmin(partner);
        get(admin, "/v1/partners/" + partner).body("clientsMayConfirm", equalTo(true));

        patch(admin, partner, null, "{\"clientsMayConfirm\":false}")
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("clientsMayConfirm", equalTo(false));
        // What says nothing new is not told.
        patch(admin, partner, null, "{\"clientsMayConfirm\":false,\"name\":\"New\"}")
                .statusCode(200);
        patch(admin, partner, null, "{\"clientsMayConfirm\":true}").statusCode(200);

        assertThat(neighbours.hearAll(partner, ClientConfirmationChanged.class, 2))
                .extracting(ClientConfirmationChanged::allowed)
                .containsExactly(false, true);
        assertThat(neighbours.heard(partner, SupplyLimitChanged.class)).isEmpty();
        patch(admin, partner, null, "{\"clientsMayConfirm\":\"no\"}")
                .statusCode(400)
                .body("errors.pointer", contains("/clientsMayConfirm"));
        get(admin, "/v1/partners/" + partner).body("clientsMayConfirm", equalTo(true));
    }

    @Test
    void whoHangsUpCutsNothingInHalf() throws IOException {
        world.loadCatalog();
        String body = registration(name);
        String request =
                """
                POST /v1/partners HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Idempotency-Key: %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s\
                """
                        .formatted(
                                OPERATOR, name, body.getBytes(StandardCharsets.UTF_8).length, body);
        UUID partner;
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            partner = neighbours.partnerNamed(name);
        }
        world.start(partner);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        post(OPERATOR, "/v1/partners", name, "wait=5", body)
                                .statusCode(201)
                                .body("id", equalTo(partner.toString())));
        assertThat(countNamed()).isEqualTo(1);
        assertThat(count("account_user", partner)).isEqualTo(1);
    }

    private ValidatableResponse refused(String body) {
        return post(OPERATOR, "/v1/partners", body)
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"));
    }

    private static ValidatableResponse patch(
            String token, UUID partner, @Nullable String ifMatch, String body) {
        var request = given().auth().oauth2(token).contentType("application/json").body(body);
        return (ifMatch == null ? request : request.header("If-Match", ifMatch))
                .patch("/v1/partners/{p}", partner)
                .then();
    }

    private int count(String table, UUID partner) {
        return number("select count(*) from %s where partner_id = '%s'".formatted(table, partner));
    }

    private int countNamed() {
        return number("select count(*) from partner where name = '%s'".formatted(name));
    }

    private int number(String sql) {
        return pool.query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))
                .await()
                .atMost(Duration.ofSeconds(30));
    }
}
