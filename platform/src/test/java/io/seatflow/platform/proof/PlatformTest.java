package io.seatflow.platform.proof;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.PrematureAgain;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every service has from the platform, shown by the smallest service there can be. */
@QuarkusTest
@TestProfile(ProofProfile.class)
@WithTestResource(Servers.class)
class PlatformTest {

    @Inject Heard heard;
    @Inject Pool pool;
    @Inject PrematureAgain prematureAgain;
    @Inject EventStream events;
    @Inject MeterRegistry meters;

    private final UUID partner = UUID.randomUUID();

    @Test
    void anEventIsWrittenWithItsChangePublishedInOrderAndHasItsEffectOnce() {
        post("a", "{\"seats\":5}").statusCode(201).header("Location", notNullValue());
        post("b", "{\"seats\":6}").statusCode(201);

        await().untilAsserted(() -> assertThat(heard.of(partner)).hasSize(4));
        assertThat(heard.of(partner))
                .extracting(Received::sequence)
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(heard.of(partner).getFirst().event())
                .isEqualTo(new SeatEvent.SeatLedgerOpened(5));
        await().untilAsserted(() -> assertThat(count("outbox")).isZero());
    }

    @Test
    void theSameKeyHasOneEffectAndOneAnswer() {
        String first = post("k", "{\"seats\":5}").statusCode(201).extract().asString();

        String again =
                post("k", "{\"seats\":5}")
                        .statusCode(201)
                        .header("Idempotency-Replayed", "true")
                        .header("Location", notNullValue())
                        .extract()
                        .asString();

        assertThat(again).isEqualTo(first);
        assertThat(count("note")).isEqualTo(1);
    }

    @Test
    void aRefusalIsTheFirstAnswerToo() {
        String first =
                post("k", "{\"seats\":99}")
                        .statusCode(409)
                        .body("shortfall", equalTo(9))
                        .extract()
                        .asString();

        post("k", "{\"seats\":99}")
                .statusCode(409)
                .header("Idempotency-Replayed", "true")
                .body(equalTo(first));
    }

    @Test
    void oneHundredOfTheSameRefusedRequestAtOnceGetOneAnswer() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> request = () -> post("k", "{\"seats\":99}").extract().asString();
            List<Future<String>> answers =
                    threads.invokeAll(java.util.Collections.nCopies(100, request));
            String first = post("k", "{\"seats\":99}").statusCode(409).extract().asString();
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo(first);
            }
        }
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        post("k", "{\"seats\":5}").statusCode(201);

        post("k", "{\"seats\":6}")
                .statusCode(422)
                .body("type", equalTo("/problems/idempotency-key-reused"));
    }

    @Test
    void oneHundredOfTheSameRequestAtOnceHaveOneEffect() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> request = () -> post("k", "{\"seats\":5}").extract().statusCode();
            List<Future<Integer>> answers =
                    threads.invokeAll(java.util.Collections.nCopies(100, request));
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isIn(201, 409);
            }
        }
        assertThat(count("note")).isEqualTo(1);
    }

    @Test
    void aRequestThatWasCutOffAfterItsEffectIsAnsweredFromIt() {
        String id = post("k", "{\"seats\":5}").statusCode(201).extract().path("id");
        // As a process leaves it that dies between the commit and the answer.
        run(
                "update idempotency_key set status = null, body = null, running_until = now() + interval '1 hour' where partner_id = '%s'");
        post("k", "{\"seats\":5}")
                .statusCode(409)
                .body("type", equalTo("/problems/request-in-progress"));

        run(
                "update idempotency_key set running_until = now() - interval '1 minute' where partner_id = '%s'");
        post("k", "{\"seats\":5}").log().ifError().body("id", equalTo(id)).statusCode(201);

        assertThat(count("note")).isEqualTo(1);
        post("k", "{\"seats\":5}").statusCode(201).header("Idempotency-Replayed", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"ignored\":true}"})
    void anEndpointThatTakesNoBodyMindsNone(String body) {
        for (int repeat = 0; repeat < 2; repeat++) {
            given().auth()
                    .oauth2(TestTokens.partnerAdmin(partner))
                    .header("Idempotency-Key", "none")
                    .body(body)
                    .post("/v1/partners/{p}/notes/none", partner)
                    .then()
                    .statusCode(201);
        }
        assertThat(count("note")).isEqualTo(1);
    }

    @Test
    void aKeyIsRequired() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .contentType("application/json")
                .body("{\"seats\":5}")
                .post("/v1/partners/{p}/notes", partner)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/idempotency-key-required"));
    }

    @Test
    void everyBadFieldIsNamedAtOnce() {
        post("k", "{\"seats\":0,\"foo\":1,\"day\":\"soon\",\"tags\":[\"a\",{}]}")
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("traceId", notNullValue())
                .body("errors.pointer", containsInAnyOrder("/seats", "/foo", "/day", "/tags/1"));
        assertThat(count("note")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/seats",
                "{\"seats\":\"5\"}|/seats",
                "{\"seats\":5.5}|/seats",
                "{\"seats\":null}|/seats",
                "{\"seats\":99999999999}|/seats",
                "{\"seats\":{}}|/seats",
                "{\"seats\":5,\"seats\":6}|''",
                "[]|''",
                "{\"seats\":|''",
            })
    void badInputIsToldWhereItIsBad(String body, String pointer) {
        post("k", body).statusCode(400).body("errors.pointer", hasItem(pointer));
    }

    @Test
    void whoIsNotKnownIsAskedWho() {
        given().get("/v1/partners/{p}/notes", partner)
                .then()
                .statusCode(401)
                .body("type", equalTo("/problems/unauthorized"));
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner) + "x")
                .get("/v1/partners/{p}/notes", partner)
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    @Test
    void anotherPartnersAccountDoesNotExist() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(UUID.randomUUID()))
                .get("/v1/partners/{p}/notes", partner)
                .then()
                .statusCode(404)
                .body("type", equalTo("/problems/not-found"));
    }

    @Test
    void aRequestIdGoesThrough() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .header("X-Request-Id", "mine")
                .get("/v1/partners/{p}/notes", partner)
                .then()
                .statusCode(200)
                .header("X-Request-Id", "mine")
                .body(equalTo("admin@acme.test"));
    }

    @Test
    void whatARequestCausesCarriesItsTraceAndItsId() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .contentType("application/json")
                .header("Idempotency-Key", "t")
                .header("X-Request-Id", "mine")
                .header("traceparent", "00-11111111111111111111111111111111-2222222222222222-01")
                .body("{\"seats\":5}")
                .post("/v1/partners/{p}/notes", partner)
                .then()
                .statusCode(201);

        await().untilAsserted(() ->
                assertThat(heard.requestIds(partner)).containsExactly("mine", "mine"));
        assertThat(heard.traceIds(partner)).containsOnly("11111111111111111111111111111111");
    }

    /**
     * As when its process is killed between the commit and the sending: whoever sweeps next
     * publishes it.
     */
    @Test
    void anEventThatADeadProcessLeftIsPublishedByTheNextSweep() {
        run(
                """
                insert into outbox values ('%1$s', 'seatflow.seats', 1, array[uuid '%1$s'],
                    array['seatflow.seat.SeatLedgerOpened.v1'], array[now()], array[null], array[null],
                    array['{"supply":7}'])
                """);

        await().untilAsserted(() -> assertThat(heard.of(partner)).hasSize(1));
        assertThat(heard.of(partner).getFirst().event())
                .isEqualTo(new SeatEvent.SeatLedgerOpened(7));
    }

    @Test
    void aPoisonedEventHoldsItsPartnerAloneUntilItIsReplayed() {
        heard.poison(partner);
        post("a", "{\"seats\":5}").statusCode(201);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(count("dead_letter")).isEqualTo(2));
        assertThat(heard.of(partner)).isEmpty();

        replay("while-poisoned")
                .statusCode(409)
                .body("type", equalTo("/problems/dead-letter-failed"))
                .body("detail", containsString("poison"));
        assertThat(count("dead_letter")).isEqualTo(2);
        heard.heal(partner);
        replay("healed").statusCode(200).body("replayed", equalTo(2)).body("finished", is(true));

        assertThat(heard.of(partner)).extracting(Received::sequence).containsExactly(1L, 2L);
        assertThat(count("dead_letter")).isZero();
        replay("again").statusCode(404);
        replay("healed").statusCode(200).body("replayed", equalTo(2));
    }

    @Test
    void eventsOfManyPartnersAreTakenTogetherAndOnce() {
        var batch = List.of(opened(partner, 1), opened(UUID.randomUUID(), 1), opened(partner, 2));

        receive(batch);
        receive(batch);

        var others = UUID.fromString(batch.get(1).key());
        assertThat(heard.isTakenTogether(partner)).isTrue();
        assertThat(heard.isTakenTogether(others)).isTrue();
        assertThat(heard.of(partner)).extracting(Received::sequence).containsExactly(1L, 2L);
        assertThat(heard.of(others)).hasSize(1);
    }

    @Test
    void oneOfManyThatFailsStopsItsPartnerAlone() {
        heard.poison(partner);
        var others = UUID.randomUUID();

        receive(List.of(opened(partner, 1), opened(others, 1)));
        receive(List.of(opened(partner, 2), opened(others, 2)));

        assertThat(heard.of(others)).extracting(Received::sequence).containsExactly(1L, 2L);
        assertThat(heard.of(partner)).isEmpty();
        assertThat(count("dead_letter")).isEqualTo(2);
    }

    @Test
    void whatCameTooEarlyIsHandledByItselfOnceItsTimeHasCome() {
        heard.tooEarly(partner);
        receive(List.of(opened(partner, 1)));
        receive(List.of(opened(partner, 2)));
        assertThat(count("dead_letter")).isEqualTo(2);

        prematureAgain.replay().await().atMost(Duration.ofSeconds(60));
        assertThat(heard.of(partner)).isEmpty();

        heard.inTime(partner);
        prematureAgain.replay().await().atMost(Duration.ofSeconds(60));

        assertThat(heard.of(partner)).extracting(Received::sequence).containsExactly(1L, 2L);
        assertThat(count("dead_letter")).isZero();
    }

    /** Its transaction, which remembers the event already, is still open when it is given up. */
    @Test
    void aHandlerThatDoesNotAnswerIsToldOfAndTheEventHandledAnewAndOnce() {
        heard.fallSilent(partner);
        var others = UUID.randomUUID();
        var mine = List.of(opened(partner, 1), opened(partner, 2));
        double unanswered = unanswered();

        var delivered =
                events.deliver(
                                batch(
                                        List.of(
                                                mine.get(0),
                                                opened(others, 1),
                                                mine.get(1),
                                                opened(others, 2))),
                                heard::on)
                        .subscribeAsCompletionStage();

        await().untilAsserted(() ->
                assertThat(heard.of(others))
                        .extracting(Received::sequence)
                        .containsExactly(1L, 2L));
        assertThat(heard.of(partner)).isEmpty();
        assertThat(delivered).isNotDone();
        var told = new CompletableFuture<Void>();
        heard.speakAgain(partner, Uni.createFrom().completionStage(told));

        await().untilAsserted(() -> assertThat(standing()).containsKey(id(mine.get(0))));
        assertThat(unanswered()).isEqualTo(unanswered + 1);
        told.complete(null);

        await().atMost(Duration.ofSeconds(60)).until(delivered::isDone);
        assertThat(heard.of(partner)).extracting(Received::sequence).containsExactly(1L, 2L);
        assertThat(count("inbox")).isEqualTo(2);
        assertThat(standing()).doesNotContainKey(id(mine.get(0)));
    }

    @Test
    void aHandlerThatNeverAnswersStopsItsPartnerAloneUntilItIsReplayed() {
        heard.fallSilent(partner);
        var others = UUID.randomUUID();
        var mine = opened(partner, 1);

        events.deliver(batch(List.of(mine, opened(partner, 2), opened(others, 1))), heard::on)
                .await()
                .atMost(Duration.ofSeconds(30));

        assertThat(heard.of(others)).hasSize(1);
        assertThat(count("dead_letter")).isEqualTo(2);
        assertThat(stopOf(partner)).containsEntry("waiting", 1);
        assertThat(standing()).doesNotContainKey(id(mine));
        heard.speakAgain(partner, Uni.createFrom().voidItem());
        // The server ends the last of the transactions that nobody waits for any more.
        replay("spoken").statusCode(200).body("replayed", equalTo(2));

        assertThat(heard.of(partner)).extracting(Received::sequence).containsExactly(1L, 2L);
        assertThat(count("inbox")).isEqualTo(2);
    }

    @Test
    void eventsOfWhichAHandlerOfManyNeverSpeaksAreHandledOneByOne() {
        heard.fallSilent(partner);
        var others = UUID.randomUUID();
        var delivered =
                heard.receive(batch(List.of(opened(partner, 1), opened(others, 1))))
                        .subscribeAsCompletionStage();
        var mine = EventTypes.name(SeatEvent.SeatLedgerOpened.class);
        await().untilAsserted(() -> assertThat(standing().toString()).contains(mine, "" + others));
        heard.speakAgain(partner, Uni.createFrom().voidItem());

        await().atMost(Duration.ofSeconds(60)).until(delivered::isDone);
        assertThat(heard.of(partner)).hasSize(1);
        assertThat(heard.of(others)).hasSize(1);
        assertThat(heard.isTakenTogether(others)).isFalse();
    }

    private double unanswered() {
        return meters.counter(
                        "seatflow.events.unanswered",
                        "topic",
                        "seatflow.seats",
                        "type",
                        EventTypes.name(SeatEvent.SeatLedgerOpened.class))
                .count();
    }

    /** What whoever is on call is told of events that nobody answers. */
    private static Map<String, Object> standing() {
        return given().get("/q/health/well")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("checks.find { it.name == 'Events' }.data");
    }

    private static String id(ConsumerRecord<String, String> event) {
        return new String(event.headers().lastHeader("ce_id").value(), UTF_8);
    }

    private void receive(List<ConsumerRecord<String, String>> batch) {
        heard.receive(batch(batch)).await().atMost(Duration.ofSeconds(60));
    }

    private static ConsumerRecords<String, String> batch(
            List<ConsumerRecord<String, String>> events) {
        return new ConsumerRecords<>(
                Map.of(new TopicPartition("seatflow.seats", 0), events), Map.of());
    }

    private static ConsumerRecord<String, String> opened(UUID partner, int sequence) {
        var record =
                new ConsumerRecord<>(
                        "seatflow.seats",
                        0,
                        0L,
                        partner.toString(),
                        """
                        {"partnerId":"%s","sequence":%d,"occurredAt":"2026-11-16T15:00:00Z","supply":5}
                        """
                                .formatted(partner, sequence));
        Map.of(
                        "ce_id", UUID.randomUUID().toString(),
                        "ce_source", "/seat-service",
                        "ce_type", EventTypes.name(SeatEvent.SeatLedgerOpened.class))
                .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        return record;
    }

    @Test
    void anOperatorSeesWhatStopsAPartnerAndGivesItUp() {
        heard.poison(partner);
        post("a", "{\"seats\":5}").statusCode(201);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(count("dead_letter")).isEqualTo(2));
        Map<String, Object> stop = stopOf(partner);
        assertThat(stop)
                .containsEntry("topic", "seatflow.seats")
                .containsEntry("type", "seatflow.seat.SeatLedgerOpened.v1")
                .containsEntry("waiting", 1);
        assertThat(String.valueOf(stop.get("error"))).contains("poison");

        operate("skips", "other", skip(UUID.randomUUID().toString(), "no such letter"))
                .statusCode(409)
                .body("type", equalTo("/problems/dead-letter-not-first"))
                .body("first", equalTo(stop.get("id")));
        operate("skips", "mute", skip(String.valueOf(stop.get("id")), " "))
                .statusCode(400)
                .body("errors.pointer", hasItem("/reason"));
        for (int repeat = 0; repeat < 2; repeat++) {
            operate("skips", "it", skip(String.valueOf(stop.get("id")), "opened by hand"))
                    .statusCode(200)
                    .body("reason", equalTo("opened by hand"));
        }
        replay("the rest").statusCode(200).body("replayed", equalTo(1));

        assertThat(heard.of(partner)).extracting(Received::sequence).containsExactly(2L);
    }

    @Test
    void deadLettersAreOperatorsBusiness() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .get("/v1/dead-letters/platform")
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(TestTokens.operator())
                .get("/v1/dead-letters/another-service")
                .then()
                .statusCode(404);
        operate(
                        "replays",
                        "k",
                        "{\"partnerId\":\"%s\",\"topic\":\"seatflow.trials\"}".formatted(partner))
                .statusCode(400)
                .body("errors.pointer", hasItem("/topic"));
    }

    /** Were it taken for an outage, all partners of that topic would wait for ever. */
    @Test
    void aPayloadThatCannotBeReadStopsItsPartnerAlone() {
        publish("seatflow.seats", 1, "'{\"supply\":\"many\"}'");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(count("dead_letter")).isEqualTo(1));
    }

    @Test
    void anEventThatKafkaRefusesStopsNeitherOthersNorWhatCameBeforeIt() {
        publish("seatflow.seats", 1, "'{\"supply\":1}'");
        publish("seatflow.seats", 2, "'{\"supply\":2, \"x\":\"' || repeat('x', 3000000) || '\"}'");
        publish("seatflow.seats", 3, "'{\"supply\":3}'");
        publish("seatflow.seats no topic", 1, "'{\"supply\":4}'");
        await().untilAsserted(() -> assertThat(heard.of(partner)).hasSize(1));
        await().untilAsserted(() -> assertThat(count("outbox")).isEqualTo(3));

        // As whoever is on call does it.
        run(
                "update outbox set payloads = array['{\"supply\":2}'] where partner_id = '%s' and first_sequence = 2");

        await().untilAsserted(() ->
                assertThat(heard.of(partner))
                        .extracting(Received::sequence)
                        .containsExactly(1L, 2L, 3L));
        run("delete from outbox where partner_id = '%s'");
    }

    @Test
    void aNumberInAQueryThatIsNoneIsNamed() {
        given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .get("/v1/partners/{p}/notes/some?limit=abc", partner)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors.pointer", hasItem("/limit"));
    }

    @Test
    void anEventsSchemaIsWhereItsHeadersSay() {
        given().get(EventTypes.schema(EventTypes.name(SeatEvent.SeatLedgerOpened.class)))
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("title", equalTo("SeatLedgerOpened"))
                .body("properties.supply.type", equalTo("integer"));
        given().get("/schemas/asyncapi.json").then().statusCode(200);
        given().get("/schemas/seatflow.seat.Nothing.v1.json").then().statusCode(404);
        given().urlEncodingEnabled(false)
                .get("/schemas/..%2Fdb%2Fplatform%2FV000__platform.sql")
                .then()
                .statusCode(404);
    }

    private Map<String, Object> stopOf(UUID stopped) {
        return given().auth()
                .oauth2(TestTokens.operator())
                .get("/v1/dead-letters/platform?limit=200")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("items.find { it.partnerId == '%s' }".formatted(stopped));
    }

    private ValidatableResponse replay(String key) {
        return operate(
                "replays",
                key,
                "{\"partnerId\":\"%s\",\"topic\":\"seatflow.seats\"}".formatted(partner));
    }

    private String skip(String id, String reason) {
        return "{\"partnerId\":\"%s\",\"topic\":\"seatflow.seats\",\"id\":\"%s\",\"reason\":\"%s\"}"
                .formatted(partner, id, reason);
    }

    private ValidatableResponse operate(String what, String key, String body) {
        return given().auth()
                .oauth2(TestTokens.operator())
                .contentType("application/json")
                .header("Idempotency-Key", partner + key)
                .body(body)
                .post("/v1/dead-letters/platform/" + what)
                .then();
    }

    private void publish(String topic, int sequence, String payload) {
        run(
                """
                insert into outbox values ('%1$s', '%2$s', %3$d, array[uuid '%4$s'],
                    array['seatflow.seat.SeatLedgerOpened.v1'], array[now()], array[null], array[null],
                    array[%5$s])
                """
                        .formatted(partner, topic, sequence, UUID.randomUUID(), payload)
                        .replace("%", "%%"));
    }

    private ValidatableResponse post(String key, String body) {
        return given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/partners/{p}/notes", partner)
                .then();
    }

    private int count(String table) {
        return pool.query(
                        "select count(*) from %s where partner_id = '%s'".formatted(table, partner))
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private void run(String sql) {
        pool.query(sql.formatted(partner)).execute().await().atMost(Duration.ofSeconds(30));
    }
}
