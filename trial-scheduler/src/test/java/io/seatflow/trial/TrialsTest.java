package io.seatflow.trial;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.TrialExtended;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.TrialEvent;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.event.TrialEvent.TrialExpiring;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.platform.testing.Topics;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trials are told of as the clock passes, once; the clock only ever goes ahead. */
@QuarkusTest
@WithTestResource(Servers.class)
class TrialsTest {

    private static final Duration FORTNIGHT = Duration.ofDays(14);

    private static Topics topics;

    @Inject BusinessClock clock;

    private final UUID partner = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();

    @BeforeAll
    static void joinTheTopics() {
        topics =
                new Topics(
                        ConfigProvider.getConfig()
                                .getValue("kafka.bootstrap.servers", String.class),
                        EventTypes.topic(TrialEvent.class));
    }

    @AfterAll
    static void leaveTheTopics() throws InterruptedException {
        topics.close();
    }

    @Test
    void aTrialIsRemindedOfTwiceAndExpiresOnce() {
        Instant end = start(client);

        advance(Duration.ofDays(11).plusMinutes(1));
        told(new TrialExpiring(client, end, 3));
        advance(Duration.ofDays(2));
        told(new TrialExpiring(client, end, 3), new TrialExpiring(client, end, 1));
        advance(Duration.ofDays(1));
        told(
                new TrialExpiring(client, end, 3),
                new TrialExpiring(client, end, 1),
                new TrialExpired(client, end));

        list(admin()).body("items", empty());
        // What is told once stays told, and the partner's numbers have no gap.
        advance(Duration.ofDays(20));
        assertThat(topics.told(partner))
                .extracting(Topics.Told::sequence)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void anExtensionTakesThePlaceOfTheFirstEnd() {
        Instant end = start(client);
        advance(Duration.ofDays(12));
        told(new TrialExpiring(client, end, 2));

        Instant later = end.plus(FORTNIGHT);
        topics.tell(partner, new TrialExtended(client, later));
        await().untilAsserted(() ->
                list(admin())
                        .body("items[0].extended", equalTo(true))
                        .body("items[0].remainingDays", equalTo(16)));
        advance(FORTNIGHT.plusDays(3));

        told(new TrialExpiring(client, end, 2), new TrialExpired(client, later));
    }

    @Test
    void whoLeavesATrialIsToldOfNoMore() {
        UUID other = UUID.randomUUID();
        Instant end = start(client);
        start(other);
        UUID last = UUID.randomUUID();
        Instant lastEnd = start(last);

        topics.tell(
                partner,
                new ClientActivated(client, "ADD_TO_PLAN", "PARTNER", null, List.of(), "ada"));
        topics.tell(partner, new ClientDisabled(other, false));
        await().untilAsserted(
                        () -> list(admin()).body("items.clientId", contains(last.toString())));
        advance(FORTNIGHT);

        assertThat(end).isBefore(lastEnd);
        told(new TrialExpired(last, lastEnd));
    }

    @Test
    void newsThatComesTwiceSetsNoTimerTwice() {
        UUID id = UUID.randomUUID();
        Instant now = clock.now();
        var started = new TrialStarted(client, now, now.plus(FORTNIGHT));
        topics.tell(partner, started, id);
        await().untilAsserted(
                        () -> list(admin()).body("items.clientId", contains(client.toString())));
        advance(FORTNIGHT.plusMinutes(1));
        told(new TrialExpired(client, started.endsAt()));

        topics.tell(partner, started, id);
        UUID next = UUID.randomUUID();
        Instant end = start(next);
        advance(FORTNIGHT.plusMinutes(1));

        told(new TrialExpired(client, started.endsAt()), new TrialExpired(next, end));
    }

    @Test
    void theListIsPagedAndEachSeesTheirOwn() {
        start(client);
        UUID second = UUID.randomUUID();
        start(second);
        UUID third = UUID.randomUUID();
        start(third);

        String cursor =
                list(admin(), "?limit=2")
                        .body("items.clientId", contains(client.toString(), second.toString()))
                        .body("items[0].remainingDays", equalTo(14))
                        .body("items[0].extended", equalTo(false))
                        .body("nextCursor", notNullValue())
                        .extract()
                        .path("nextCursor");
        list(admin(), "?limit=2&cursor=" + cursor)
                .body("items.clientId", contains(third.toString()))
                .body("nextCursor", nullValue());
        list(TestTokens.clientAdmin(partner, second))
                .body("items.clientId", contains(second.toString()));
        list(TestTokens.partnerMember(partner)).statusCode(200);
        list(TestTokens.integration(partner, "seats:read")).statusCode(403);
        list(TestTokens.partnerAdmin(UUID.randomUUID())).statusCode(404);
        list(admin(), "?cursor=bm9uc2Vuc2U").statusCode(400);
        list(admin(), "?limit=0").statusCode(400);
        list(admin(), "?limit=many&cursor=x")
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/limit", "/cursor"));
    }

    private Instant start(UUID of) {
        Instant now = clock.now();
        Instant end = now.plus(FORTNIGHT);
        topics.tell(partner, new TrialStarted(of, now, end));
        await().untilAsserted(() ->
                list(admin()).body("items.clientId", org.hamcrest.Matchers.hasItem(of.toString())));
        return end;
    }

    private void told(Object... events) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(topics.events(partner)).hasSize(events.length));
        assertThat(topics.events(partner)).isEqualTo(List.of(events));
    }

    /** Answered when all that fell due has been told. */
    private void advance(Duration by) {
        given().auth()
                .oauth2(TestTokens.operator())
                .contentType("application/json")
                .body("{\"ahead\":\"%s\"}".formatted(clock.ahead().plus(by)))
                .post("/internal/clock")
                .then()
                .statusCode(200);
    }

    private String admin() {
        return TestTokens.partnerAdmin(partner);
    }

    private ValidatableResponse list(String token) {
        return list(token, "");
    }

    private ValidatableResponse list(String token, String query) {
        return given().auth()
                .oauth2(token)
                .get("/v1/partners/" + partner + "/trials" + query)
                .then();
    }
}
