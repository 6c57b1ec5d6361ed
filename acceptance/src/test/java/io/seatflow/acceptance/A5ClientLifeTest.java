package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients live their whole life, through the gateway, as the sandbox's clock passes. */
@ExtendWith(RunningSuite.class)
class A5ClientLifeTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void aTrialRunsForTwoFortnightsAndIsThenDisabled(House house) {
        TestPartner partner = house.partner();
        String client = create(partner, "TRIAL", 3, "DISABLE").expect(201).string("/id");
        var trial = show(partner, client).at("/trial");
        Instant start = Instant.parse(trial.at("/startedAt").asText());
        assertThat(Instant.parse(trial.at("/endsAt").asText()))
                .isEqualTo(start.plus(Duration.ofDays(14)));

        assertThat(remaining(house, partner, client, start, 0, 13)).isEqualTo(countdown(14, 1));
        Answer extended = step(partner, client, "extend-trial", Map.of()).expect(200);
        assertThat(extended.number("/trial/remainingDays")).isEqualTo(15);
        assertThat(step(partner, client, "extend-trial", Map.of()).expect(409).string("/type"))
                .isEqualTo("/problems/trial-already-extended");
        assertThat(remaining(house, partner, client, start, 14, 27)).isEqualTo(countdown(14, 1));
        assertThat(trials(partner)).containsExactly(client);

        house.clockTo(start.plus(Duration.ofDays(28)).toString());
        awaitStatus(partner, client, "DISABLED");
        assertThat(show(partner, client).at("/disabledReason").asText()).isEqualTo("trial-over");
        assertThat(show(partner, client).at("/trial").isNull()).isTrue();
        assertThat(step(partner, client, "extend-trial", Map.of()).expect(409).string("/type"))
                .isEqualTo("/problems/trial-over");
        Answer again = step(partner, client, "start-trial", Map.of()).expect(409);
        assertThat(again.string("/type")).isEqualTo("/problems/invalid-transition");
        assertThat(again.json().at("/allowed").toString()).isEqualTo("[\"ACTIVE\"]");
        assertThat(trials(partner)).isEmpty();
        // Nothing was ever charged for it, and its seats are none of the partner's supply.
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(100);
        assertThat(partner.invoices("PRORATION")).isEmpty();
    }

    @Test
    void aTrialThatWantsToGoOnBecomesActiveWithItsSeatsOnThePlan(House house) {
        TestPartner partner = house.partner();
        String client = create(partner, "TRIAL", 10, "ACTIVATE").expect(201).string("/id");
        Instant end = Instant.parse(show(partner, client).at("/trial/endsAt").asText());

        house.clockTo(end.toString());

        awaitStatus(partner, client, "ACTIVE");
        awaitSupply(partner, 110);
        JsonNode seats = partner.seats();
        assertThat(seats.at("/available").asInt()).isEqualTo(100);
        assertThat(seats.at("/allocated").asInt()).isEqualTo(10);
        assertThat(seats.at("/complimentary").asInt()).isZero();
    }

    @Test
    void aTrialThatMayNotGoOnIsDisabledInstead(House house) {
        TestPartner partner = house.partner();
        String client = create(partner, "TRIAL", 10, "ACTIVATE").expect(201).string("/id");
        Instant end = Instant.parse(show(partner, client).at("/trial/endsAt").asText());
        partner.admin().patch(partner.path(""), Map.of("supplyLimit", 105)).expect(200);

        house.clockTo(end.toString());

        awaitStatus(partner, client, "DISABLED");
        assertThat(show(partner, client).at("/disabledReason").asText())
                .isEqualTo("supply-limit-reached");
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(100);
    }

    @Test
    void anActivationAddsItsSeatsToThePlanOrTakesAvailableOnesFirst(House house) {
        TestPartner partner = house.partner();
        String added = create(partner, "SETUP", 10, "DISABLE").expect(201).string("/id");
        String taken = create(partner, "SETUP", 15, "DISABLE").expect(201).string("/id");
        partner.createClient("Globex", 90).expect(201);
        assertThat(partner.seats().at("/complimentary").asInt()).isEqualTo(25);

        step(partner, added, "activate", Map.of()).expect(200);
        awaitSupply(partner, 110);
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(10);

        step(partner, taken, "activate", Map.of("seatSource", "USE_AVAILABLE_FIRST")).expect(200);
        awaitSupply(partner, 115);
        assertThat(partner.seats().at("/available").asInt()).isZero();
        assertThat(partner.seats().at("/allocated").asInt()).isEqualTo(115);
    }

    @Test
    void aSupplyThatMayNotGrowRefusesAnActivationBeforehand(House house) {
        TestPartner partner = house.partner(new TestPartner.Plan().with("supplyLimit", 105));
        String client = create(partner, "SETUP", 10, "DISABLE").expect(201).string("/id");

        Answer refused = step(partner, client, "activate", Map.of()).expect(409);

        assertThat(refused.string("/type")).isEqualTo("/problems/supply-limit-reached");
        assertThat(refused.number("/limit")).isEqualTo(105);
        assertThat(show(partner, client).at("/status").asText()).isEqualTo("SETUP");
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(100);
        step(partner, client, "activate", Map.of("seatSource", "USE_AVAILABLE_FIRST")).expect(200);
    }

    @Test
    void activationsAtOneInstantDoNotPassTheLimitTogether(House house) throws Exception {
        TestPartner partner = house.partner(new TestPartner.Plan().with("supplyLimit", 105));
        var activations = new ArrayList<Callable<Answer>>();
        for (int i = 0; i < 3; i++) {
            String client = create(partner, "SETUP", 5, "DISABLE").expect(201).string("/id");
            activations.add(() -> step(partner, client, "activate", Map.of()));
        }

        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(activations)) {
                statuses.add(answer.get().status());
            }
        }

        assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409);
        awaitSupply(partner, 105);
    }

    @Test
    void complimentarySeatsHaveALimitThatAnOperatorMoves(House house) {
        TestPartner partner = house.partner();

        Answer refused = create(partner, "TRIAL", 101, "DISABLE").expect(409);
        assertThat(refused.string("/type")).isEqualTo("/problems/complimentary-limit");
        assertThat(refused.number("/limit")).isEqualTo(100);
        // That the trial is over with the client is told to trial-scheduler like anything else.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(trials(partner)).isEmpty());

        String client = create(partner, "SETUP", 100, "DISABLE").expect(201).string("/id");
        house.operator()
                .patch(partner.path("/clients/" + client), Map.of("complimentaryLimit", 120))
                .expect(200);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        partner.admin()
                                .post(
                                        partner.path("/seat-changes"),
                                        Map.of(
                                                "action",
                                                "ALLOCATE",
                                                "clientId",
                                                client,
                                                "seats",
                                                20))
                                .expect(201));
    }

    @Test
    void whoIsDisabledGivesItsSeatsBackOrKeepsThem(House house) {
        TestPartner partner = house.partner();
        String keeps = partner.createClient("Keeps", 10).expect(201).string("/id");
        String gives = partner.createClient("Gives", 20).expect(201).string("/id");

        step(partner, keeps, "disable", Map.of()).expect(200);
        step(partner, gives, "disable", Map.of("releaseSeats", true)).expect(200);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(partner.seats().at("/allocated").asInt()).isEqualTo(10));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(show(partner, gives).at("/seats/seats").asInt()).isZero());
        assertThat(show(partner, keeps).at("/seats/seats").asInt()).isEqualTo(10);
        step(partner, keeps, "activate", Map.of()).expect(200);
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(100);
    }

    private static Answer create(TestPartner partner, String status, int seats, String onTrialEnd) {
        return partner.admin()
                .post(
                        partner.path("/clients"),
                        Map.of(
                                "name", "Initech",
                                "status", status,
                                "seats", seats,
                                "onTrialEnd", onTrialEnd));
    }

    private static Answer step(
            TestPartner partner, String client, String step, Map<String, Object> body) {
        return partner.admin().post(partner.path("/clients/" + client + "/" + step), body);
    }

    private static JsonNode show(TestPartner partner, String client) {
        return partner.admin().get(partner.path("/clients/" + client)).expect(200).json();
    }

    /** What is shown to remain, a minute after each of these days has begun. */
    private static List<Integer> remaining(
            House house, TestPartner partner, String client, Instant start, int first, int last) {
        var days = new ArrayList<Integer>();
        for (int day = first; day <= last; day++) {
            house.clockTo(start.plus(DAY.multipliedBy(day)).plusSeconds(60).toString());
            days.add(show(partner, client).at("/trial/remainingDays").asInt());
        }
        return days;
    }

    private static List<Integer> countdown(int from, int to) {
        return IntStream.rangeClosed(to, from).map(i -> from + to - i).boxed().toList();
    }

    private static List<String> trials(TestPartner partner) {
        return partner.admin()
                .get(partner.path("/trials"))
                .expect(200)
                .json()
                .at("/items")
                .valueStream()
                .map(trial -> trial.at("/clientId").asText())
                .toList();
    }

    private static void awaitStatus(TestPartner partner, String client, String status) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(show(partner, client).at("/status").asText()).isEqualTo(status));
    }

    private static void awaitSupply(TestPartner partner, int supply) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(partner.seats().at("/supply").asInt()).isEqualTo(supply));
    }
}
