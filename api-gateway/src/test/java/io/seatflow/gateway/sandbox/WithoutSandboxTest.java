package io.seatflow.gateway.sandbox;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.seatflow.gateway.testing.Upstreams;
import io.seatflow.platform.testing.TestTokens;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Upstreams.class)
@TestProfile(WithoutSandboxTest.Off.class)
class WithoutSandboxTest {

    /** As it is anywhere but in local runs and tests. */
    public static class Off implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("seatflow.sandbox", "false");
        }
    }

    private final Upstreams upstreams = Upstreams.running();

    @ParameterizedTest
    @ValueSource(strings = {"/sandbox/clock", "/sandbox/payments", "/sandbox/payments/behaviour"})
    void thereIsNoSandbox(String path) {
        given().get(path).then().statusCode(404).body("type", equalTo("/problems/not-found"));
        given().auth().oauth2(TestTokens.operator()).get(path).then().statusCode(404);
        given().auth().oauth2(TestTokens.operator()).post(path).then().statusCode(404);

        assertThat(upstreams.get("braintree").heard()).isEmpty();
    }

    @Test
    void norIsItDescribed() {
        String document = given().get("/openapi").asString();

        assertThat(document).contains("/health").doesNotContain("/sandbox/");
    }
}
