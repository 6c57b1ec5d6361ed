package io.seatflow.seat.change.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.PlanGrowthPreviewAsked;
import io.seatflow.platform.event.AccountEvent.SeatLeftBehind;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.AccountEvent.UsersAwaitSeats;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.OccupantsListed;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.PlanGrowthRefused;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.platform.testing.Topics;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What accounts tells of clients and users, as it moves seats; the books agree after each story.
 */
@QuarkusTest
@WithTestResource(Servers.class)
class TopicsOfAccountsTest {

    @Inject BusinessClock clock;
    @Inject Pool pool;

    private static Topics topics;

    private final UUID partner = UUID.randomUUID();
    private final UUID client = UUID.randomUUID();

    @BeforeAll
    static void joinTheTopics() {
        topics =
                new Topics(
                        ConfigProvider.getConfig()
                                .getValue("kafka.bootstrap.servers", String.class),
                        EventTypes.topic(SeatEvent.class));
    }

    @AfterAll
    static void leaveTheTopics() throws InterruptedException {
        topics.close();
    }

    @BeforeEach
    void aPartnerWithTenSeats() {
        topics.tell(partner, registered(10));
    }

    private static PartnerRegistered registered(int seats) {
        return new PartnerRegistered(
                "Acme Dashboards",
                "BASIC",
                "MONTHLY",
                "USD",
                "America/Toronto",
                1,
                seats,
                List.of(),
                null,
                "IMMEDIATE",
                "admin@acme.test",
                null);
    }

    @AfterEach
    void theBooksAgree() {
        given().auth()
                .oauth2(TestTokens.operator())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .post("/v1/partners/{p}/seats/verify", partner)
                .then()
                .statusCode(200)
                .body("differences", empty());
    }

    @Test
    void usersTakeSeatsAndLeaveThem() {
        create("ACTIVE", "PARTNER", 2);
        seatsOfClient(2, 0, 2, "PLAN");
        var ada = add(client);
        var grace = add(client);
        var third = add(client);
        var own = add(null);

        seatsOfClient(3, 3, 0, "PLAN");
        seats(Map.of("available", 6, "internal", 1, "allocated", 3));
        assertThat(topics.told(partner, SeatOccupied.class))
                .extracting(SeatOccupied::userId)
                .containsExactly(ada, grace, third, own);

        topics.tell(partner, new UserRemoved(grace, client));
        topics.tell(partner, new UserRemoved(own, null));

        seatsOfClient(3, 2, 1, "PLAN");
        seats(Map.of("available", 7, "internal", 0, "allocated", 3));
    }

    @Test
    void whoHasASeatIsListedAndWhoIsToHaveNoneLeavesIt() {
        create("ACTIVE", "PARTNER", 2);
        var ada = add(client);
        var own = add(null);
        seatsOfClient(2, 1, 1, "PLAN");
        seats(Map.of("internal", 1));

        listOccupants(partner);

        assertThat(awaitListed(partner, 1))
                .containsExactly(new OccupantsListed(Ids.NIL, null, sorted(List.of(ada, own))));
        var left = new SeatLeftBehind(ada);
        var id = topics.tell(partner, left);
        topics.tell(partner, left, id);
        // Who has no seat leaves none.
        topics.tell(partner, new SeatLeftBehind(UUID.randomUUID()));
        seatsOfClient(2, 0, 2, "PLAN");
        listOccupants(partner);
        assertThat(awaitListed(partner, 2).getLast().users()).containsExactly(own);
    }

    @Test
    void manyAreListedPageByPage() {
        var big = UUID.randomUUID();
        topics.tell(big, registered(2_000));
        topics.tell(
                big,
                new ClientCreated(client, "ACTIVE", "PARTNER", 0, null, "ASK", "admin@acme.test"));
        topics.tell(big, new ClientDisabled(client, true));
        var users = sorted(users(1_500));
        topics.tell(
                big,
                new ClientActivated(
                        client, "ADD_TO_PLAN", "PARTNER", UUID.randomUUID(), users, "ada"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(topics.told(big, SeatChangeCompleted.class)).hasSize(1));

        listOccupants(big);

        var last = users.get(999);
        assertThat(awaitListed(big, 2))
                .containsExactly(
                        new OccupantsListed(Ids.NIL, last, users.subList(0, 1_000)),
                        new OccupantsListed(last, null, users.subList(1_000, 1_500)));
    }

    @Test
    void whoAsksAgainIsToldAgainAndSeatedOnce() {
        create("ACTIVE", "PARTNER", 2);
        seatsOfClient(2, 0, 2, "PLAN");
        var ada = UUID.randomUUID();
        var change = UUID.randomUUID();
        var asked = new UserAdded(ada, client, change, "ASK", "admin@acme.test");
        topics.tell(partner, asked);
        seatsOfClient(2, 1, 1, "PLAN");

        topics.tell(partner, asked);

        await().untilAsserted(() ->
                assertThat(topics.told(partner, SeatOccupied.class))
                        .extracting(SeatOccupied::changeId)
                        .containsExactly(change, change));
        await().untilAsserted(() ->
                assertThat(topics.told(partner, SeatChangeCompleted.class))
                        .filteredOn(told -> told.change().changeId().equals(change))
                        .hasSize(2));
        seatsOfClient(2, 1, 1, "PLAN");
    }

    @Test
    void aUserWithoutASeatWaitsAndIsForgottenWithTheirChange() {
        create("ACTIVE", "PARTNER", 10);
        seatsOfClient(10, 0, 10, "PLAN");
        topics.tell(partner, new ClientLimitsChanged(client, null, 100));
        var own = add(null);
        await().untilAsserted(
                        () -> assertThat(topics.told(partner, SeatShortfall.class)).hasSize(1));
        var change = topics.told(partner, SeatShortfall.class).getFirst().changeId();
        get("seat-changes/" + change).body("action", equalTo("OCCUPY"));

        topics.tell(partner, new UserRemoved(own, null));

        await().untilAsserted(
                        () -> get("seat-changes/" + change).body("status", equalTo("CANCELLED")));
    }

    @Test
    void aTrialsSeatsJoinThePlanFromAvailableOnesFirst() {
        create("TRIAL", "PARTNER", 14);
        seatsOfClient(14, 0, 14, "COMPLIMENTARY");
        seats(Map.of("supply", 10, "complimentary", 14, "allocated", 0));

        // Yesterday, and heard only now: the plan has them, and pays for them, from that day on.
        var yesterday = clock.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MICROS);
        topics.tell(
                partner,
                new ClientActivated(
                        client, "USE_AVAILABLE_FIRST", "PARTNER", null, List.of(), "ada"),
                Ids.next(),
                yesterday);

        seatsOfClient(14, 0, 14, "PLAN");
        seats(Map.of("supply", 14, "available", 0, "allocated", 14, "complimentary", 0));
        await().untilAsserted(() ->
                assertThat(topics.told(partner, SeatsAdded.class))
                        .extracting(SeatsAdded::seats, SeatsAdded::addedAt)
                        .containsExactly(tuple(4, yesterday)));
    }

    @Test
    void whoIsDisabledGivesItsSeatsBackAndStartsWithNone() {
        create("ACTIVE", "PARTNER", 3);
        seatsOfClient(3, 0, 3, "PLAN");
        var ada = add(client);
        seatsOfClient(3, 1, 2, "PLAN");

        topics.tell(partner, new ClientDisabled(client, true));

        seatsOfClient(0, 0, 0, "PLAN");
        seats(Map.of("available", 10, "allocated", 0));

        topics.tell(
                partner,
                new ClientActivated(
                        client,
                        "ADD_TO_PLAN",
                        "PARTNER",
                        UUID.randomUUID(),
                        List.of(ada, UUID.randomUUID()),
                        "ada"));

        seatsOfClient(2, 2, 0, "PLAN");
        seats(Map.of("available", 8, "allocated", 2));
    }

    @Test
    void oneChangeSeatsMoreUsersThanOneEventNames() {
        create("ACTIVE", "PARTNER", 1);
        topics.tell(partner, new ClientDisabled(client, true));
        var change = UUID.randomUUID();
        for (int page = 0; page < 5; page++) {
            topics.tell(partner, new UsersAwaitSeats(client, change, users(5_000)));
        }
        var last = new UsersAwaitSeats(client, change, users(2_000));
        topics.tell(partner, last);
        topics.tell(partner, last);

        topics.tell(
                partner,
                new ClientActivated(client, "ADD_TO_PLAN", "PARTNER", change, users(3_000), "ada"));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(topics.told(partner, SeatShortfall.class))
                                .extracting(
                                        SeatShortfall::changeId,
                                        SeatShortfall::seats,
                                        SeatShortfall::shortfall)
                                .containsExactly(tuple(change, 30_000, 29_990)));
    }

    @Test
    void theVendorTakesABillOverAndGivesItBack() {
        create("ACTIVE", "PARTNER", 4);
        seatsOfClient(4, 0, 4, "PLAN");

        topics.tell(partner, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));

        seatsOfClient(4, 0, 4, "DIRECT");
        seats(Map.of("supply", 10, "available", 10, "allocated", 0));

        topics.tell(partner, new BillingManagerChanged(client, "PARTNER", "ADD_TO_PLAN"));

        seatsOfClient(4, 0, 4, "PLAN");
        seats(Map.of("supply", 14, "available", 10, "allocated", 4));
    }

    @Test
    void whatAnActivationWouldAddIsToldAndNothingChanges() {
        create("TRIAL", "PARTNER", 14);
        seatsOfClient(14, 0, 14, "COMPLIMENTARY");
        var asked =
                new PlanGrowthPreviewAsked(
                        UUID.randomUUID(), client, "PARTNER", "USE_AVAILABLE_FIRST");

        topics.tell(partner, asked);

        await().untilAsserted(() -> {
            var answers = topics.told(partner, PlanGrowthPreviewed.class);
            assertThat(answers).hasSize(1);
            assertThat(answers.getFirst().previewId()).isEqualTo(asked.previewId());
            assertThat(answers.getFirst().seats()).isEqualTo(4);
            assertThat(answers.getFirst().payingClientId()).isNull();
        });
        seatsOfClient(14, 0, 14, "COMPLIMENTARY");
        seats(Map.of("supply", 10, "available", 10));

        topics.tell(partner, new SupplyLimitChanged(13));
        topics.tell(
                partner,
                new PlanGrowthPreviewAsked(
                        UUID.randomUUID(), client, "PARTNER", "USE_AVAILABLE_FIRST"));

        await().untilAsserted(() -> {
            var refusals = topics.told(partner, PlanGrowthRefused.class);
            assertThat(refusals).hasSize(1);
            assertThat(refusals.getFirst().reason()).isEqualTo("supply-limit-reached");
            assertThat(refusals.getFirst().limit()).isEqualTo(13);
        });
    }

    @Test
    void whomTheVendorBillsBuysItsFirstSeatsOnItsOwnPlan() {
        topics.tell(
                partner,
                new ClientCreated(
                        client,
                        "ACTIVE",
                        "VENDOR",
                        3,
                        UUID.randomUUID(),
                        "ASK",
                        "admin@acme.test"));

        await().untilAsserted(() ->
                assertThat(topics.told(partner, SeatShortfall.class))
                        .extracting(SeatShortfall::shortfall, SeatShortfall::payingClientId)
                        .containsExactly(tuple(3, client)));
        seatsOfClient(0, 0, 0, "DIRECT");
    }

    /** It was disabled in the period that follows: that one is paid for. */
    @Test
    void whatAClientHasWhenItsPeriodsEndIsToldAgainIsNotTakenFromIt() {
        create("ACTIVE", "PARTNER", 4);
        seatsOfClient(4, 0, 4, "PLAN");
        topics.tell(partner, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        seatsOfClient(4, 0, 4, "DIRECT");
        var ending = new PeriodEnding(Instant.now(), client);
        topics.tell(partner, ending);
        await().untilAsserted(
                        () -> assertThat(topics.told(partner, SupplyReduced.class)).hasSize(1));
        topics.tell(partner, new ClientDisabled(client, false));
        await().untilAsserted(() ->
                allocate().statusCode(409).body("type", equalTo("/problems/client-disabled")));

        topics.tell(partner, ending);

        await().untilAsserted(
                        () -> assertThat(topics.told(partner, SupplyReduced.class)).hasSize(2));
        seatsOfClient(4, 0, 4, "DIRECT");
    }

    private ValidatableResponse allocate() {
        return given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType("application/json")
                .body(Map.of("action", "ALLOCATE", "clientId", client, "seats", 1))
                .post("/v1/partners/{p}/seat-changes", partner)
                .then();
    }

    private void create(String status, String billingManager, int seats) {
        topics.tell(
                partner,
                new ClientCreated(
                        client,
                        status,
                        billingManager,
                        seats,
                        UUID.randomUUID(),
                        "REJECT",
                        "admin@acme.test"));
    }

    private UUID add(@Nullable UUID of) {
        var user = UUID.randomUUID();
        topics.tell(partner, new UserAdded(user, of, UUID.randomUUID(), "ASK", "admin@acme.test"));
        return user;
    }

    private static List<UUID> users(int count) {
        return Stream.generate(UUID::randomUUID).limit(count).toList();
    }

    /** In the order in which the database has them. */
    private static List<UUID> sorted(List<UUID> users) {
        return users.stream().sorted(Comparator.comparing(UUID::toString)).toList();
    }

    /** It is the partner's turn, as it is each half an hour. */
    private void listOccupants(UUID of) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        pool.query(
                                                "update occupant_listing set due_at = now() where partner_id = '%s'"
                                                        .formatted(of))
                                        .execute()
                                        .await()
                                        .atMost(Duration.ofSeconds(30))
                                        .rowCount()
                                == 1);
    }

    private static List<OccupantsListed> awaitListed(UUID of, int times) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> topics.told(of, OccupantsListed.class),
                        listed -> listed.size() == times);
    }

    private void seats(Map<String, Integer> figures) {
        await().untilAsserted(() -> {
            var answer = get("seats").statusCode(200);
            figures.forEach((figure, number) -> answer.body(figure, equalTo(number)));
        });
    }

    private void seatsOfClient(int seats, int inUse, int free, String source) {
        await().untilAsserted(() ->
                get("clients/" + client + "/seats")
                        .statusCode(200)
                        .body("seats", equalTo(seats))
                        .body("inUse", equalTo(inUse))
                        .body("free", equalTo(free))
                        .body("source", equalTo(source)));
    }

    private ValidatableResponse get(String path) {
        return given().auth()
                .oauth2(TestTokens.partnerAdmin(partner))
                .get("/v1/partners/" + partner + "/" + path)
                .then();
    }
}
