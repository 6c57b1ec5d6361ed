package io.seatflow.trial;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The scheduler as a process: it starts on its own database, is well, and knows its callers. */
@QuarkusTest
@WithTestResource(Servers.class)
class TrialSchedulerTest {

    @Inject BusinessClock clock;

    private final UUID partner = UUID.randomUUID();

    @Test
    void itIsLiveAndBecomesReady() {
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        given().get("/q/health/ready")
                                .then()
                                .statusCode(200)
                                .body("status", equalTo("UP")));
    }

    @Test
    void whoHasNoTokenIsAskedForOne() {
        given().contentType("application/json")
                .body("{\"ahead\":\"PT0S\"}")
                .post("/internal/clock")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/unauthorized"));
    }

    @Test
    void anAddressThatIsNotThereIsAProblemToo() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .get("/v1/partners/{p}/nothing", partner)
                .then()
                .statusCode(404);
    }

    @Test
    void theOperatorMovesItsClock() {
        given().auth()
                .oauth2(TestTokens.operator())
                .contentType("application/json")
                .body(Map.of("ahead", clock.ahead().plusHours(1).toString()))
                .post("/internal/clock")
                .then()
                .statusCode(200);
    }
}
