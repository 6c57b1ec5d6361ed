package io.seatflow.seat.change.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.clock.FallsDue;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientConfirmationChanged;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewed;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeExpired;
import io.seatflow.platform.event.SeatEvent.SeatChangeRejected;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.platform.testing.Topics;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.seatflow.seat.ledger.PartnerId;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.ConfigProvider;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Seat changes over HTTP, with the other services' side of the topics played by the test. */
@QuarkusTest
@WithTestResource(Servers.class)
class SeatChangeResourceTest {

    private static final LocalDate PERIOD_END = LocalDate.of(2026, 12, 1);

    @Inject Pool pool;
    @Inject FallsDue deadlines;
    @Inject MeterRegistry meters;
    @Inject BusinessClock clock;
    @Inject SeatChanges changes;

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
    void aPartnerWithOneHundredSeatsAndAClient() {
        register(partner, 100, null);
        create(client, 0, null, "ASK");
        await().untilAsserted(() -> get("clients/" + client + "/seats").statusCode(200));
    }

    @Test
    void seatsThatAreAvailableAreAllocatedAtOnce() {
        allocate(75, "ASK").statusCode(201);

        allocate(15, "ASK")
                .statusCode(201)
                .header("Location", containsString("/v1/partners/" + partner + "/seat-changes/"))
                .header("ETag", "\"1\"")
                .body("status", equalTo("COMPLETED"))
                .body("action", equalTo("ALLOCATE"))
                .body("clientId", equalTo(client.toString()))
                .body("seats", equalTo(15))
                .body("shortfall", equalTo(0))
                .body("quote", nullValue())
                .body("notice", nullValue())
                .body("requestedBy", equalTo("admin@acme.test"))
                .body("completedAt", notNullValue());

        seats(100, 90, 10, 0);
        get("clients/" + client + "/seats")
                .statusCode(200)
                .body("seats", equalTo(90))
                .body("free", equalTo(90))
                .body("inUse", equalTo(0))
                .body("source", equalTo("PLAN"))
                .body("version", equalTo(3));
        await().untilAsserted(() ->
                assertThat(topics.told(partner, SeatsAllocated.class))
                        .extracting(SeatsAllocated::seatsAfter)
                        .containsExactly(75, 90));
        assertThat(topics.told(partner, SeatShortfall.class)).isEmpty();
    }

    @Test
    void aShortfallIsQuotedConfirmedPaidAndAllocated() {
        allocate(90, "ASK").statusCode(201);

        String id = awaitingConfirmation(15, 5, "50.00");
        get("seat-changes/" + id)
                .statusCode(200)
                .body("status", equalTo("AWAITING_CONFIRMATION"))
                .body("shortfall", equalTo(5))
                .body("notice", containsString("Your plan will be updated: 5 more seats"))
                .body("quote.proratedCharge.amount", equalTo("50.00"))
                .body("quote.proratedCharge.currency", equalTo("USD"))
                .body("quote.periodEnd", equalTo("2026-12-01"));
        seats(100, 90, 10, 0);

        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async")
                .statusCode(202)
                .body("status", equalTo("PURCHASING"));
        seats(100, 90, 0, 10);
        pay(id, 5, "50.00");

        settled(id, "COMPLETED");
        seats(105, 105, 0, 0);
        post("seat-changes/" + id + "/confirm", "{}")
                .statusCode(200)
                .body("status", equalTo("COMPLETED"))
                .body("notice", equalTo("Your plan was updated: 5 more seats."));
        assertThat(topics.told(partner, SeatPurchaseConfirmed.class)).hasSize(1);
        get("seats/ledger?limit=2")
                .body("items.seq", equalTo(List.of(5, 4)))
                .body("items.from", equalTo(List.of("RESERVED", "PLAN")))
                .body("items.seats", equalTo(List.of(15, 5)))
                .body("items[0].to", equalTo("CLIENT_FREE"))
                .body("items[0].clientId", equalTo(client.toString()))
                .body("items[0].changeId", equalTo(id))
                .body("items[0].actor", equalTo("admin@acme.test"))
                .body("nextCursor", notNullValue());
        repeatedPaymentChangesNothing(id);
        booksAgree();
    }

    @Test
    void theRequestWaitsForTheQuoteAndTheConfirmationForThePayment() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> asked =
                    threads.submit(() ->
                            ask("PURCHASE", null, 5, "ASK")
                                    .statusCode(202)
                                    .body("status", equalTo("AWAITING_CONFIRMATION"))
                                    .extract()
                                    .path("id"));
            SeatShortfall question = heard(SeatShortfall.class, 1);
            quote(question, "50.00");
            String id = asked.get();

            Future<Integer> confirmed =
                    threads.submit(() ->
                            post("seat-changes/" + id + "/confirm", "{}")
                                    .body("status", equalTo("COMPLETED"))
                                    .extract()
                                    .statusCode());
            pay(id, 5, "50.00");
            assertThat(confirmed.get()).isEqualTo(200);
        }
        seats(105, 0, 105, 0);
    }

    @Test
    void whatIsCancelledChangedNothing() {
        String id = awaitingConfirmation(115, 15, "10.00");

        post("seat-changes/" + id + "/cancel", "")
                .statusCode(200)
                .body("status", equalTo("CANCELLED"));

        seats(100, 0, 100, 0);
        post("seat-changes/" + id + "/cancel", "").statusCode(200);
        post("seat-changes/" + id + "/confirm", "{}")
                .statusCode(409)
                .body("type", equalTo("/problems/change-not-open"))
                .body("changeId", equalTo(id));
    }

    @Test
    void aDeclinedPaymentGivesEverythingBack() {
        String id = awaitingConfirmation(115, 15, "10.00");
        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async").statusCode(202);
        heard(SeatPurchaseConfirmed.class, 1);
        topics.tell(
                partner,
                new SeatPurchaseDeclined(UUID.fromString(id), "payment-declined", "Do Not Honor"));
        settled(id, "DECLINED");

        post("seat-changes/" + id + "/confirm", "{}")
                .statusCode(402)
                .body("type", equalTo("/problems/payment-declined"))
                .body("detail", equalTo("Do Not Honor"))
                .body("reason", equalTo("Do Not Honor"))
                .body("changeId", equalTo(id));
        seats(100, 0, 100, 0);
        booksAgree();
    }

    @Test
    void whyACardWasDeclinedIsForThoseWhoMaySeeAmounts() {
        var administrator = TestTokens.partnerMember(partner, "seats:allocate", "seats:purchase");
        var member = TestTokens.partnerMember(partner, "seats:allocate");
        String id = awaitingConfirmation(115, 15, "10.00");
        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async").statusCode(202);
        heard(SeatPurchaseConfirmed.class, 1);
        topics.tell(
                partner,
                new SeatPurchaseDeclined(
                        UUID.fromString(id), "payment-declined", "Insufficient Funds"));
        settled(id, "DECLINED");

        as(administrator)
                .get("/v1/partners/{p}/seat-changes/{id}", partner, id)
                .then()
                .body("reason", equalTo("payment-declined"))
                .body("detail", equalTo("Insufficient Funds"));
        as(member)
                .get("/v1/partners/{p}/seat-changes/{id}", partner, id)
                .then()
                .body("reason", equalTo("payment-declined"))
                .body("detail", equalTo("The card was declined."));
        as(member)
                .get("/v1/partners/{p}/seat-changes", partner)
                .then()
                .body("items.id", equalTo(List.of(id)))
                .body("items.detail", equalTo(List.of("The card was declined.")));
    }

    @Test
    void aShortfallThatHasGrownIsQuotedAgain() {
        String id = awaitingConfirmation(115, 15, "10.00");
        allocate(10, "REJECT").statusCode(201);

        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async")
                .statusCode(202)
                .body("status", equalTo("QUOTING"))
                .body("shortfall", equalTo(25));
        SeatShortfall second = heard(SeatShortfall.class, 2);
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.shortfall()).isEqualTo(25);
        UUID newQuote = quote(second, "20.00");
        settled(id, "AWAITING_CONFIRMATION");

        post("seat-changes/" + id + "/confirm", "{}")
                .statusCode(409)
                .body("type", equalTo("/problems/quote-superseded"))
                .body("changeId", equalTo(id))
                .body("quoteId", equalTo(newQuote.toString()))
                .body("quote.proratedCharge.amount", equalTo("20.00"));
        post(
                        "seat-changes/" + id + "/confirm",
                        "{\"quoteId\":\"" + newQuote + "\"}",
                        "Prefer",
                        "respond-async")
                .statusCode(202)
                .body("status", equalTo("PURCHASING"));
        assertThat(heard(SeatPurchaseConfirmed.class, 1).quoteId()).isEqualTo(newQuote);
        seats(100, 10, 0, 90);
    }

    @Test
    void aPriceThatHasGrownIsAskedForAgain() {
        String id = awaitingConfirmation(115, 15, "10.00");
        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async").statusCode(202);
        SeatPurchaseConfirmed confirmed = heard(SeatPurchaseConfirmed.class, 1);

        topics.tell(
                partner,
                new PlanUpdateQuoted(
                        confirmed.changeId(), confirmed.attempt(), 15, price("11.00")));

        settled(id, "AWAITING_CONFIRMATION");
        seats(100, 0, 100, 0);
        booksAgree();
    }

    /** Its process died between the effect and the answer; the price has grown since. */
    @Test
    void aKeyWhoseFirstRunDiedIsAnsweredWhateverHasComeOfIt() {
        String id = awaitingConfirmation(115, 15, "10.00");
        confirmKeyed(id, "died").statusCode(202);
        run(
                """
                update idempotency_key set status = null, body = null, running_until = now() - interval '1 minute'
                where partner_id = '%s' and key = 'died'
                """);
        SeatPurchaseConfirmed confirmed = heard(SeatPurchaseConfirmed.class, 1);
        topics.tell(
                partner,
                new PlanUpdateQuoted(
                        confirmed.changeId(), confirmed.attempt(), 15, price("11.00")));
        settled(id, "AWAITING_CONFIRMATION");

        String first = confirmKeyed(id, "died").statusCode(202).extract().asString();

        confirmKeyed(id, "died")
                .statusCode(202)
                .header("Idempotency-Replayed", "true")
                .body(equalTo(first));
        assertThat(topics.told(partner, SeatPurchaseConfirmed.class)).hasSize(1);
    }

    @Test
    void oneHundredConfirmationsAtOnceBuyOnce() throws Exception {
        String id = awaitingConfirmation(115, 15, "10.00");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> confirmations = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                confirmations.add(() ->
                        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async")
                                .extract()
                                .statusCode());
            }
            for (Future<Integer> answer : threads.invokeAll(confirmations)) {
                assertThat(answer.get()).isEqualTo(202);
            }
        }
        pay(id, 15, "10.00");
        settled(id, "COMPLETED");
        assertThat(topics.told(partner, SeatPurchaseConfirmed.class)).hasSize(1);
        seats(115, 115, 0, 0);
        booksAgree();
    }

    @Test
    void oneHundredAllocationsAtOnceOversellNothing() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> allocation = () -> allocate(3, "REJECT").extract().statusCode();
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer :
                    threads.invokeAll(java.util.Collections.nCopies(100, allocation))) {
                answers.add(answer.get());
            }
            assertThat(answers).containsOnly(201, 409);
            assertThat(answers.stream().filter(status -> status == 201)).hasSize(33);
        }
        seats(100, 99, 1, 0);
        booksAgree();
    }

    @Test
    void theSameKeyHasOneEffect() {
        String body = "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":5}".formatted(client);
        String first = keyed("k", body).statusCode(201).extract().asString();

        keyed("k", body)
                .statusCode(201)
                .header("Idempotency-Replayed", "true")
                .body(equalTo(first));
        keyed("k", body.replace("5", "6")).statusCode(422);
        seats(100, 5, 95, 0);
    }

    @Test
    void aCallerWhoHangsUpCutsNothingInHalf() {
        String body = "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":1}".formatted(client);
        for (int i = 0; i < 20; i++) {
            hangUp(body, "gone-" + i);
        }
        for (int i = 0; i < 20; i++) {
            String key = "gone-" + i;
            await().untilAsserted(() -> keyed(key, body).statusCode(201));
        }
        seats(100, 20, 80, 0);
        booksAgree();
    }

    @Test
    void whoMayNotSpendIsRefusedAShortfallOutright() {
        allocate(101, "REJECT")
                .statusCode(409)
                .body("type", equalTo("/problems/insufficient-seats"))
                .body("shortfall", equalTo(1))
                .body("changeId", notNullValue());
        await().untilAsserted(() ->
                assertThat(topics.told(partner, SeatChangeRejected.class)).hasSize(1));
        seats(100, 0, 100, 0);
    }

    @Test
    void whatIsInUseOrBeyondALimitIsRefusedWithTheFigure() {
        allocate(10, "ASK").statusCode(201);
        ask("RETURN", client, 11, "ASK")
                .statusCode(409)
                .body("type", equalTo("/problems/seats-in-use"))
                .body("most", equalTo(10));
        ask("RETIRE", null, 91, "ASK").statusCode(409).body("most", equalTo(90));
        ask("RETURN", client, 10, "ASK").statusCode(201).body("status", equalTo("COMPLETED"));

        topics.tell(partner, new SupplyLimitChanged(103));
        await().untilAsserted(() ->
                ask("PURCHASE", null, 4, "ASK")
                        .statusCode(409)
                        .body("type", equalTo("/problems/supply-limit-reached"))
                        .body("limit", equalTo(103)));
        seats(100, 0, 100, 0);
    }

    @Test
    void seatsRetireAreKeptAndLeaveWithTheirPeriod() {
        Instant end = clock.now().plus(Duration.ofDays(10));
        topics.tell(
                partner,
                new PeriodStarted(
                        end.minus(Duration.ofDays(30)), end, PERIOD_END.minusDays(30), PERIOD_END));
        ask("RETIRE", null, 30, "ASK").statusCode(201);
        ask("KEEP", null, 10, "ASK").statusCode(201);
        allocateWaiting(85, "respond-async")
                .statusCode(201)
                .body("notice", containsString("5 seats that would have left"))
                .body("nextPeriodFee", nullValue());
        get("seats").body("retiring", equalTo(15)).body("available", equalTo(0));

        topics.tell(partner, new PeriodEnding(end));
        topics.tell(partner, new PeriodEnding(end));

        await().untilAsserted(() ->
                assertThat(topics.told(partner, SupplyReduced.class))
                        .extracting(SupplyReduced::seats, SupplyReduced::supplyAfter)
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple(15, 85),
                                org.assertj.core.groups.Tuple.tuple(15, 85)));
        seats(85, 85, 0, 0);
        booksAgree();
    }

    @Test
    void whoTakesBackSeatsThatWouldHaveLeftIsToldTheNextFee() throws Exception {
        ask("RETIRE", null, 30, "ASK").statusCode(201);
        String member = TestTokens.partnerMember(partner, "seats:allocate");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> asked =
                    threads.submit(() ->
                            allocateWaiting(75, "wait=30")
                                    .statusCode(201)
                                    .body("status", equalTo("COMPLETED"))
                                    .body("notice", containsString("5 seats that would have left"))
                                    .body("quote", nullValue())
                                    .body("nextPeriodFee.amount", equalTo("2249.00"))
                                    .body("nextPeriodFee.currency", equalTo("USD"))
                                    .extract()
                                    .path("id"));
            PlanGrowthPreviewed question = heard(PlanGrowthPreviewed.class, 1);
            assertThat(question.seats()).isZero();
            topics.tell(
                    partner, new PlanUpdatePreviewed(question.previewId(), price("0.00"), null));

            assertThat(asked.get()).isEqualTo(question.previewId().toString());
            get("seat-changes/" + asked.get())
                    .header("ETag", "\"2\"")
                    .body("nextPeriodFee.amount", equalTo("2249.00"));
            as(member)
                    .get("/v1/partners/{p}/seat-changes/{c}", partner, asked.get())
                    .then()
                    .body("notice", containsString("the next fee rises"))
                    .body("$", not(hasKey("nextPeriodFee")));
        }
    }

    private ValidatableResponse allocateWaiting(int seats, String prefer) {
        return post(
                "seat-changes",
                "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":%d,\"onShortfall\":\"REJECT\"}"
                        .formatted(client, seats),
                "Prefer",
                prefer);
    }

    @Test
    void whoMayNotSeeTheNextFeeDoesNotWaitForIt() {
        ask("RETIRE", null, 30, "ASK").statusCode(201);

        as(TestTokens.partnerMember(partner, "seats:allocate"))
                .header("Idempotency-Key", "member")
                .header("Prefer", "wait=30")
                .body(
                        "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":75}"
                                .formatted(client))
                .post("/v1/partners/{p}/seat-changes", partner)
                .then()
                .statusCode(201)
                .body("notice", containsString("5 seats that would have left"))
                .body("$", not(hasKey("nextPeriodFee")));
    }

    @Test
    void aClientGetsNoMoreSeatsThanItsLimit() {
        topics.tell(partner, new ClientLimitsChanged(client, 5, 100));
        await().until(() ->
                number(
                                "select count(*) from client_seats where partner_id = '%s' and seat_limit = 5")
                        == 1);

        allocate(6, "ASK")
                .statusCode(409)
                .body("type", equalTo("/problems/client-limit-reached"))
                .body("limit", equalTo(5))
                .body("changeId", notNullValue());

        allocate(5, "ASK").statusCode(201);
        seats(100, 5, 95, 0);
    }

    @Test
    void aClientThatTheVendorBillsBuysAndGivesUpSeatsOnItsOwnPlan() {
        billByVendor(4);
        allocate(1, "ASK")
                .statusCode(409)
                .body("type", equalTo("/problems/client-vendor-billed"))
                .body("changeId", notNullValue());
        ask("RETURN", client, 1, "ASK")
                .statusCode(409)
                .body("type", equalTo("/problems/client-vendor-billed"));
        ask("PURCHASE", client, 1, "ASK").statusCode(400);

        String id = purchaseOnOwnPlan(3);
        payOnOwnPlan(id);
        clientSeats(7, 0);

        askAsClient("RETIRE", 2).statusCode(201).body("status", equalTo("COMPLETED"));
        clientSeats(7, 2);
        get("clients/" + client + "/seats").body("retiring", equalTo(2));
        // What it takes back itself costs nothing.
        askAsClient("PURCHASE", 1).statusCode(201).body("status", equalTo("COMPLETED"));
        clientSeats(7, 1);
        askAsClient("RETIRE", 7)
                .statusCode(409)
                .body("type", equalTo("/problems/seats-in-use"))
                .body("most", equalTo(6));
        seats(100, 0, 100, 0);
    }

    @Test
    void whatAClientsOwnPlanPaysIsForItsOwnAdministratorsAlone() {
        billByVendor(4);
        String id = purchaseOnOwnPlan(3);

        for (String other :
                List.of(
                        TestTokens.partnerAdmin(partner),
                        TestTokens.clientMember(partner, client, "seats:manage"))) {
            as(other)
                    .get("/v1/partners/{p}/seat-changes/{c}", partner, id)
                    .then()
                    .statusCode(200)
                    .body("$", not(hasKey("quote")));
            confirm(other, id).statusCode(403).body("type", equalTo("/problems/forbidden"));
            cancel(other, id).statusCode(403).body("type", equalTo("/problems/forbidden"));
        }
        settled(id, "AWAITING_CONFIRMATION");

        cancel(TestTokens.clientAdmin(partner, client), id)
                .statusCode(200)
                .body("status", equalTo("CANCELLED"));
        clientSeats(4, 0);
    }

    private void billByVendor(int seats) {
        allocate(seats, "ASK").statusCode(201);
        topics.tell(partner, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        await().untilAsserted(() ->
                get("clients/" + client + "/seats")
                        .body("source", equalTo("DIRECT"))
                        .body("seats", equalTo(seats)));
    }

    /** A purchase of the client's own that awaits its confirmation. */
    private String purchaseOnOwnPlan(int seats) {
        String id =
                askAsClient("PURCHASE", seats)
                        .statusCode(202)
                        .body("status", equalTo("QUOTING"))
                        .extract()
                        .path("id");
        SeatShortfall question = heard(SeatShortfall.class, 1);
        assertThat(question.payingClientId()).isEqualTo(client);
        assertThat(question.shortfall()).isEqualTo(seats);
        quote(question, "30.00");
        settled(id, "AWAITING_CONFIRMATION");
        as(TestTokens.clientAdmin(partner, client))
                .get("/v1/partners/{p}/seat-changes/{c}", partner, id)
                .then()
                .body("quote.proratedCharge.amount", equalTo("30.00"));
        return id;
    }

    /** Confirms as the client's administrator, and plays billing. */
    private void payOnOwnPlan(String id) {
        confirm(TestTokens.clientAdmin(partner, client), id).statusCode(202);
        SeatPurchaseConfirmed confirmed = heard(SeatPurchaseConfirmed.class, 1);
        assertThat(confirmed.payingClientId()).isEqualTo(client);
        topics.tell(
                partner,
                new SeatPurchasePaid(
                        confirmed.changeId(), confirmed.shortfall(), price("30.00"), null));
        settled(id, "COMPLETED");
    }

    private void clientSeats(int seats, int retiring) {
        get("clients/" + client + "/seats")
                .statusCode(200)
                .body("source", equalTo("DIRECT"))
                .body("seats", equalTo(seats))
                .body("retiring", equalTo(retiring));
    }

    private ValidatableResponse askAsClient(String action, int seats) {
        return as(TestTokens.clientAdmin(partner, client))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Prefer", "respond-async")
                .body(
                        "{\"action\":\"%s\",\"clientId\":\"%s\",\"seats\":%d}"
                                .formatted(action, client, seats))
                .post("/v1/partners/{p}/seat-changes", partner)
                .then();
    }

    private ValidatableResponse cancel(String token, String id) {
        return as(token)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/partners/{p}/seat-changes/{c}/cancel", partner, id)
                .then();
    }

    @Test
    void whatLeavesAfterTheFirstAnswerIsToldBeforeThatAnswerAgain() {
        Instant end = clock.now().plus(Duration.ofDays(10));
        topics.tell(partner, new PeriodEnding(end));
        await().untilAsserted(
                        () -> assertThat(topics.told(partner, SupplyReduced.class)).hasSize(1));
        ask("RETIRE", null, 30, "ASK").statusCode(201);

        topics.tell(partner, new PeriodEnding(end));

        await().untilAsserted(() ->
                assertThat(topics.told(partner, SupplyReduced.class))
                        .extracting(SupplyReduced::seats, SupplyReduced::supplyAfter)
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple(0, 100),
                                org.assertj.core.groups.Tuple.tuple(30, 70),
                                org.assertj.core.groups.Tuple.tuple(0, 100)));
        seats(70, 0, 70, 0);
        booksAgree();
    }

    @Test
    void aPurchaseConsentedToAheadNeedsNoConfirmation() {
        post(
                        "seat-changes",
                        "{\"action\":\"PURCHASE\",\"seats\":5,\"onShortfall\":\"PURCHASE\"}",
                        "Prefer",
                        "respond-async")
                .statusCode(202)
                .body("status", equalTo("PURCHASING"));
        SeatPurchaseConfirmed confirmed = heard(SeatPurchaseConfirmed.class, 1);
        assertThat(confirmed.quoteId()).isNull();
        pay(confirmed.changeId().toString(), 5, "50.00");
        settled(confirmed.changeId().toString(), "COMPLETED");
        seats(105, 0, 105, 0);
    }

    @Test
    void whatBillingWillNotSellIsRejectedForItsReason() {
        String id = quoting(115);
        SeatShortfall question = heard(SeatShortfall.class, 1);
        topics.tell(
                partner,
                new PlanUpdateRefused(
                        question.changeId(),
                        question.attempt(),
                        "partner-past-due",
                        "Invoices are past due."));
        settled(id, "REJECTED");
        get("seat-changes/" + id)
                .body("reason", equalTo("partner-past-due"))
                .body("quote", nullValue());
    }

    @Test
    void moneyForWhatWasCancelledIsGivenBack() {
        String id = awaitingConfirmation(115, 15, "10.00");
        post("seat-changes/" + id + "/cancel", "").statusCode(200);

        topics.tell(partner, new SeatPurchasePaid(UUID.fromString(id), 15, price("10.00"), null));

        assertThat(heard(SeatPurchaseAbandoned.class, 1).changeId()).hasToString(id);
        seats(100, 0, 100, 0);
    }

    @Test
    void aNewClientGetsItsSeatsOrAsks() {
        UUID small = UUID.randomUUID();
        create(small, 15, Ids.next(), "ASK");
        UUID large = UUID.randomUUID();
        UUID changeId = Ids.next();
        UUID event = create(large, 90, changeId, "ASK");
        settled(changeId.toString(), "QUOTING");
        quote(heard(SeatShortfall.class, 1), "10.00");
        settled(changeId.toString(), "AWAITING_CONFIRMATION");

        // Kafka may repeat itself.
        topics.tell(partner, created(large, 90, changeId, "ASK"), event);
        topics.tell(partner, created(large, 90, changeId, "ASK"));
        topics.tell(partner, new SupplyLimitChanged(500));
        allocate(1, "ASK").statusCode(201);

        get("clients/" + small + "/seats").body("seats", equalTo(15));
        get("clients/" + large + "/seats").body("seats", equalTo(0));
        assertThat(topics.told(partner, SeatShortfall.class)).hasSize(1);
        // Whoever asks again is told again, and of the same.
        assertThat(topics.told(partner, SeatChangeAwaitingConfirmation.class).stream().distinct())
                .hasSize(1);
        assertThat(topics.told(partner, SeatLedgerOpened.class))
                .containsExactly(new SeatLedgerOpened(100));
    }

    @Test
    void aTrialClientHasComplimentarySeatsUpToItsLimit() {
        UUID trial = UUID.randomUUID();
        topics.tell(
                partner,
                new ClientCreated(trial, "TRIAL", "PARTNER", 20, Ids.next(), "ASK", "admin"));
        await().untilAsserted(() -> get("clients/" + trial + "/seats").body("seats", equalTo(20)));
        get("clients/" + trial + "/seats").body("source", equalTo("COMPLIMENTARY"));
        get("seats").body("supply", equalTo(100)).body("complimentary", equalTo(20));
        ask("ALLOCATE", trial, 81, "ASK")
                .statusCode(409)
                .body("type", equalTo("/problems/complimentary-limit"))
                .body("limit", equalTo(100));
        booksAgree();
    }

    @Test
    void whileAClientIsSetUpOnlyAdministratorsOfThePartnerGiveItSeats() {
        UUID setUp = UUID.randomUUID();
        UUID created =
                topics.tell(
                        partner,
                        new ClientCreated(
                                setUp, "SETUP", "PARTNER", 0, null, "ASK", "admin@acme.test"));
        String member = TestTokens.partnerMember(partner, "seats:allocate", "seats:purchase");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        giveOne(member, setUp)
                                .statusCode(403)
                                .body("reason", equalTo("client-in-setup")));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> get("clients/" + setUp + "/seats").statusCode(200));

        giveOne(TestTokens.partnerAdmin(partner), setUp).statusCode(201);
        giveOne(TestTokens.integration(partner, "seats:write"), setUp).statusCode(201);
        giveOne(member, client).statusCode(201);

        topics.tell(partner, new TrialStarted(setUp, clock.now(), clock.now().plusSeconds(60)));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> giveOne(member, setUp).statusCode(201));
        // What is delivered once more, late, sets up nothing again.
        topics.tell(
                partner,
                new ClientCreated(setUp, "SETUP", "PARTNER", 0, null, "ASK", "admin@acme.test"),
                created);
        UUID last = UUID.randomUUID();
        create(last, 0, null, "ASK");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> get("clients/" + last + "/seats").statusCode(200));
        giveOne(member, setUp).statusCode(201);
    }

    @Test
    void whoeverAsksTooEarlyForSeatsOfAClientLeavesNoGapInItsSetup() {
        UUID setUp = UUID.randomUUID();
        String member = TestTokens.partnerMember(partner, "seats:allocate");
        giveOne(member, setUp).statusCode(404);

        topics.tell(
                partner,
                new ClientCreated(setUp, "SETUP", "PARTNER", 0, null, "ASK", "admin@acme.test"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> get("clients/" + setUp + "/seats").statusCode(200));

        giveOne(member, setUp).statusCode(403).body("reason", equalTo("client-in-setup"));
        giveOne(TestTokens.partnerAdmin(partner), setUp).statusCode(201);
        giveOne(member, setUp).statusCode(403).body("reason", equalTo("client-in-setup"));
    }

    private ValidatableResponse giveOne(String token, UUID to) {
        return as(token)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body("{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":1}".formatted(to))
                .post("/v1/partners/" + partner + "/seat-changes")
                .then();
    }

    @Test
    void whatNobodyConfirmsExpires() {
        String id = awaitingConfirmation(115, 15, "10.00");

        deadlines.settle(clock.now().plus(Duration.ofMinutes(31))).await().indefinitely();

        settled(id, "EXPIRED");
        assertThat(heard(SeatChangeExpired.class, 1).change().changeId()).hasToString(id);
        post("seat-changes/" + id + "/confirm", "{}")
                .statusCode(409)
                .body("type", equalTo("/problems/change-not-open"));
    }

    @Test
    void aQuestionWithoutAnAnswerIsAskedAgain() {
        String id = quoting(115);
        heard(SeatShortfall.class, 1);

        run(
                "update seat_change set asked_at = asked_at - interval '2 minutes' where partner_id = '%s'");

        assertThat(heard(SeatShortfall.class, 2).attempt()).isEqualTo(2);
        quote(heard(SeatShortfall.class, 1), "10.00");
        settled(id, "AWAITING_CONFIRMATION");
        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async").statusCode(202);
        assertThat(heard(SeatPurchaseConfirmed.class, 1).attempt()).isEqualTo(3);

        run(
                "update seat_change set asked_at = asked_at - interval '2 minutes' where partner_id = '%s'");

        assertThat(heard(SeatPurchaseConfirmed.class, 2).attempt()).isEqualTo(4);
    }

    @Test
    void aPurchaseThatBillingLeavesWithoutAnAnswerIsAnAlert() {
        String id = awaitingConfirmation(115, 15, "10.00");
        post("seat-changes/" + id + "/confirm", "{}", "Prefer", "respond-async").statusCode(202);
        heard(SeatPurchaseConfirmed.class, 1);

        run("update seat_change set asked_since = attempt - 10 where partner_id = '%s'");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> meters.get("seatflow.seat.purchases.stalled").gauge().value() >= 1);
    }

    @Test
    void amountsAreForThoseWhoMaySeeThem() {
        String id = awaitingConfirmation(115, 15, "10.00");
        String member = TestTokens.partnerMember(partner, "seats:allocate");
        as(member)
                .get("/v1/partners/{p}/seat-changes/{c}", partner, id)
                .then()
                .statusCode(200)
                .body("$", not(hasKey("quote")))
                .body("shortfall", equalTo(15))
                .body("notice", containsString("15 more seats"));
        as(TestTokens.partnerMember(partner, "billing:manage"))
                .get("/v1/partners/{p}/seat-changes/{c}", partner, id)
                .then()
                .body("quote.proratedCharge.amount", equalTo("10.00"));
        as(member)
                .header("Idempotency-Key", "c")
                .post("/v1/partners/{p}/seat-changes/{c}/confirm", partner, id)
                .then()
                .statusCode(403);
        as(TestTokens.clientAdmin(partner, client))
                .header("Idempotency-Key", "d")
                .header("Prefer", "respond-async")
                .post("/v1/partners/{p}/seat-changes/{c}/confirm", partner, id)
                .then()
                .statusCode(202)
                .body("$", not(hasKey("quote")))
                .body("status", equalTo("PURCHASING"));
    }

    @Test
    void aPartnerMayKeepConfirmationsToItself() {
        String id = awaitingConfirmation(115, 15, "10.00");
        letClientsConfirm(false);

        for (String ofClient :
                List.of(
                        TestTokens.clientAdmin(partner, client),
                        TestTokens.clientMember(partner, client, "seats:manage"))) {
            confirm(ofClient, id)
                    .statusCode(403)
                    .body("type", equalTo("/problems/forbidden"))
                    .body("detail", containsString("The partner has kept"))
                    .body("changeId", equalTo(id));
        }
        get("seat-changes/" + id).body("status", equalTo("AWAITING_CONFIRMATION"));
        confirm(TestTokens.partnerAdmin(partner), id).statusCode(202);
        // What the partner has confirmed is nothing that it keeps from its client.
        confirm(TestTokens.clientAdmin(partner, client), id)
                .statusCode(202)
                .body("status", equalTo("PURCHASING"));
    }

    @Test
    void aPartnerLetsItsClientsConfirmAgain() {
        String id = awaitingConfirmation(115, 15, "10.00");
        letClientsConfirm(false);
        letClientsConfirm(true);

        confirm(TestTokens.clientAdmin(partner, client), id).statusCode(202);
    }

    /** Tells it, and waits until it has been heard. */
    private void letClientsConfirm(boolean allowed) {
        topics.tell(partner, new ClientConfirmationChanged(allowed));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        changes.clientsMayConfirm(new PartnerId(partner))
                                        .await()
                                        .atMost(Duration.ofSeconds(30))
                                == allowed);
    }

    private ValidatableResponse confirm(String token, String id) {
        return as(token)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Prefer", "respond-async")
                .post("/v1/partners/{p}/seat-changes/{c}/confirm", partner, id)
                .then();
    }

    @Test
    void othersSeeNothingAndMembersMayLittle() {
        String id = quoting(115);
        UUID stranger = UUID.randomUUID();
        String other = TestTokens.partnerAdmin(stranger);
        for (String path :
                List.of(
                        "seats",
                        "seats/ledger",
                        "seat-changes",
                        "seat-changes/" + id,
                        "clients/" + client + "/seats")) {
            as(other).get("/v1/partners/" + partner + "/" + path).then().statusCode(404);
            as(TestTokens.partnerMember(partner))
                    .get("/v1/partners/" + partner + "/" + path)
                    .then()
                    .statusCode(200);
            as(TestTokens.integration(partner, "clients:read"))
                    .get("/v1/partners/" + partner + "/" + path)
                    .then()
                    .statusCode(403);
        }
        get("seat-changes/" + UUID.randomUUID()).statusCode(404);
        get("seat-changes/nonsense").statusCode(404);
        ask("ALLOCATE", UUID.randomUUID(), 1, "ASK").statusCode(404);

        String someClient = TestTokens.clientAdmin(partner, UUID.randomUUID());
        as(someClient).get("/v1/partners/" + partner + "/seats").then().statusCode(403);
        as(someClient)
                .get("/v1/partners/" + partner + "/seat-changes/" + id)
                .then()
                .statusCode(404);
        as(someClient)
                .get("/v1/partners/" + partner + "/seat-changes")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        as(TestTokens.partnerMember(partner))
                .header("Idempotency-Key", "m")
                .body("{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":1}".formatted(client))
                .post("/v1/partners/{p}/seat-changes", partner)
                .then()
                .statusCode(403);
        as(TestTokens.partnerMember(partner, "seats:allocate"))
                .header("Idempotency-Key", "m2")
                .body("{\"action\":\"PURCHASE\",\"seats\":1}")
                .post("/v1/partners/{p}/seat-changes", partner)
                .then()
                .statusCode(403);
    }

    @Test
    void everyBadFieldIsNamed() {
        post("seat-changes", "{\"action\":\"PURCHASE\",\"seats\":0,\"foo\":1}")
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-request"))
                .body("errors.pointer", containsInAnyOrder("/seats", "/foo"));
        post("seat-changes", "{\"seats\":0,\"foo\":1}")
                .statusCode(400)
                .body("errors.pointer", hasItems("/seats", "/foo"));
        post("seat-changes", "{\"action\":\"ALLOCATE\",\"seats\":1}")
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/clientId")));
        post("seat-changes", "{\"action\":\"ALLOCATE\",\"seats\":0,\"onShortfall\":\"BUY\"}")
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/seats", "/onShortfall", "/clientId"));
        post("seat-changes", "{\"action\":\"OCCUPY\",\"seats\":0}")
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/action", "/seats"));
        post(
                        "seat-changes",
                        "{\"action\":\"PURCHASE\",\"clientId\":\"%s\",\"seats\":0}"
                                .formatted(client))
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/clientId", "/seats"));
        get("seat-changes?status=LOST&limit=0&cursor=nonsense")
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/status", "/limit", "/cursor"));
        get("seats?asOf=yesterday").statusCode(400);
        get("seat-changes?status=LOST").statusCode(400);
        get("seats/ledger?cursor=nonsense").statusCode(400);
    }

    @Test
    void changesAreListedNewestFirstPageByPage() {
        for (int i = 1; i <= 3; i++) {
            allocate(i, "ASK").statusCode(201);
        }
        quoting(500);
        get("seat-changes?status=QUOTING").body("items.seats", equalTo(List.of(500)));
        String cursor =
                get("seat-changes?limit=2")
                        .body("items.seats", equalTo(List.of(500, 3)))
                        .extract()
                        .path("nextCursor");
        get("seat-changes?limit=2&cursor=" + cursor)
                .body("items.seats", equalTo(List.of(2, 1)))
                .body("nextCursor", nullValue());
    }

    @Test
    void aPastInstantIsReadFromTheLedger() {
        allocate(10, "ASK").statusCode(201);
        Instant between =
                Instant.parse(allocate(20, "ASK").statusCode(201).extract().path("completedAt"));
        allocate(30, "ASK").statusCode(201);

        get("seats?asOf=" + between)
                .statusCode(200)
                .body("allocated", equalTo(30))
                .body("available", equalTo(70))
                .body("version", equalTo(3));
        get("seats?asOf=2020-01-01T00:00:00Z").body("supply", equalTo(0));
        seats(100, 60, 40, 0);
    }

    @Test
    void noBodyIsNeededWhereThereIsNothingToSay() throws Exception {
        String id = awaitingConfirmation(115, 15, "10.00");

        assertThat(postNothing("seat-changes/" + id + "/confirm")).isEqualTo(202);
        assertThat(postNothing("seat-changes/" + id + "/cancel")).isEqualTo(409);
        post("seat-changes/" + id + "/cancel", "{\"why\":1}").statusCode(400);
    }

    @Test
    void aStaleVersionIsRefused() {
        String id = awaitingConfirmation(115, 15, "10.00");

        post("seat-changes/" + id + "/confirm", "{}", "If-Match", "\"1\"")
                .statusCode(412)
                .body("type", equalTo("/problems/stale-version"));
        post("seat-changes/" + id + "/cancel", "", "If-Match", "\"2\"").statusCode(200);
    }

    @Test
    void theContractShowsIdsAsStringsAndChangesInFull() {
        String change = "paths.'/v1/partners/{partnerId}/seat-changes/{changeId}'.get.";
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("components.schemas.PartnerId.type", equalTo("string"))
                .body("components.schemas.SeatChangeId.type", equalTo("string"))
                .body(
                        change + "responses.'200'.content.'application/json'.schema.'$ref'",
                        equalTo("#/components/schemas/PricedChangeView"))
                .body("components.schemas.PricedChangeView.properties", hasKey("quote"))
                .body("components.schemas.PricedChangeView.properties", hasKey("shortfall"));
    }

    @Test
    void transfersAreNeverChanged() {
        for (String sql :
                List.of(
                        "update seat_transfer set seats = 1 where partner_id = '%s'",
                        "delete from seat_transfer where partner_id = '%s'")) {
            assertThat(catching(sql)).contains("permission denied");
        }
    }

    private void repeatedPaymentChangesNothing(String id) {
        topics.tell(partner, new SeatPurchasePaid(UUID.fromString(id), 5, price("50.00"), null));
        topics.tell(partner, new PeriodEnding(clock.now()));
        await().untilAsserted(
                        () -> assertThat(topics.told(partner, SupplyReduced.class)).hasSize(1));
        seats(105, 105, 0, 0);
        assertThat(topics.told(partner, SeatChangeCompleted.class)).hasSize(2);
        assertThat(topics.told(partner, SeatPurchaseAbandoned.class)).isEmpty();
    }

    /** Invariants 1 to 4, from the tables. */
    private void booksAgree() {
        assertThat(
                        number(
                                """
                                with moves as (
                                    select from_account as account, client_id, -seats as seats from seat_transfer where partner_id = '%1$s'
                                    union all
                                    select to_account, client_id, seats from seat_transfer where partner_id = '%1$s'),
                                balances as (
                                    select 'PLAN' as account, null::uuid as client_id, -supply as seats from seat_ledger where partner_id = '%1$s'
                                    union all select 'AVAILABLE', null, available from seat_ledger where partner_id = '%1$s'
                                    union all select 'RETIRING', null, retiring from seat_ledger where partner_id = '%1$s'
                                    union all select 'RESERVED', null, reserved from seat_ledger where partner_id = '%1$s'
                                    union all select 'CLIENT_FREE', client_id, free from client_seats where partner_id = '%1$s'
                                    union all select 'COMPLIMENTARY', client_id, complimentary from client_seats where partner_id = '%1$s'),
                                sums as (
                                    select account, case when account in ('CLIENT_FREE', 'COMPLIMENTARY') then client_id end as client_id,
                                           sum(seats) as seats
                                    from moves group by 1, 2)
                                select count(*) from balances b left join sums s
                                    on s.account = b.account and s.client_id is not distinct from b.client_id
                                where coalesce(s.seats, 0) <> b.seats
                                """))
                .as("balances that are not the sum of their transfers")
                .isZero();
        assertThat(
                        number(
                                "select sequence - (select count(*) from seat_transfer where partner_id = '%1$s') from seat_ledger where partner_id = '%1$s'"))
                .as("transfers missing")
                .isZero();
    }

    private void register(UUID id, int seats, @Nullable Integer limit) {
        topics.tell(
                id,
                new PartnerRegistered(
                        "Acme Dashboards",
                        "BASIC",
                        "MONTHLY",
                        "USD",
                        "America/Toronto",
                        1,
                        seats,
                        List.of(),
                        limit,
                        "IMMEDIATE",
                        "admin@acme.test",
                        null));
    }

    private UUID create(UUID id, int seats, @Nullable UUID changeId, String onShortfall) {
        return topics.tell(partner, created(id, seats, changeId, onShortfall));
    }

    private static ClientCreated created(
            UUID id, int seats, @Nullable UUID changeId, String onShortfall) {
        return new ClientCreated(
                id, "ACTIVE", "PARTNER", seats, changeId, onShortfall, "admin@acme.test");
    }

    private String quoting(int seats) {
        return post(
                        "seat-changes",
                        "{\"action\":\"ALLOCATE\",\"clientId\":\"%s\",\"seats\":%d}"
                                .formatted(client, seats),
                        "Prefer",
                        "respond-async")
                .statusCode(202)
                .body("status", equalTo("QUOTING"))
                .extract()
                .path("id");
    }

    private String awaitingConfirmation(int seats, int shortfall, String amount) {
        String id = quoting(seats);
        SeatShortfall question = heard(SeatShortfall.class, 1);
        assertThat(question.shortfall()).isEqualTo(shortfall);
        quote(question, amount);
        settled(id, "AWAITING_CONFIRMATION");
        return id;
    }

    private UUID quote(SeatShortfall question, String amount) {
        Quote price = price(amount);
        topics.tell(
                partner,
                new PlanUpdateQuoted(
                        question.changeId(), question.attempt(), question.shortfall(), price));
        return price.id();
    }

    private void pay(String id, int shortfall, String amount) {
        SeatPurchaseConfirmed confirmed = heard(SeatPurchaseConfirmed.class, 1);
        assertThat(confirmed.changeId()).hasToString(id);
        assertThat(confirmed.shortfall()).isEqualTo(shortfall);
        topics.tell(
                partner,
                new SeatPurchasePaid(
                        confirmed.changeId(), shortfall, price(amount), UUID.randomUUID()));
    }

    private Quote price(String amount) {
        return new Quote(
                Ids.next(),
                Money.parse("USD " + amount),
                Money.of(CurrencyUnit.USD, 2149),
                Money.of(CurrencyUnit.USD, 2249),
                15,
                30,
                PERIOD_END,
                clock.now().plus(Duration.ofMinutes(30)));
    }

    private <E extends SeatEvent> E heard(Class<E> type, int number) {
        await().untilAsserted(() ->
                assertThat(topics.told(partner, type)).hasSizeGreaterThanOrEqualTo(number));
        return topics.told(partner, type).get(number - 1);
    }

    private void settled(String id, String status) {
        await().untilAsserted(() -> get("seat-changes/" + id).body("status", equalTo(status)));
    }

    private void seats(int supply, int allocated, int available, int reserved) {
        get("seats")
                .statusCode(200)
                .body("supply", equalTo(supply))
                .body("allocated", equalTo(allocated))
                .body("available", equalTo(available))
                .body("reserved", equalTo(reserved))
                .body("internal", equalTo(0));
    }

    private ValidatableResponse allocate(int seats, String onShortfall) {
        return ask("ALLOCATE", client, seats, onShortfall);
    }

    private ValidatableResponse ask(
            String action, @Nullable UUID clientId, int seats, String onShortfall) {
        String about = clientId == null ? "" : "\"clientId\":\"" + clientId + "\",";
        return post(
                "seat-changes",
                "{\"action\":\"%s\",%s\"seats\":%d,\"onShortfall\":\"%s\"}"
                        .formatted(action, about, seats, onShortfall));
    }

    private ValidatableResponse confirmKeyed(String id, String key) {
        return as(TestTokens.partnerAdmin(partner))
                .header("Idempotency-Key", key)
                .header("Prefer", "respond-async")
                .body("{}")
                .post("/v1/partners/{p}/seat-changes/{c}/confirm", partner, id)
                .then();
    }

    private ValidatableResponse keyed(String key, String body) {
        return as(TestTokens.partnerAdmin(partner))
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/partners/{p}/seat-changes", partner)
                .then();
    }

    private ValidatableResponse post(String path, String body, String... header) {
        RequestSpecification request =
                as(TestTokens.partnerAdmin(partner))
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .body(body);
        if (header.length == 2) {
            request.headers(Map.of(header[0], header[1]));
        }
        return request.post("/v1/partners/" + partner + "/" + path).then();
    }

    private ValidatableResponse get(String path) {
        return as(TestTokens.partnerAdmin(partner))
                .get("/v1/partners/" + partner + "/" + path)
                .then();
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token).contentType("application/json");
    }

    /** As {@code curl -X POST} does: no body and no type of it. */
    private int postNothing(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://localhost:%d/v1/partners/%s/%s"
                                                            .formatted(
                                                                    RestAssured.port,
                                                                    partner,
                                                                    path)))
                                    .header(
                                            "Authorization",
                                            "Bearer " + TestTokens.partnerAdmin(partner))
                                    .header("Idempotency-Key", "nothing")
                                    .header("Prefer", "respond-async")
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    /** Sends a request and closes the connection without waiting for the answer. */
    private void hangUp(String body, String key) {
        String request =
                """
                POST /v1/partners/%s/seat-changes HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Idempotency-Key: %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s\
                """
                        .formatted(
                                partner,
                                TestTokens.partnerAdmin(partner),
                                key,
                                body.length(),
                                body);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private long number(String sql) {
        return pool.query(sql.formatted(partner))
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private void run(String sql) {
        pool.query(sql.formatted(partner)).execute().await().atMost(Duration.ofSeconds(30));
    }

    private String catching(String sql) {
        return pool.query(sql.formatted(partner))
                .execute()
                .map(_ -> "done")
                .onFailure()
                .recoverWithItem(e -> String.valueOf(e.getMessage()))
                .await()
                .atMost(Duration.ofSeconds(30));
    }
}
