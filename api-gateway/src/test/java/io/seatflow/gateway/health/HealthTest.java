package io.seatflow.gateway.health;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.gateway.testing.Upstreams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Upstreams.class)
class HealthTest {

    private final Upstreams upstreams = Upstreams.running();

    @BeforeEach
    void forget() {
        upstreams.reset();
    }

    @Test
    void allAreUp() {
        given().get("/health")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body(
                        "components.name",
                        contains(
                                "account-service",
                                "seat-service",
                                "billing-service",
                                "trial-scheduler",
                                "keycloak"))
                .body("components.status", everyItem(equalTo("UP")))
                .body("components.millis", everyItem(greaterThanOrEqualTo(0)));
    }

    @Test
    void whoeverIsNotReadyOrNotThereIsNamed() {
        upstreams.get("seat").answers("/q/health/ready", 503, "{\"status\":\"DOWN\"}");
        upstreams.get("keycloak").stop();

        given().get("/health")
                .then()
                .statusCode(503)
                .body("status", equalTo("DOWN"))
                .body("components.find { it.name == 'seat-service' }.live", equalTo(true))
                .body("components.find { it.name == 'seat-service' }.ready", equalTo(false))
                .body("components.find { it.name == 'seat-service' }.status", equalTo("DOWN"))
                .body("components.find { it.name == 'keycloak' }.live", equalTo(false))
                .body("components.find { it.name == 'billing-service' }.status", equalTo("UP"));
    }

    @Test
    void theGatewayItselfIsUpWithoutThem() {
        upstreams.get("seat").stop();
        upstreams.get("keycloak").stop();

        given().get("/q/health").then().statusCode(200).body("status", equalTo("UP"));
    }
}
