package io.seatflow.local.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the realm's file promises about tokens. */
class KeycloakServerTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PARTNER = "0192f0a1-0000-7000-8000-000000000001";

    @AfterAll
    static void close() {
        HTTP.close();
    }

    @Test
    void theOperatorSignsInWithAPassword() throws Exception {
        var claims = claims(signIn("operator@seatflow.test"));

        assertThat(claims.at("/iss").asText()).isEqualTo(TestServers.issuer().toString());
        assertThat(claims.at("/aud").asText()).isEqualTo("seatflow");
        assertThat(claims.at("/email").asText()).isEqualTo("operator@seatflow.test");
        assertThat(claims.at("/realm_access/roles")).map(JsonNode::asText).contains("operator");
        assertThat(claims.at("/exp").asLong() - claims.at("/iat").asLong()).isEqualTo(15 * 60);
    }

    @Test
    void accountServiceCreatesAUserWhoSignsInAtOnce() throws Exception {
        var admin =
                post(
                                URI.create(TestServers.issuer() + "/protocol/openid-connect/token"),
                                "application/x-www-form-urlencoded",
                                "",
                                "grant_type=client_credentials&client_id=seatflow-accounts"
                                        + "&client_secret=seatflow-accounts-secret")
                        .at("/access_token")
                        .asText();
        var users =
                URI.create(
                        TestServers.issuer().toString().replace("/realms/", "/admin/realms/")
                                + "/users");

        post(
                users,
                "application/json",
                admin,
                """
                {"username": "ada@acme.test", "email": "ada@acme.test", "enabled": true,
                 "attributes": {"partner_id": ["%s"], "permissions": ["seats:allocate", "seats:purchase"]},
                 "credentials": [{"type": "password", "value": "seatflow"}]}
                """
                        .formatted(PARTNER));

        var claims = claims(signIn("ada@acme.test"));
        assertThat(claims.at("/partner_id").asText()).isEqualTo(PARTNER);
        assertThat(claims.at("/permissions"))
                .map(JsonNode::asText)
                .containsExactlyInAnyOrder("seats:allocate", "seats:purchase");
    }

    private static String signIn(String email) throws Exception {
        return post(
                        URI.create(TestServers.issuer() + "/protocol/openid-connect/token"),
                        "application/x-www-form-urlencoded",
                        "",
                        "grant_type=password&client_id=seatflow-local&password=seatflow&username="
                                + email)
                .at("/access_token")
                .asText();
    }

    private static JsonNode post(URI uri, String contentType, String bearer, String body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body());
    }

    private static JsonNode claims(String token) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }
}
