package io.seatflow.gateway.sandbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.seatflow.gateway.testing.Upstream;
import io.seatflow.gateway.testing.Upstreams;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Upstreams.class)
class SandboxTest {

    private static final List<String> SERVICES = List.of("account", "seat", "billing", "trial");

    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final Upstreams upstreams = Upstreams.running();

    @BeforeEach
    void placeClocks() {
        upstreams.reset();
        SERVICES.forEach(name -> placeClock(name, Duration.ofDays(1)));
    }

    /** Serves a clock as services have it. */
    private void placeClock(String name, Duration start) {
        Upstream upstream = upstreams.get(name);
        var ahead = new Duration[] {start};
        upstream.answers(
                "/internal/clock",
                request -> {
                    if (request.method().name().equals("POST")) {
                        asked.add(name);
                        ahead[0] =
                                Duration.parse(
                                        upstream.last().body().toJsonObject().getString("ahead"));
                    }
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .end(
                                    JsonObject.of(
                                                    "now",
                                                    Instant.now().plus(ahead[0]).toString(),
                                                    "ahead",
                                                    ahead[0].toString())
                                            .encode());
                });
    }

    @Test
    void allServicesMoveAsFarInTurnAndOnceMore() {
        String now = move("{\"advance\":\"P14D\"}").statusCode(200).extract().path("now");

        assertThat(asked)
                .containsExactly(
                        "account", "seat", "billing", "trial", "account", "seat", "billing",
                        "trial");
        for (String name : SERVICES) {
            assertThat(upstreams.get(name).last().body().toJsonObject().getString("ahead"))
                    .isEqualTo("PT360H");
            assertThat(upstreams.get(name).last().headers().get("Authorization"))
                    .startsWith("Bearer ");
        }
        assertThat(Instant.parse(now))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(15)).minusSeconds(60),
                        Instant.now().plus(Duration.ofDays(15)));
        clock().statusCode(200).body("now", containsString("T"));
    }

    @Test
    void anInstantIsReachedByAll() {
        Instant to = Instant.now().plus(Duration.ofDays(30));

        String now = move("{\"to\":\"" + to + "\"}").statusCode(200).extract().path("now");

        assertThat(Instant.parse(now)).isAfterOrEqualTo(to).isBefore(to.plusSeconds(60));
    }

    @Test
    void theServiceThatIsFurthestAheadTellsTheTime() {
        placeClock("billing", Duration.ofDays(10));

        move("{\"advance\":\"PT0S\"}").statusCode(200);

        assertThat(upstreams.get("account").last().body().toString()).contains("PT240H");
    }

    @Test
    void badInputIsNamedAndMovesNothing() {
        move("{}").statusCode(400).body("errors.pointer", hasItems("/advance", "/to"));
        move("{\"advance\":\"P1D\",\"to\":\"2030-01-01T00:00:00Z\"}").statusCode(400);
        move("{\"to\":\"2020-01-01T00:00:00Z\"}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/to"));
        move("{\"advance\":\"-P1D\",\"to\":\"tomorrow\",\"foo\":1}")
                .statusCode(400)
                .body("errors.pointer", hasItems("/advance", "/to", "/foo"));
        move("{\"advance\":\"P1DT\"}").statusCode(400);
        move("{\"advance\":5,\"foo\":1}")
                .statusCode(400)
                .body("errors.pointer", hasItems("/advance", "/foo"));

        assertThat(asked).isEmpty();
    }

    @Test
    void onlyAnOperatorMovesTime() {
        given().contentType(ContentType.JSON)
                .body("{\"advance\":\"P1D\"}")
                .post("/sandbox/clock")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2(TestTokens.partnerAdmin(UUID.randomUUID()))
                .contentType(ContentType.JSON)
                .body("{\"advance\":\"P1D\"}")
                .post("/sandbox/clock")
                .then()
                .statusCode(403)
                .body("type", equalTo("/problems/forbidden"));

        assertThat(asked).isEmpty();
    }

    @Test
    void aServiceWithoutTimeStopsTheMove() {
        upstreams.get("seat").answers("/internal/clock", 500, "{}");

        move("{\"advance\":\"P1D\"}")
                .statusCode(503)
                .body("detail", containsString("seat-service"));

        assertThat(asked).isEmpty();
    }

    @Test
    void theLocalPaymentGatewayIsAnOperatorsToo() {
        Upstream braintree = upstreams.get("braintree");
        given().auth()
                .oauth2(TestTokens.operator())
                .get("/sandbox/payments?orderId=a")
                .then()
                .statusCode(200)
                .body("service", equalTo("braintree"));
        given().auth()
                .oauth2(TestTokens.operator())
                .contentType(ContentType.JSON)
                .body("{\"decline\":true}")
                .put("/sandbox/payments/behaviour")
                .then()
                .statusCode(200);

        assertThat(braintree.heard())
                .extracting(Upstream.Heard::uri)
                .containsExactly("/sandbox/payments?orderId=a", "/sandbox/payments/behaviour");
        given().auth()
                .oauth2(TestTokens.partnerAdmin(UUID.randomUUID()))
                .get("/sandbox/payments")
                .then()
                .statusCode(403);
        given().get("/sandbox/payments").then().statusCode(401);
        assertThat(braintree.heard()).hasSize(2);
    }

    private static ValidatableResponse clock() {
        return given().auth().oauth2(TestTokens.operator()).get("/sandbox/clock").then();
    }

    private static ValidatableResponse move(String body) {
        return given().auth()
                .oauth2(TestTokens.operator())
                .contentType(ContentType.JSON)
                .body(body)
                .post("/sandbox/clock")
                .then();
    }
}
