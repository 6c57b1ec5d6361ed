package io.seatflow.account.client;

import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.seatflow.account.Neighbours;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.PlanGrowthPreviewAsked;
import io.seatflow.platform.event.AccountEvent.TrialExtended;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.BillingEvent.PlanPastDue;
import io.seatflow.platform.event.BillingEvent.PlanRestored;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewed;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.PlanGrowthRefused;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's life through its doors, with seat-service and billing played over Kafka. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class ClientLifeDoorTest {

    @Inject World world;
    @Inject Neighbours neighbours;

    private UUID partner = new UUID(0, 0);
    private String admin = "";

    @BeforeEach
    void aPartner() {
        partner = world.partner();
        admin = TestTokens.partnerAdmin(partner);
    }

    @ParameterizedTest(name = "{0}, then {1}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SETUP    | start-trial | 200 | TRIAL
                    SETUP    | activate    | 200 | ACTIVE
                    SETUP    | disable     | 200 | DISABLED
                    TRIAL    | start-trial | 409 | ACTIVE,DISABLED
                    TRIAL    | activate    | 200 | ACTIVE
                    TRIAL    | disable     | 200 | DISABLED
                    ACTIVE   | start-trial | 409 | DISABLED
                    ACTIVE   | activate    | 409 | DISABLED
                    ACTIVE   | disable     | 200 | DISABLED
                    DISABLED | start-trial | 409 | ACTIVE
                    DISABLED | activate    | 200 | ACTIVE
                    DISABLED | disable     | 409 | ACTIVE
                    """)
    void whatAClientCanBecome(ClientStatus from, String step, int status, String outcome) {
        UUID client = clientIn(from);

        ValidatableResponse answer =
                step.equals("activate")
                                && (from == ClientStatus.SETUP || from == ClientStatus.TRIAL)
                        ? grown(client, "activate", "{}", 0)
                        : post(admin, path(client, step), "{}");

        answer.statusCode(status);
        if (status == 200) {
            answer.body("status", equalTo(outcome));
            get(admin, path(client)).body("status", equalTo(outcome));
        } else {
            answer.body("type", equalTo("/problems/invalid-transition"))
                    .body("allowed", contains(outcome.split(",")));
            get(admin, path(client)).body("status", equalTo(from.name()));
        }
    }

    @Test
    void aTrialShowsWhatIsLeftOfItAndIsExtendedOnce() {
        UUID client = made("TRIAL", "");
        TrialStarted started = neighbours.hear(partner, TrialStarted.class);
        assertThat(started.endsAt()).isEqualTo(started.startedAt().plus(Duration.ofDays(14)));
        get(admin, path(client))
                .body("trial.remainingDays", equalTo(14))
                .body("trial.extended", equalTo(false))
                .body("trial.endsAt", equalTo(started.endsAt().toString()));

        String key = UUID.randomUUID().toString();
        post(admin, path(client, "extend-trial"), key, "wait=5", "{}")
                .statusCode(200)
                .body("trial.remainingDays", equalTo(28))
                .body("trial.extended", equalTo(true));
        // The same request again extends nothing.
        post(admin, path(client, "extend-trial"), key, "wait=5", "{}")
                .statusCode(200)
                .header("Idempotency-Replayed", "true");
        assertThat(neighbours.hear(partner, TrialExtended.class).endsAt())
                .isEqualTo(started.endsAt().plus(Duration.ofDays(14)));
        post(admin, path(client, "extend-trial"), "{}")
                .statusCode(409)
                .body("type", equalTo("/problems/trial-already-extended"));
        post(admin, path(client, "disable"), "{}").statusCode(200).body("trial", nullValue());
        post(admin, path(client, "extend-trial"), "{}")
                .statusCode(409)
                .body("type", equalTo("/problems/trial-over"));
        assertThat(neighbours.heard(partner, TrialExtended.class)).hasSize(1);
    }

    @Test
    void anActivationAsksSeatServiceAndThenTellsOfItself() {
        UUID client = made("SETUP", "");

        var answer = meanwhile(client, "activate", "{\"seatSource\":\"USE_AVAILABLE_FIRST\"}");
        PlanGrowthPreviewAsked asked = neighbours.hear(partner, PlanGrowthPreviewAsked.class);
        assertThat(asked.clientId()).isEqualTo(client);
        assertThat(asked.billingManager()).isEqualTo("PARTNER");
        assertThat(asked.seatSource()).isEqualTo("USE_AVAILABLE_FIRST");
        assertThat(neighbours.heard(partner, ClientActivated.class)).isEmpty();
        grows(asked, 10);

        answer.join().statusCode(200).body("status", equalTo("ACTIVE"));
        ClientActivated activated = neighbours.hear(partner, ClientActivated.class);
        assertThat(activated.seatSource()).isEqualTo("USE_AVAILABLE_FIRST");
        assertThat(activated.requestedBy()).isEqualTo("admin@acme.test");
    }

    @Test
    void whoDidNotWaitFindsTheClientActivatedAnyway() {
        UUID client = made("SETUP", "");

        post(admin, path(client, "activate"), "k", "respond-async", "{}")
                .statusCode(202)
                .body("status", equalTo("SETUP"));
        grows(neighbours.hear(partner, PlanGrowthPreviewAsked.class), 10);

        Awaitility.await()
                .untilAsserted(() -> get(admin, path(client)).body("status", equalTo("ACTIVE")));
    }

    @Test
    void aSupplyThatMayNotGrowRefusesAnActivation() {
        UUID client = made("SETUP", "");

        var answer = meanwhile(client, "activate", "{}");
        PlanGrowthPreviewAsked asked = neighbours.hear(partner, PlanGrowthPreviewAsked.class);
        neighbours.tell(
                partner,
                new PlanGrowthRefused(
                        asked.previewId(), client, "supply-limit-reached", "At most 100.", 100));

        answer.join()
                .statusCode(409)
                .body("type", equalTo("/problems/supply-limit-reached"))
                .body("limit", equalTo(100));
        get(admin, path(client)).body("status", equalTo("SETUP"));
    }

    @Test
    void aLimitedSupplyIsAskedForOneClientAfterTheOther() {
        limitSupply();
        UUID first = made("SETUP", "");
        UUID second = made("SETUP", "");

        activateSoon(first);
        activateSoon(second);
        grows(neighbours.hear(partner, PlanGrowthPreviewAsked.class), 5);

        PlanGrowthPreviewAsked next =
                neighbours.hearAll(partner, PlanGrowthPreviewAsked.class, 2).getLast();
        assertThat(next.clientId()).isEqualTo(second);
        // Seat-service decides on the second when it has taken in the first.
        List<AccountEvent> told = neighbours.heard(partner, AccountEvent.class);
        assertThat(told.indexOf(neighbours.hear(partner, ClientActivated.class)))
                .isLessThan(told.indexOf(next));
        neighbours.tell(
                partner,
                new PlanGrowthRefused(
                        next.previewId(), second, "supply-limit-reached", "At most 105.", 105));
        grown(second, "activate", "{}", 0).statusCode(200);
    }

    @Test
    void whoDisablesAClientEndsItsActivationAndTheNextHasItsTurn() {
        limitSupply();
        UUID first = made("TRIAL", "");
        UUID second = made("SETUP", "");
        activateSoon(first);
        PlanGrowthPreviewAsked ended = neighbours.hear(partner, PlanGrowthPreviewAsked.class);
        activateSoon(second);

        post(admin, path(first, "disable"), "{}").statusCode(200);

        grows(ended, 5);
        grows(neighbours.hearAll(partner, PlanGrowthPreviewAsked.class, 2).getLast(), 5);
        Awaitility.await()
                .untilAsserted(() -> get(admin, path(second)).body("status", equalTo("ACTIVE")));
        get(admin, path(first)).body("status", equalTo("DISABLED"));
        assertThat(neighbours.heard(partner, ClientActivated.class))
                .extracting(ClientActivated::clientId)
                .containsExactly(second);
    }

    @Test
    void manyAreActivatedAndDisabledAtOneInstantAndNoneIsInTheWayOfAnother() {
        List<UUID> activated = many("SETUP");
        List<UUID> disabled = many("ACTIVE");
        activated.forEach(this::activateSoon);
        List<PlanGrowthPreviewAsked> asked =
                neighbours.hearAll(partner, PlanGrowthPreviewAsked.class, activated.size());

        var answers = disabled.stream().map(client -> meanwhile(client, "disable", "{}")).toList();
        asked.forEach(question -> grows(question, 5));

        answers.forEach(answer -> answer.join().statusCode(200));
        assertThat(neighbours.hearAll(partner, ClientActivated.class, activated.size()))
                .extracting(ClientActivated::clientId)
                .containsExactlyInAnyOrderElementsOf(activated);
    }

    private List<UUID> many(String status) {
        return Stream.generate(() -> made(status, "")).limit(30).toList();
    }

    @Test
    void aPartnerThatIsPastDueActivatesOnlyWhatNeedsNoMoreSeats() {
        UUID client = made("SETUP", "");
        neighbours.tell(partner, new PlanPastDue(null));
        partnerIs("PAST_DUE");

        grown(client, "activate", "{}", 10)
                .statusCode(402)
                .body("type", equalTo("/problems/partner-past-due"));
        get(admin, path(client)).body("status", equalTo("SETUP"));
        // A client's own plan is not the partner's.
        neighbours.tell(partner, new PlanRestored(client));
        grown(client, "activate", "{\"seatSource\":\"USE_AVAILABLE_FIRST\"}", 0).statusCode(200);

        neighbours.tell(partner, new PlanRestored(null));
        partnerIs("ACTIVE");
    }

    @Test
    void aPreviewShowsThePriceToWhoMaySeeItAndChangesNothing() {
        UUID client = made("TRIAL", "");

        var answer = meanwhile(client, "activate", "{\"preview\":true}");
        PlanGrowthPreviewAsked asked = neighbours.hear(partner, PlanGrowthPreviewAsked.class);
        grows(asked, 10);
        neighbours.tell(
                partner, new PlanUpdatePreviewed(asked.previewId(), quote("999.00"), client));
        neighbours.tell(partner, new PlanUpdatePreviewed(asked.previewId(), quote("66.67"), null));
        answer.join()
                .statusCode(200)
                .body("seats", equalTo(10))
                .body("quote.proratedCharge.amount", equalTo("66.67"));

        String member = TestTokens.partnerMember(partner, "clients:manage");
        var unpriced =
                world.meanwhile(() -> post(member, path(client, "activate"), "{\"preview\":true}"));
        grows(neighbours.hearAll(partner, PlanGrowthPreviewAsked.class, 2).getLast(), 10);
        assertThat(unpriced.join().statusCode(200).body("seats", equalTo(10)).extract().asString())
                .doesNotContain("quote", "amount", "66.67");

        get(admin, path(client)).body("status", equalTo("TRIAL"));
        assertThat(neighbours.heard(partner, ClientActivated.class)).isEmpty();
    }

    @Test
    void theVendorBillsWhoHasSomebodyForItAndThePartnerTakesItBack() {
        UUID alone = made("ACTIVE", "");
        post(admin, path(alone, "billing-manager"), "{\"billingManager\":\"VENDOR\"}")
                .statusCode(409)
                .body("type", equalTo("/problems/billing-contact-required"));

        UUID client =
                made(
                        "ACTIVE",
                        ",\"admin\":{\"email\":\"%s@c.test\",\"name\":\"Cleo\"}"
                                .formatted(UUID.randomUUID()));
        assertThat(neighbours.hear(partner, UserAdded.class).clientId()).isEqualTo(client);
        post(admin, path(client, "billing-manager"), "{\"billingManager\":\"VENDOR\"}")
                .statusCode(200)
                .body("billingManager", equalTo("VENDOR"));
        assertThat(neighbours.hear(partner, BillingManagerChanged.class))
                .isEqualTo(new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));

        grown(client, "billing-manager", "{\"billingManager\":\"PARTNER\"}", 4)
                .statusCode(200)
                .body("billingManager", equalTo("PARTNER"));
        assertThat(neighbours.hearAll(partner, BillingManagerChanged.class, 2).getLast())
                .isEqualTo(new BillingManagerChanged(client, "PARTNER", "ADD_TO_PLAN"));
    }

    @Test
    void whomTheVendorBillsIsMadeWithAnAdministrator() {
        post(
                        admin,
                        clients(),
                        """
                        {"name":"Globex","status":"ACTIVE","billingManager":"VENDOR","onShortfall":"PURCHASE"}
                        """)
                .statusCode(400)
                .body(
                        "errors.pointer",
                        org.hamcrest.Matchers.containsInAnyOrder("/admin", "/onShortfall"));
        UUID client =
                made(
                        "ACTIVE",
                        ",\"billingManager\":\"VENDOR\",\"admin\":{\"email\":\"%s@c.test\",\"name\":\"Cleo\"}"
                                .formatted(UUID.randomUUID()));
        assertThat(neighbours.hear(partner, ClientCreated.class).billingManager())
                .isEqualTo("VENDOR");
        get(admin, path(client)).body("billingManager", equalTo("VENDOR"));
    }

    @Test
    void aTrialThatIsOverEndsAsItsClientWants() {
        UUID disables = made("TRIAL", "");
        Instant end = neighbours.hear(partner, TrialStarted.class).endsAt();
        UUID activates = made("TRIAL", ",\"onTrialEnd\":\"ACTIVATE\"");
        Instant secondEnd = neighbours.hearAll(partner, TrialStarted.class, 2).getLast().endsAt();

        neighbours.tell(partner, new TrialExpired(disables, end.minusSeconds(1)));
        neighbours.tell(partner, new TrialExpired(disables, end));
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, path(disables))
                                .body("status", equalTo("DISABLED"))
                                .body("disabledReason", equalTo("trial-over")));
        assertThat(neighbours.hear(partner, ClientDisabled.class))
                .isEqualTo(new ClientDisabled(disables, false));

        neighbours.tell(partner, new TrialExpired(activates, secondEnd));
        grows(neighbours.hear(partner, PlanGrowthPreviewAsked.class), 10);
        Awaitility.await()
                .untilAsserted(() -> get(admin, path(activates)).body("status", equalTo("ACTIVE")));
    }

    @Test
    void aTrialThatMayNotGoOnIsDisabledAndSaysWhy() {
        UUID client = made("TRIAL", "");
        patch(client, "{\"onTrialEnd\":\"ACTIVATE\"}", admin)
                .statusCode(200)
                .body("onTrialEnd", equalTo("ACTIVATE"));
        Instant end = neighbours.hear(partner, TrialStarted.class).endsAt();

        neighbours.tell(partner, new TrialExpired(client, end));
        PlanGrowthPreviewAsked asked = neighbours.hear(partner, PlanGrowthPreviewAsked.class);
        neighbours.tell(
                partner,
                new PlanGrowthRefused(
                        asked.previewId(), client, "supply-limit-reached", "At most 100.", 100));

        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, path(client))
                                .body("status", equalTo("DISABLED"))
                                .body("disabledReason", equalTo("supply-limit-reached")));
    }

    @Test
    void limitsAreToldAndTheComplimentaryOneIsTheOperators() {
        UUID client = made("SETUP", "");

        patch(client, "{\"seatLimit\":20}", admin).statusCode(200).body("seatLimit", equalTo(20));
        assertThat(neighbours.hear(partner, ClientLimitsChanged.class))
                .isEqualTo(new ClientLimitsChanged(client, 20, 100));
        patch(client, "{\"complimentaryLimit\":200}", admin).statusCode(403);
        patch(client, "{\"complimentaryLimit\":200}", TestTokens.operator())
                .statusCode(200)
                .body("complimentaryLimit", equalTo(200));
        assertThat(neighbours.hearAll(partner, ClientLimitsChanged.class, 2).getLast())
                .isEqualTo(new ClientLimitsChanged(client, 20, 200));
        patch(client, "{\"name\":\"x\"}", TestTokens.operator()).statusCode(403);
        patch(client, "{\"seatLimit\":null}", admin).body("seatLimit", nullValue());
        patch(client, "{\"seatLimit\":-1,\"onTrialEnd\":\"SLEEP\"}", admin)
                .statusCode(400)
                .body(
                        "errors.pointer",
                        org.hamcrest.Matchers.containsInAnyOrder("/seatLimit", "/onTrialEnd"));
    }

    @Test
    void aClientsAdministratorsLimitItsSeatsAndDoNotLiftTheLimitOfWhoPays() {
        UUID client = made("ACTIVE", "");
        String own = TestTokens.clientAdmin(partner, client);

        patch(client, "{\"seatLimit\":20}", own).statusCode(200).body("seatLimit", equalTo(20));
        assertThat(neighbours.hear(partner, ClientLimitsChanged.class))
                .isEqualTo(new ClientLimitsChanged(client, 20, 100));
        patch(client, "{\"seatLimit\":10}", own).statusCode(200).body("seatLimit", equalTo(10));
        patch(client, "{\"seatLimit\":11}", own).statusCode(403);
        patch(client, "{\"seatLimit\":null}", own).statusCode(403);
        patch(client, "{\"seatLimit\":5,\"name\":\"x\"}", own).statusCode(403);
        patch(client, "{\"complimentaryLimit\":500}", own).statusCode(403);
        patch(client, "{\"seatLimit\":5}", TestTokens.clientMember(partner, client, "seats:manage"))
                .statusCode(403);
        patch(client, "{\"seatLimit\":5}", TestTokens.clientAdmin(partner, UUID.randomUUID()))
                .statusCode(404);
        get(admin, path(client)).body("seatLimit", equalTo(10));
        patch(client, "{\"seatLimit\":30}", admin).statusCode(200);

        UUID direct =
                made(
                        "ACTIVE",
                        ",\"billingManager\":\"VENDOR\",\"admin\":{\"email\":\"%s@c.test\",\"name\":\"Cleo\"}"
                                .formatted(UUID.randomUUID()));
        patch(direct, "{\"seatLimit\":5}", admin).statusCode(200);
        String paying = TestTokens.clientAdmin(partner, direct);
        patch(direct, "{\"seatLimit\":50}", paying).statusCode(200);
        patch(direct, "{\"seatLimit\":null}", paying)
                .statusCode(200)
                .body("seatLimit", nullValue());
    }

    @Test
    void whoMayNotManageClientsChangesNothing() {
        UUID client = made("SETUP", "");
        String member = TestTokens.partnerMember(partner);
        String ofClient = TestTokens.clientAdmin(partner, client);

        for (String step : List.of("start-trial", "extend-trial", "activate", "disable")) {
            post(member, path(client, step), "{}").statusCode(403);
            post(ofClient, path(client, step), "{}").statusCode(403);
            post(TestTokens.partnerAdmin(UUID.randomUUID()), path(client, step), "{}")
                    .statusCode(404);
            post(admin, path(UUID.randomUUID(), step), "{}").statusCode(404);
            // Whoever may do nothing is told no more of a client that is not there.
            post(member, path(UUID.randomUUID(), step), "{}").statusCode(404);
        }
        patch(client, "{\"name\":\"x\"}", member).statusCode(403);
        patch(UUID.randomUUID(), "{\"name\":\"x\"}", member).statusCode(404);
        String blind = TestTokens.integration(partner, "seats:read");
        get(blind, path(client)).statusCode(403);
        get(blind, path(UUID.randomUUID())).statusCode(404);
        get(admin, path(client)).body("status", equalTo("SETUP")).body("version", equalTo(1));
    }

    private UUID clientIn(ClientStatus status) {
        return switch (status) {
            case SETUP, TRIAL, ACTIVE -> made(status.name(), "");
            case DISABLED -> {
                UUID client = made("ACTIVE", "");
                post(admin, path(client, "disable"), "{}").statusCode(200);
                yield client;
            }
        };
    }

    private UUID made(String status, String more) {
        return UUID.fromString(
                post(
                                admin,
                                clients(),
                                "{\"name\":\"Globex\",\"status\":\"%s\"%s}".formatted(status, more))
                        .statusCode(201)
                        .extract()
                        .path("id"));
    }

    private CompletableFuture<ValidatableResponse> meanwhile(
            UUID client, String step, String body) {
        return world.meanwhile(() -> post(admin, path(client, step), body));
    }

    /** What is answered where seat-service says that the plan would grow by so many. */
    private ValidatableResponse grown(UUID client, String step, String body, int seats) {
        int before = neighbours.heard(partner, PlanGrowthPreviewAsked.class).size();
        var answer = meanwhile(client, step, body);
        grows(
                neighbours.hearAll(partner, PlanGrowthPreviewAsked.class, before + 1).getLast(),
                seats);
        return answer.join();
    }

    private void grows(PlanGrowthPreviewAsked asked, int seats) {
        neighbours.tell(
                partner,
                new PlanGrowthPreviewed(
                        asked.previewId(),
                        asked.clientId(),
                        seats,
                        Instant.parse("2026-11-16T12:00:00Z"),
                        null));
    }

    private void limitSupply() {
        RestAssured.given()
                .auth()
                .oauth2(admin)
                .contentType("application/json")
                .body("{\"supplyLimit\":105}")
                .patch("/v1/partners/" + partner)
                .then()
                .statusCode(200);
    }

    private void activateSoon(UUID client) {
        post(admin, path(client, "activate"), UUID.randomUUID().toString(), "respond-async", "{}")
                .statusCode(202);
    }

    private void partnerIs(String status) {
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, "/v1/partners/" + partner).body("status", equalTo(status)));
    }

    private static Quote quote(String charge) {
        return new Quote(
                UUID.randomUUID(),
                Money.parse("USD " + charge),
                Money.parse("USD 2249.00"),
                Money.parse("USD 2349.00"),
                15,
                30,
                LocalDate.parse("2026-12-01"),
                Instant.parse("2026-11-16T12:30:00Z"));
    }

    private ValidatableResponse patch(UUID client, String body, String token) {
        return RestAssured.given()
                .auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .patch(path(client))
                .then();
    }

    private String clients() {
        return "/v1/partners/" + partner + "/clients";
    }

    private String path(UUID client) {
        return clients() + "/" + client;
    }

    private String path(UUID client, String step) {
        return path(client) + "/" + step;
    }
}
