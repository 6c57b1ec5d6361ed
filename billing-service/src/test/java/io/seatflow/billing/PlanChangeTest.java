package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.PlanChanged;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another program and other add-ons: dearer at once and charged, cheaper with the next period. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class PlanChangeTest {

    private static final String CHANGES = "/v1/partners/{p}/plan-changes";

    @Inject OtherServices others;
    @Inject BusinessClock clock;

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"decline\":false,\"failNext\":null}");
    }

    @Test
    void aHigherProgramAndAddOnsCountAtOnceForWhatThePreviewSaid() {
        var partner = partner("BASIC", "IMMEDIATE");
        var body =
                "{\"program\":\"PREFERRED\",\"addAddOns\":[\"WHITE_LABEL\",\"PRIORITY_SUPPORT\"]%s}";
        change(partner, "1", body.formatted(",\"preview\":true"))
                .statusCode(200)
                .body("id", nullValue())
                .body("quote.proratedCharge.amount", equalTo("247.50"))
                .body("quote.currentFee.amount", equalTo("249.00"))
                .body("quote.nextPeriodFee.amount", equalTo("496.50"));
        plan(partner).body("program", equalTo("BASIC"));

        change(partner, "2", body.formatted(""))
                .statusCode(201)
                .body("id", notNullValue())
                .body("status", equalTo("COMPLETED"))
                .body("quote.proratedCharge.amount", equalTo("247.50"));
        change(partner, "2", body.formatted("")).statusCode(201);

        plan(partner)
                .body("program", equalTo("PREFERRED"))
                .body("addOns", contains("PRIORITY_SUPPORT", "WHITE_LABEL"))
                .body("currentFee.amount", equalTo("496.50"))
                .body("scheduled", hasSize(0));
        var paid =
                others.expect(partner, InvoicePaid.class, each -> each.kind().equals("PRORATION"));
        assertThat(paid.total()).isEqualTo(usd("247.50"));
        var changed = others.expect(partner, PlanChanged.class);
        assertThat(changed.program()).isEqualTo("PREFERRED");
        assertThat(changed.addOns()).containsExactly("PRIORITY_SUPPORT", "WHITE_LABEL");
        assertThat(changed.changedBy()).isEqualTo("admin@acme.test");
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(2);
    }

    @Test
    void declinedNothingChanges() {
        var partner = partner("BASIC", "IMMEDIATE");
        others.gatewayBehaves("{\"failNext\":\"DECLINE\"}");

        change(partner, "1", "{\"program\":\"PREFERRED\",\"removeAddOns\":[]}")
                .statusCode(402)
                .body("type", equalTo("/problems/payment-declined"));

        plan(partner).body("program", equalTo("BASIC")).body("scheduled", hasSize(0));
        assertThat(others.told(partner, PlanChanged.class)).isEmpty();
    }

    /** Five seats are being paid for, and more seats make what a seat costs dearer. */
    @Test
    void whatHasBecomeDearerMeanwhileIsAskedForAgain() {
        var partner = partner("BASIC", "IMMEDIATE");
        var body = "{\"addAddOns\":[\"PRIORITY_SUPPORT\"]}";
        beginToBuy(partner, 5);

        change(partner, "1", body)
                .statusCode(409)
                .body("type", equalTo("/problems/quote-superseded"))
                .body("detail", containsString("USD 26.25"))
                .body("quote.proratedCharge.amount", equalTo("26.25"))
                .body("quote.nextPeriodFee.amount", equalTo("375.25"));
        change(partner, "1", body).statusCode(409);
        plan(partner).body("addOns", hasSize(0)).body("seats.supply", equalTo(15));
        others.expect(partner, SeatPurchasePaid.class);
        assertThat(others.told(partner, PlanChanged.class)).isEmpty();
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(2);

        change(partner, "2", body)
                .statusCode(201)
                .body("status", equalTo("COMPLETED"))
                .body("quote.proratedCharge.amount", equalTo("26.25"));
        assertThat(
                        others.expect(
                                partner,
                                InvoicePaid.class,
                                each -> each.total().isEqual(usd("26.25"))))
                .isNotNull();
    }

    @Test
    void whatHasBecomeCheaperMeanwhileIsAnsweredAsItWasCharged() {
        var partner = partner("BASIC", "IMMEDIATE");
        beginToBuy(partner, 5);

        change(partner, "1", "{\"program\":\"PREFERRED\"}")
                .statusCode(201)
                .body("status", equalTo("COMPLETED"))
                .body("quote.proratedCharge.amount", equalTo("120.00"))
                .body("quote.currentFee.amount", equalTo("349.00"))
                .body("quote.nextPeriodFee.amount", equalTo("469.00"));
        assertThat(
                        others.expect(
                                partner,
                                InvoicePaid.class,
                                each -> each.total().isEqual(usd("120.00"))))
                .isNotNull();
    }

    /** Their payment takes its time. */
    private void beginToBuy(UUID partner, int seats) {
        others.gatewayBehaves("{\"failNext\":\"HANG\"}");
        others.tell(
                partner,
                clock.now(),
                new SeatPurchaseConfirmed(
                        Ids.next(),
                        "PURCHASE",
                        null,
                        seats,
                        seats,
                        null,
                        1,
                        clock.now(),
                        "admin@acme.test"));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        others.value(
                                        Long.class,
                                        "select count(*) from charge where partner_id = $1 and status = 'CHARGING'",
                                        partner)
                                == 1);
    }

    @Test
    void whatIsCheaperCountsWithTheNextPeriodUnlessItIsTakenBack() {
        var partner = partner("PREFERRED", "IMMEDIATE");
        change(partner, "1", "{\"addAddOns\":[\"WHITE_LABEL\",\"PREMIUM_DATA\"]}").statusCode(201);
        String first =
                change(partner, "2", "{\"removeAddOns\":[\"PREMIUM_DATA\"]}")
                        .statusCode(201)
                        .body("status", equalTo("SCHEDULED"))
                        .body("quote.proratedCharge.amount", equalTo("0.00"))
                        .body("quote.currentFee.amount", equalTo("509.00"))
                        .body("quote.nextPeriodFee.amount", equalTo("479.00"))
                        .extract()
                        .path("id");
        change(partner, "3", "{\"program\":\"BASIC\",\"removeAddOns\":[\"WHITE_LABEL\"]}")
                .statusCode(201)
                .body("status", equalTo("SCHEDULED"))
                .body("quote.nextPeriodFee.amount", equalTo("249.00"));
        plan(partner)
                .body("program", equalTo("PREFERRED"))
                .body("currentFee.amount", equalTo("509.00"))
                .body("nextPeriodFee.amount", equalTo("249.00"))
                .body(
                        "scheduled.kind",
                        contains("REMOVE_ADD_ON", "REMOVE_ADD_ON", "SWITCH_PROGRAM"));

        others.admin(partner).delete(CHANGES + "/{c}", partner, first).then().statusCode(204);
        Awaitility.await().until(() -> others.told(partner, PlanChanged.class).size() == 4);
        assertThat(others.told(partner, PlanChanged.class))
                .extracting(PlanChanged::changedBy)
                .containsOnly("admin@acme.test");
        others.admin(partner).delete(CHANGES + "/{c}", partner, Ids.next()).then().statusCode(404);
        plan(partner).body("nextPeriodFee.amount", equalTo("279.00"));

        renew(partner);
        plan(partner)
                .body("program", equalTo("BASIC"))
                .body("addOns", contains("PREMIUM_DATA"))
                .body("currentFee.amount", equalTo("279.00"))
                .body("scheduled", hasSize(0));
    }

    @Test
    void aChangeThatWasMeantForAnotherVersionOfThePlanIsRefused() {
        var partner = partner("BASIC", "IMMEDIATE");
        var read = plan(partner).extract().header("ETag");
        change(partner, "1", "{\"program\":\"PREFERRED\"}", read)
                .statusCode(201)
                .body("status", equalTo("COMPLETED"));

        change(partner, "2", "{\"addAddOns\":[\"WHITE_LABEL\"]}", read)
                .statusCode(412)
                .body("type", equalTo("/problems/stale-version"));
        change(partner, "1", "{\"program\":\"PREFERRED\"}", read).statusCode(201);

        plan(partner).body("addOns", hasSize(0));
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        var partner = partner("BASIC", "IMMEDIATE");
        change(
                        partner,
                        "1",
                        "{\"program\":\"DIRECT\",\"addAddOns\":[\"NONE\",\"WHITE_LABEL\"],\"removeAddOns\":[\"WHITE_LABEL\",\"PREMIUM_DATA\"]}")
                .statusCode(400)
                .body(
                        "errors.pointer",
                        hasItems("/program", "/addAddOns/0", "/removeAddOns/0", "/removeAddOns/1"));
        change(partner, "2", "{\"program\":\"BASIC\"}").statusCode(400);
        change(partner, "3", "{}").statusCode(400);
        given().auth()
                .oauth2(TestTokens.partnerMember(partner, "seats:purchase"))
                .header("Idempotency-Key", "4")
                .contentType("application/json")
                .body("{\"program\":\"PREFERRED\"}")
                .post(CHANGES, partner)
                .then()
                .statusCode(403);
    }

    @Test
    void whoGathersChargesPaysThemWithTheNextPeriod() {
        var partner = partner("BASIC", "NEXT_INVOICE");
        var change = Ids.next();
        var abandoned = Ids.next();
        others.gatewayBehaves("{\"decline\":true}");

        confirm(partner, change, 2);
        confirm(partner, abandoned, 1);
        others.tell(partner, clock.now(), new SeatPurchaseAbandoned(abandoned, "test"));
        others.tell(
                partner,
                clock.now(),
                new SeatsAdded(Ids.next(), 3, 15, "ACTIVATE", 7, clock.now()));
        change(partner, "1", "{\"addAddOns\":[\"WHITE_LABEL\"]}")
                .statusCode(201)
                .body("status", equalTo("COMPLETED"));
        Awaitility.await().untilAsserted(() -> plan(partner).body("seats.supply", equalTo(15)));
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(1);
        others.gatewayBehaves("{\"decline\":false}");

        renew(partner);

        var invoice =
                others.told(partner, InvoiceIssued.class).stream()
                        .filter(each -> each.kind().equals("PERIOD"))
                        .toList()
                        .getLast();
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, invoice.invoiceId())
                .then()
                .body(
                        "lines.kind",
                        contains(
                                "PROGRAM_FEE",
                                "SEATS",
                                "ADD_ON",
                                "PRORATION",
                                "PRORATION",
                                "PRORATION"))
                .body("lines.amount.amount", hasItems("40.00", "60.00", "100.00"));
        // The next fee of 49 + 15 x 20 + 100, and what was gathered: 40 + 60 + 100.
        assertThat(invoice.total()).isEqualTo(usd("649.00"));
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(2);
    }

    /** The fiftieth seat makes all cheaper, but not those that were bought before it. */
    @Test
    void whatIsGatheredNamesThePriceThatItWasChargedAt() {
        var partner = partner("PREFERRED", "NEXT_INVOICE");
        confirm(partner, Ids.next(), 2);
        confirm(partner, Ids.next(), 38);

        renew(partner);

        others.admin(partner)
                .get("/v1/partners/{p}/invoices", partner)
                .then()
                .body(
                        "items[0].lines.kind",
                        contains("PROGRAM_FEE", "SEATS", "PRORATION", "PRORATION"))
                .body(
                        "items[0].lines.unitPrice.amount",
                        contains("199.00", "16.00", "18.00", "16.00"));
    }

    @Test
    void aGatheredPurchaseThatIsAbandonedComesOffThePeriodsInvoice() {
        var partner = partner("BASIC", "NEXT_INVOICE");
        var change = Ids.next();
        confirm(partner, change, 2);
        renew(partner);
        var invoice =
                others.expect(
                                partner,
                                InvoicePaid.class,
                                paid -> paid.total().isEqual(usd("329.00")))
                        .invoiceId();

        others.tell(partner, clock.now(), new SeatPurchaseAbandoned(change, "client-disabled"));

        var credit =
                others.expect(
                        partner, InvoiceIssued.class, each -> each.kind().equals("CREDIT_NOTE"));
        // The running period was invoiced with the two seats as well.
        assertThat(credit.total()).isEqualTo(usd("-80.00"));
        var part =
                others.value(
                        UUID.class,
                        "select id from payment where partner_id = $1 and is_part and amount = 40",
                        partner);
        others.settle(
                others.value(UUID.class, "select id from payment where invoice_id = $1", invoice),
                false);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                others.value(
                                        String.class,
                                        "select status from payment where id = $1",
                                        part),
                        "REFUNDED"::equals);
        assertThat(others.transactions(part)).hasSize(1);
        isNotGivenBackOnceMore(partner, invoice);
    }

    /** A part of it was: the whole of it would be too much. */
    private static void isNotGivenBackOnceMore(UUID partner, UUID invoice) {
        given().auth()
                .oauth2(TestTokens.operator())
                .header("Idempotency-Key", "credit-" + invoice)
                .contentType("application/json")
                .body("{\"reason\":\"As agreed\"}")
                .post("/v1/partners/{p}/invoices/{i}/credit-notes", partner, invoice)
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/change-not-open"));
    }

    @Test
    void whatIsTakenOffAnInvoiceThatIsOwedIsNotCollected() {
        var partner = partner("BASIC", "NEXT_INVOICE");
        var change = Ids.next();
        confirm(partner, change, 2);
        others.gatewayBehaves("{\"decline\":true}");
        renew(partner);
        var invoice = others.expect(partner, PaymentFailed.class).invoiceId();
        others.gatewayBehaves("{\"decline\":false}");

        others.tell(partner, clock.now(), new SeatPurchaseAbandoned(change, "client-disabled"));
        others.expect(partner, InvoiceIssued.class, each -> each.kind().equals("CREDIT_NOTE"));
        others.admin(partner)
                .header("Idempotency-Key", "pay")
                .header("Prefer", "wait=10")
                .post("/v1/partners/{p}/invoices/{i}/pay", partner, invoice)
                .then()
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("total.amount", equalTo("329.00"))
                .body("payments[1].amount.amount", equalTo("249.00"));
    }

    private void confirm(UUID partner, UUID change, int seats) {
        others.tell(
                partner,
                clock.now(),
                new SeatPurchaseConfirmed(
                        change,
                        "PURCHASE",
                        null,
                        seats,
                        seats,
                        null,
                        1,
                        clock.now(),
                        "admin@acme.test"));
        others.expect(partner, SeatPurchasePaid.class, paid -> paid.changeId().equals(change));
    }

    /** A partner with ten seats whose plan begins today: a whole period is left. */
    @Test
    void whatIsGivenUpAfterThePeriodIsOverStaysInTheOneThatHasBegun() {
        var partner = partner("PREFERRED", "IMMEDIATE", clock.now().minus(Duration.ofDays(40)));
        var end = others.expect(partner, PeriodEnding.class).periodEnd();

        String id =
                others.admin(partner)
                        .header("Idempotency-Key", "late")
                        .header("Prefer", "respond-async")
                        .contentType("application/json")
                        .body("{\"program\":\"BASIC\"}")
                        .post(CHANGES, partner)
                        .then()
                        .statusCode(202)
                        .body("status", equalTo("PENDING"))
                        .extract()
                        .path("id");
        others.tell(partner, end, new SupplyReduced(0, 10, end, 99));

        var next = others.expect(partner, PeriodStarted.class, each -> each.start().equals(end));
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(others.told(partner, InvoiceIssued.class))
                                .extracting(InvoiceIssued::total)
                                .containsExactly(usd("379.00"), usd("379.00")));
        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get(CHANGES + "/" + id, partner)
                                .then()
                                .body("status", equalTo("SCHEDULED"))
                                .body("effectiveOn", equalTo(next.endOn().toString())));
        plan(partner).body("program", equalTo("PREFERRED"));
    }

    @Test
    void whatCountsFromTodayIsNotTakenBackAnyMore() {
        var partner = partner("PREFERRED", "IMMEDIATE");
        String id =
                change(partner, "1", "{\"program\":\"BASIC\"}")
                        .statusCode(201)
                        .extract()
                        .path("id");
        others.change(
                "update plan_change set effective_on = $2 where partner_id = $1",
                partner,
                LocalDate.ofInstant(clock.now(), ZoneId.of("America/Toronto")));

        others.admin(partner).delete(CHANGES + "/" + id, partner).then().statusCode(409);
    }

    private UUID partner(String program, String collection) {
        return partner(program, collection, clock.now());
    }

    private UUID partner(String program, String collection, Instant at) {
        var partner = Ids.next();
        others.tell(
                partner,
                at,
                new PartnerRegistered(
                        "Acme Dashboards",
                        program,
                        "MONTHLY",
                        "USD",
                        "America/Toronto",
                        null,
                        10,
                        List.of(),
                        null,
                        collection,
                        "admin@acme.test",
                        "fake-valid-visa-nonce"));
        others.expect(partner, InvoicePaid.class);
        return partner;
    }

    private void renew(UUID partner) {
        var end = others.expect(partner, PeriodStarted.class).end();
        others.periodIsOver(partner, end);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, end, new SupplyReduced(0, 10, end, 99));
        others.expect(partner, PeriodStarted.class, each -> each.start().equals(end));
    }

    private ValidatableResponse change(UUID partner, String key, String body) {
        return change(partner, key, body, "*");
    }

    private ValidatableResponse change(UUID partner, String key, String body, String ifMatch) {
        return others.admin(partner)
                .header("If-Match", ifMatch)
                .header("Idempotency-Key", key)
                .header("Prefer", "wait=20")
                .contentType("application/json")
                .body(body)
                .post(CHANGES, partner)
                .then();
    }

    private ValidatableResponse plan(UUID partner) {
        return others.admin(partner).get("/v1/partners/{p}/plan", partner).then().statusCode(200);
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
