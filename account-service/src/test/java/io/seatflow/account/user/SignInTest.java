package io.seatflow.account.user;

import static io.restassured.RestAssured.given;
import static io.seatflow.account.World.post;
import static io.seatflow.account.World.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.account.Neighbours;
import io.seatflow.account.World;
import io.seatflow.account.user.postgres.Identities;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.local.servers.TestServers;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.representations.idm.UserRepresentation;

/** The administrator of a new partner becomes a user of a real Keycloak. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(KeycloakServers.class)
class SignInTest {

    @Inject World world;
    @Inject Neighbours neighbours;
    @Inject Users users;
    @Inject Identities identities;
    @Inject Vertx vertx;
    @Inject Pool pool;

    private final String name = "Acme " + UUID.randomUUID();
    private final String email = "ada-" + UUID.randomUUID() + "@acme.test";

    @Test
    void aPasswordThatWasGivenWorksAtOnceAndIsKeptNowhere() {
        UUID partner = register(",\"password\":\"correct horse\"");

        assertThat(claims(signIn("correct horse")))
                .contains("\"partner_id\":\"" + partner + "\"", "\"partner-admin\"", email);
        Row identity = identity(partner);
        assertThat(identity.getString("state")).isEqualTo("DONE");
        assertThat(identity.getString("secret_data")).isNull();
        assertThat(identity.getString("keycloak_id")).isNotNull();

        // Whoever signs in with the address already cannot be another partner's administrator.
        post(TestTokens.operator(), "/v1/partners", withAdmin("Other", ""))
                .statusCode(409)
                .body("type", equalTo("/problems/email-taken"))
                .body("errors.pointer", contains("/admin/email"));
    }

    @Test
    void twoRegistrationsAtOnceDoNotShareAnAddress() throws Exception {
        world.loadCatalog();
        Callable<Integer> registering =
                () ->
                        post(TestTokens.operator(), "/v1/partners", withAdmin(name, ""))
                                .extract()
                                .statusCode();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = new ArrayList<Integer>();
            for (var answer : threads.invokeAll(Collections.nCopies(4, registering))) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnlyOnce(202).containsOnly(202, 409);
        }
    }

    @Test
    void whoHasNoPasswordIsInvitedAndTheInvitationWaitsForAMailServer() {
        UUID partner = register("");

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(identity(partner).getString("last_failure")).isNotNull());
        assertThat(identity(partner).getString("state")).isEqualTo("INVITING");
    }

    @Test
    void aTryThatWasCutOffFindsWhatItMade() {
        UUID partner = register(",\"password\":\"correct horse\"");
        // As a process leaves it that dies after Keycloak has answered and before that is kept.
        run(
                "update identity set state = 'PENDING', keycloak_id = null, due_at = now() where partner_id = '%s'"
                        .formatted(partner));

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(identity(partner).getString("keycloak_id")).isNotNull());
        assertThat(signIn("correct horse")).isNotEmpty();
    }

    @Test
    void whatKeycloakHasOtherwiseIsMadeRight() {
        UUID partner = register(",\"password\":\"correct horse\"");
        String id = identity(partner).getString("keycloak_id");
        try (Keycloak keycloak = admin()) {
            var realm = keycloak.realm("seatflow");
            var user = realm.users().get(id);
            var known = user.toRepresentation();
            known.setEnabled(false);
            user.update(known);
            awaitMended(partner);
            assertThat(signIn("correct horse")).isNotEmpty();

            var roles = user.roles().realmLevel();
            roles.remove(List.of(realm.roles().get("partner-admin").toRepresentation()));
            roles.add(List.of(realm.roles().get("operator").toRepresentation()));
            awaitMended(partner);
            assertThat(claims(signIn("correct horse")))
                    .contains("\"partner-admin\"")
                    .doesNotContain("\"operator\"");

            var other = user.toRepresentation();
            var attributes = new HashMap<>(other.getAttributes());
            attributes.put("partner_id", List.of(UUID.randomUUID().toString()));
            attributes.put("permissions", List.of("billing:manage"));
            other.setAttributes(attributes);
            user.update(other);
            awaitMended(partner);
            assertThat(claims(signIn("correct horse")))
                    .contains("\"partner_id\":\"" + partner + "\"")
                    .doesNotContain("billing:manage");

            realm.users().delete(id).close();
            awaitDifference(partner);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !id.equals(identity(partner).getString("keycloak_id")));
            // Its password went with it.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> identity(partner).getString("state").equals("INVITING"));
            assertThat(realm.users().searchByEmail(email, true))
                    .singleElement()
                    .matches(UserRepresentation::isEnabled);
        }
    }

    @Test
    void whatIsDoneTooLateIsPutRight() {
        UUID partner = register(",\"password\":\"correct horse\"");
        Row identity = identity(partner);
        String id = identity.getString("keycloak_id");
        User ada =
                Contexts.onNewContext(
                                vertx, () -> users.get(partner, null, identity.getUUID("user_id")))
                        .await()
                        .atMost(Duration.ofSeconds(30));
        // Whoever took up an earlier wish, and was held up, carries it out after the later one.
        var late =
                new PendingSignIn(
                        ada,
                        SignInWish.DISABLED,
                        identity.getLong("revision") - 1,
                        id,
                        null,
                        false,
                        1);
        try (Keycloak keycloak = admin()) {
            var user = keycloak.realm("seatflow").users().get(id);
            var known = user.toRepresentation();
            known.setEnabled(false);
            user.update(known);

            Contexts.onNewContext(vertx, () -> identities.carriedOut(late, id))
                    .await()
                    .atMost(Duration.ofSeconds(30));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> user.toRepresentation().isEnabled());
        }
        assertThat(signIn("correct horse")).isNotEmpty();
    }

    @Test
    void whoIsNotFoundByItsIdIsFoundByItsAddressAndDisabled() {
        UUID partner = register(",\"password\":\"correct horse\"");
        String id = identity(partner).getString("keycloak_id");
        run(
                """
                update identity
                set wanted = 'DISABLED', state = 'PENDING', revision = revision + 1, due_at = now(),
                    keycloak_id = '%s'
                where partner_id = '%s'
                """
                        .formatted(UUID.randomUUID(), partner));

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> id.equals(identity(partner).getString("keycloak_id")));
        try (Keycloak keycloak = admin()) {
            assertThat(keycloak.realm("seatflow").users().get(id).toRepresentation().isEnabled())
                    .isFalse();
        }
    }

    @Test
    void whoCannotBeComparedWaitsForItsNextTurn() {
        UUID partner = register(",\"password\":\"correct horse\"");
        run(
                """
                update identity
                set compared_at = now() - interval '1 hour', claimed_at = now() - interval '1 hour',
                    due_at = now() - interval '1 hour'
                where partner_id = '%s'
                """
                        .formatted(partner));
        Row before = identity(partner);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        identity(partner)
                                .getOffsetDateTime("claimed_at")
                                .isAfter(before.getOffsetDateTime("claimed_at")));
        User ada =
                Contexts.onNewContext(
                                vertx, () -> users.get(partner, null, before.getUUID("user_id")))
                        .await()
                        .atMost(Duration.ofSeconds(30));
        var unanswered =
                new SettledSignIn(
                        ada,
                        SignInWish.ENABLED,
                        before.getLong("revision"),
                        before.getString("keycloak_id"),
                        before.getOffsetDateTime("compared_at").toInstant());

        Contexts.onNewContext(vertx, () -> identities.notCompared(unanswered))
                .await()
                .atMost(Duration.ofSeconds(30));

        Row after = identity(partner);
        assertThat(after.getOffsetDateTime("compared_at"))
                .isEqualTo(before.getOffsetDateTime("compared_at"));
        assertThat(after.getOffsetDateTime("claimed_at"))
                .isAfter(before.getOffsetDateTime("claimed_at").plusMinutes(30));
    }

    /** Has it compared now, and waits until it is right again. */
    private void awaitMended(UUID partner) {
        awaitDifference(partner);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    Row identity = identity(partner);
                    return identity.getString("state").equals("DONE")
                            && identity.getString("differed") == null;
                });
    }

    private void awaitDifference(UUID partner) {
        long before = identity(partner).getLong("revision");
        // It has been as it is for an hour, and was compared then.
        run(
                """
                update identity
                set compared_at = now() - interval '1 hour', claimed_at = now() - interval '1 hour',
                    due_at = now() - interval '1 hour'
                where partner_id = '%s'
                """
                        .formatted(partner));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> identity(partner).getLong("revision") == before + 1);
    }

    private static Keycloak admin() {
        String issuer = TestServers.issuer().toString();
        return KeycloakBuilder.builder()
                .serverUrl(issuer.substring(0, issuer.indexOf("/realms/")))
                .realm("seatflow")
                .grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                .clientId("seatflow-accounts")
                .clientSecret("seatflow-accounts-secret")
                .build();
    }

    private static String claims(String token) {
        return new String(
                Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    private UUID register(String more) {
        world.loadCatalog();
        var answer =
                world.meanwhile(() ->
                        post(
                                TestTokens.operator(),
                                "/v1/partners",
                                UUID.randomUUID().toString(),
                                "wait=30",
                                withAdmin(name, more)));
        UUID partner = neighbours.partnerNamed(name);
        world.start(partner);
        answer.join().statusCode(201);
        return partner;
    }

    private String withAdmin(String partnerName, String more) {
        return registration(partnerName)
                .replace(
                        "{\"email\":\"Admin@acme.test\",\"name\":\"Ada\"}",
                        "{\"email\":\"%s\",\"name\":\"Ada (King) Lovelace\"%s}"
                                .formatted(email, more));
    }

    private String signIn(String password) {
        return given().formParam("grant_type", "password")
                .formParam("client_id", "seatflow-local")
                .formParam("username", email)
                .formParam("password", password)
                .post(TestServers.issuer() + "/protocol/openid-connect/token")
                .then()
                .statusCode(200)
                .extract()
                .path("access_token");
    }

    private Row identity(UUID partner) {
        return pool.query("select * from identity where partner_id = '%s'".formatted(partner))
                .execute()
                .map(rows -> rows.iterator().next())
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(30));
    }
}
