package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients live their whole life, through the gateway, as the sandbox's clock passes. */
@ExtendWith(RunningSuite.class)
class A5ClientLifeTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ZoneId ZONE = ZoneId.of("America/Toronto");
    private static final BigDecimal SEAT_PRICE = new BigDecimal("20.00");
    private static final String PASSWORD = "seatflow";

    @Test
    void aTrialRunsForTwoFortnightsAndIsThenDisabled(House house) {
        TestPartner partner = house.partner();
        String client = create(partner, "TRIAL", 3, "DISABLE").expect(201).string("/id");
        var trial = show(partner, client).at("/trial");
        Instant start = Instant.parse(trial.at("/startedAt").asText());
        assertThat(Instant.parse(trial.at("/endsAt").asText()))
                .isEqualTo(start.plus(Duration.ofDays(14)));

        Client boss = administrator(house, partner, client);
        var reminded = new ArrayList<String>();

        assertThat(remaining(house, partner, boss, client, start, 0, 13, reminded))
                .isEqualTo(countdown(14, 1));
        Answer extended = step(partner, client, "extend-trial", Map.of()).expect(200);
        assertThat(extended.number("/trial/remainingDays")).isEqualTo(15);
        requireNotExtended(partner, client, "trial-already-extended");
        assertThat(remaining(house, partner, boss, client, start, 14, 27, reminded))
                .isEqualTo(countdown(14, 1));
        requireNotExtended(partner, client, "trial-already-extended");
        assertThat(reminded).containsExactly("3 days", "1 day", "3 days", "1 day");
        assertThat(trials(partner)).containsExactly(client);

        house.clockTo(start.plus(Duration.ofDays(28)).toString());
        awaitStatus(partner, client, "DISABLED");
        assertThat(show(partner, client).at("/disabledReason").asText()).isEqualTo("trial-over");
        assertThat(show(partner, client).at("/trial").isNull()).isTrue();
        requireNotExtended(partner, client, "trial-over");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(titles(partner, partner.admin(), client, "TRIAL_EXPIRED"))
                                .containsExactly("The trial of Initech is over"));
        assertThat(titles(partner, partner.admin(), client, "TRIAL_EXPIRING")).hasSize(4);
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
        // A whole period has no fractions of cents in its own fee, and this one outlasts the trial.
        int today = LocalDate.ofInstant(now(house), ZONE).getDayOfMonth();
        TestPartner partner = house.partner(new TestPartner.Plan().with("billingAnchorDay", today));
        String client = create(partner, "TRIAL", 10, "ACTIVATE").expect(201).string("/id");
        Instant end = Instant.parse(show(partner, client).at("/trial/endsAt").asText());

        house.clockTo(end.toString());

        awaitStatus(partner, client, "ACTIVE");
        awaitSupply(partner, 110);
        JsonNode seats = partner.seats();
        assertThat(seats.at("/available").asInt()).isEqualTo(100);
        assertThat(seats.at("/allocated").asInt()).isEqualTo(10);
        assertThat(seats.at("/complimentary").asInt()).isZero();
        requireCharged(partner, 10, LocalDate.ofInstant(end, ZONE));
    }

    /** Seats joined the plan on that day: for the rest of the period, paid at once, and then on. */
    private static void requireCharged(TestPartner partner, int seats, LocalDate day) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(partner.invoices("PRORATION"))
                                .extracting(invoice -> invoice.at("/status").asText())
                                .containsExactly("PAID"));
        Answer plan = partner.admin().get(partner.path("/plan")).expect(200);
        LocalDate periodStart = LocalDate.parse(plan.string("/period/start"));
        LocalDate periodEnd = LocalDate.parse(plan.string("/period/end"));
        BigDecimal charge =
                SEAT_PRICE
                        .multiply(
                                BigDecimal.valueOf(seats * ChronoUnit.DAYS.between(day, periodEnd)))
                        .divide(
                                BigDecimal.valueOf(ChronoUnit.DAYS.between(periodStart, periodEnd)),
                                2,
                                RoundingMode.HALF_UP);
        JsonNode invoice = partner.invoices("PRORATION").getFirst();
        assertThat(invoice.at("/total/amount").asText()).isEqualTo(charge.toString());
        assertThat(invoice.at("/payments/0/status").asText()).isEqualTo("SUCCEEDED");
        // 49.00 + 110 x 20.00.
        assertThat(plan.string("/nextPeriodFee/amount")).isEqualTo("2249.00");
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
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(trials(partner)).isEmpty());

        String client = create(partner, "SETUP", 100, "DISABLE").expect(201).string("/id");
        house.operator()
                .patch(partner.path("/clients/" + client), Map.of("complimentaryLimit", 120))
                .expect(200);
        await().atMost(PATIENCE)
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

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(partner.seats().at("/allocated").asInt()).isEqualTo(10));
        await().atMost(PATIENCE)
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

    /**
     * What is shown to remain, a minute after each of these days has begun. On the day that is
     * three or one before the end, partner and client are reminded, and never else.
     *
     * @param reminded of how much was left each time so far
     */
    private static List<Integer> remaining(
            House house,
            TestPartner partner,
            Client boss,
            String client,
            Instant start,
            int first,
            int last,
            List<String> reminded) {
        var days = new ArrayList<Integer>();
        for (int day = first; day <= last; day++) {
            house.clockTo(start.plus(DAY.multipliedBy(day)).plusSeconds(60).toString());
            int left = show(partner, client).at("/trial/remainingDays").asInt();
            days.add(left);
            if (left == 3 || left == 1) {
                reminded.add(left == 1 ? "1 day" : left + " days");
            }
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .untilAsserted(() -> requireReminded(partner, boss, client, reminded));
        }
        return days;
    }

    private static void requireReminded(
            TestPartner partner, Client boss, String client, List<String> reminded) {
        assertThat(titles(partner, partner.admin(), client, "TRIAL_EXPIRING"))
                .isEqualTo(
                        reminded.stream()
                                .map(left -> "The trial of Initech ends in " + left)
                                .toList());
        assertThat(titles(partner, boss, client, "TRIAL_EXPIRING"))
                .isEqualTo(reminded.stream().map(left -> "Your trial ends in " + left).toList());
    }

    /** What somebody was told of a client, the first time first. */
    private static List<String> titles(
            TestPartner partner, Client reader, String client, String kind) {
        return reader.get(partner.path("/notifications?limit=200"))
                .expect(200)
                .json()
                .at("/items")
                .valueStream()
                .filter(notice -> notice.at("/kind").asText().equals(kind))
                .filter(notice -> notice.at("/clientId").asText().equals(client))
                .map(notice -> notice.at("/title").asText())
                .toList()
                .reversed();
    }

    /** Extending is refused, however often it is asked for. */
    private static void requireNotExtended(TestPartner partner, String client, String problem) {
        JsonNode before = show(partner, client);
        assertThat(step(partner, client, "extend-trial", Map.of()).expect(409).string("/type"))
                .isEqualTo("/problems/" + problem);
        assertThat(show(partner, client).at("/trial/endsAt")).isEqualTo(before.at("/trial/endsAt"));
    }

    /** An administrator of the client, signed in. */
    private static Client administrator(House house, TestPartner partner, String client) {
        String email = "boss-" + UUID.randomUUID() + "@client.test";
        partner.admin()
                .post(
                        partner.path("/clients/" + client + "/users"),
                        Map.of(
                                "email",
                                email,
                                "name",
                                "Boss",
                                "role",
                                "ADMIN",
                                "password",
                                PASSWORD))
                .expect(201);
        return house.nobody().signIn(house.issuer(), email, PASSWORD);
    }

    private static Instant now(House house) {
        return Instant.parse(house.operator().get("/sandbox/clock").string("/now"));
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
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(show(partner, client).at("/status").asText()).isEqualTo(status));
    }

    private static void awaitSupply(TestPartner partner, int supply) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(partner.seats().at("/supply").asInt()).isEqualTo(supply));
    }
}
