package io.seatflow.gateway.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.gateway.testing.Upstreams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Upstreams.class)
class OpenApiTest {

    private final Upstreams upstreams = Upstreams.running();

    @BeforeEach
    void describe() {
        upstreams.reset();
        upstreams
                .get("account")
                .answers(
                        "/q/openapi",
                        200,
                        "{\"openapi\":\"3.1.0\",\"paths\":{\"/v1/partners\":{\"post\":{\"summary\":\"Create a partner\"}},\"/internal/x\":{\"get\":{}}}}");
        upstreams
                .get("seat")
                .answers(
                        "/q/openapi",
                        200,
                        "{\"openapi\":\"3.1.0\",\"paths\":{\"/v1/partners/{partnerId}/seats\":{\"get\":{}}}}");
        upstreams.get("trial").answers("/q/openapi", 500, "{}");
        upstreams.get("billing").stop();
    }

    /** One test, since the document is kept for a while. */
    @Test
    void theSuiteDescribesItselfAsOne() {
        given().get("/openapi")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("openapi", startsWith("3.1"))
                .body("info.title", equalTo("Seatflow API"))
                .body("info.description", containsString("billing-service, trial-scheduler"))
                .body(
                        "x-unavailable",
                        equalTo(java.util.List.of("billing-service", "trial-scheduler")))
                .body("paths", hasKey("/v1/partners"))
                .body("paths", hasKey("/v1/partners/{partnerId}/seats"))
                .body("paths", hasKey("/health"))
                .body("paths", hasKey("/problems/{slug}"))
                .body("paths", hasKey("/sandbox/clock"))
                .body("paths", hasKey("/sandbox/payments/behaviour"))
                .body("paths", not(hasKey("/internal/x")))
                .body("paths", not(hasKey("/openapi")))
                .body("components.securitySchemes.bearer.scheme", equalTo("bearer"));

        String yaml =
                given().get("/openapi?format=yaml")
                        .then()
                        .statusCode(200)
                        .contentType("application/yaml")
                        .extract()
                        .asString();
        assertThat(yaml).contains("/v1/partners/{partnerId}/seats:");
        given().accept("application/yaml").get("/openapi").then().contentType("application/yaml");
    }

    @Test
    void thePageOverItComesFromHere() {
        String page =
                given().get("/docs/")
                        .then()
                        .statusCode(200)
                        .header("Content-Security-Policy", containsString("default-src 'self'"))
                        .extract()
                        .asString();

        assertThat(page).contains("/openapi").doesNotContain("https://");
    }
}
