package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.BillingEvent.CatalogLoaded;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What operators do: take invoices back, load prices, run billing. And what is to come. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class OperatorTest {

    @Inject OtherServices others;
    @Inject BusinessClock clock;
    @Inject MeterRegistry meters;

    @Test
    void aPaidInvoiceIsTakenBackOnceWithACreditNoteAndPaidBack() {
        var partner = others.partner(10, "fake-valid-visa-nonce");
        var invoice = others.expect(partner, InvoiceIssued.class);

        String number =
                credit(partner, invoice.invoiceId(), "1")
                        .statusCode(201)
                        .body("kind", equalTo("CREDIT_NOTE"))
                        .body("total.amount", equalTo("-249.00"))
                        .body("lines.cause.type", everyItem(equalTo("INVOICE")))
                        .extract()
                        .path("number");
        credit(partner, invoice.invoiceId(), "1").statusCode(201).body("number", equalTo(number));
        credit(partner, invoice.invoiceId(), "2")
                .statusCode(409)
                .body("type", equalTo("/problems/change-not-open"));

        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get("/v1/partners/{p}/invoices/{i}", partner, invoice.invoiceId())
                                .then()
                                .body("payments.status", contains("REFUNDED")));
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(2);
    }

    /**
     * What it was invoiced for stays as it is: it is no second time charged for what it was given.
     */
    @Test
    void whatIsGivenBackIsNeitherChargedNorGivenBackAgain() {
        var partner = others.partner(10, "fake-valid-visa-nonce");
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(change, 2, null));
        var invoice =
                others.expect(
                        partner, SeatPurchasePaid.class, paid -> paid.changeId().equals(change));
        credit(partner, Objects.requireNonNull(invoice.invoiceId()), "1")
                .statusCode(201)
                .body("total.amount", equalTo("-20.00"));
        assertThat(others.quote(partner, Ids.next(), 1).proratedCharge().toString())
                .isEqualTo("USD 10.00");

        others.tell(partner, SIXTEENTH, new SeatPurchaseAbandoned(change, "client-disabled"));
        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get("/v1/partners/{p}/plan", partner)
                                .then()
                                .body("seats.supply", equalTo(10)));

        assertThat(
                        others.told(partner, InvoiceIssued.class).stream()
                                .filter(each -> each.kind().equals("CREDIT_NOTE")))
                .hasSize(1);
        assertThat(others.quote(partner, Ids.next(), 2).proratedCharge().toString())
                .isEqualTo("USD 20.00");
    }

    @Test
    void anOpenInvoiceThatIsTakenBackIsVoid() {
        var partner = others.partner(10, null);
        var invoice = others.expect(partner, InvoiceIssued.class);

        credit(partner, invoice.invoiceId(), "1").statusCode(201);

        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, invoice.invoiceId())
                .then()
                .body("status", equalTo("VOID"));
        others.admin(partner)
                .header("Idempotency-Key", "2")
                .contentType("application/json")
                .body("{\"reason\":\"Mine\"}")
                .post("/v1/partners/{p}/invoices/{i}/credit-notes", partner, invoice.invoiceId())
                .then()
                .statusCode(403);
        credit(partner, Ids.next(), "3").statusCode(404);
    }

    @Test
    void theUpcomingInvoiceIsWhatTheNextPeriodWillCost() {
        var partner = others.partner(10, null);
        others.tell(partner, SIXTEENTH, new SeatsRetired(Ids.next(), 3, 3, 1));

        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get("/v1/partners/{p}/upcoming-invoice", partner)
                                .then()
                                .statusCode(200)
                                .body("period.start", equalTo("2026-12-01"))
                                .body("period.end", equalTo("2027-01-01"))
                                .body("lines.kind", contains("PROGRAM_FEE", "SEATS"))
                                .body("total.amount", equalTo("189.00")));
        given().auth()
                .oauth2(TestTokens.partnerMember(partner))
                .get("/v1/partners/{p}/upcoming-invoice", partner)
                .then()
                .statusCode(403);
    }

    @Test
    void theFeeOfTheNextPeriodIsByTheListThatIsInForceThen() {
        var list =
                """
                {"version":"%1$s","effectiveFrom":"%1$s","currency":"GBP",
                 "programs":[{"code":"BASIC","name":"Basic","rank":1,"fee":{"MONTHLY":"%2$s","ANNUAL":"490.00"},
                   "seats":{"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"20.00","ANNUAL":"200.00"}}]}},
                   {"code":"DIRECT","name":"Direct","rank":0,"direct":true,"fee":{"MONTHLY":"0","ANNUAL":"0"},
                   "seats":{"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"25.00","ANNUAL":"250.00"}}]}}],
                 "addOns":[]}
                """;
        load("now", list.formatted("2026-01-01", "49.00")).statusCode(201);
        load("next", list.formatted("2026-12-01", "59.00")).statusCode(201);
        var partner = Ids.next();
        others.tell(
                partner,
                OtherServices.FIRST,
                new PartnerRegistered(
                        "Acme Dashboards",
                        "BASIC",
                        "MONTHLY",
                        "GBP",
                        "Europe/London",
                        1,
                        10,
                        List.of(),
                        null,
                        "IMMEDIATE",
                        "admin@acme.test",
                        null));
        others.expect(partner, InvoiceIssued.class);

        others.admin(partner)
                .get("/v1/partners/{p}/plan", partner)
                .then()
                .statusCode(200)
                .body("currentFee.amount", equalTo("249.00"))
                .body("nextPeriodFee.amount", equalTo("259.00"));
        others.admin(partner)
                .get("/v1/partners/{p}/upcoming-invoice", partner)
                .then()
                .statusCode(200)
                .body("total.amount", equalTo("259.00"));
        var quote = others.quote(partner, Ids.next(), 5);
        assertThat(quote.currentFee().toString()).isEqualTo("GBP 249.00");
        assertThat(quote.nextPeriodFee().toString()).isEqualTo("GBP 359.00");
    }

    @Test
    void aPriceListIsLoadedOnceAndNamesEveryErrorOtherwise() {
        var version = "test-" + Ids.next();
        var list =
                """
                {"version":"%s","effectiveFrom":"2099-01-01","currency":"CHF",
                 "programs":[{"code":"BASIC","name":"Basic","rank":1,"fee":{"MONTHLY":"%s","ANNUAL":"490.00"},
                   "seats":{"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"20.00","ANNUAL":"200.00"}}]}},
                   {"code":"DIRECT","name":"Direct","rank":0,"direct":true,"fee":{"MONTHLY":"0","ANNUAL":"0"},
                   "seats":{"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"25.00","ANNUAL":"250.00"}}]}}],
                 "addOns":[]}
                """;
        load("1" + version, list.formatted(version, "49.00"))
                .statusCode(201)
                .body("version", equalTo(version));
        load("2" + version, list.formatted(version, "49.00")).statusCode(201);
        load("3" + version, list.formatted(version, "59.00"))
                .statusCode(400)
                .body("errors.pointer", contains("/version"));
        load("4" + version, "{\"currency\":\"CHF\",\"programs\":[],\"addOns\":[]}")
                .statusCode(400)
                .body("errors.pointer", hasItems("/version", "/effectiveFrom", "/programs"));

        others.expect(Ids.NIL, CatalogLoaded.class, told -> told.version().equals(version));
        assertThat(
                        others.told(Ids.NIL, CatalogLoaded.class).stream()
                                .filter(told -> told.version().equals(version)))
                .hasSize(1);
    }

    @Test
    void aBillingRunNamesWhatIsDueAndWhatFailed() {
        var partner = others.partner(10, null);
        String run =
                run("2026-11-01", "a" + partner)
                        .statusCode(202)
                        .body("status", equalTo("COMPLETED"))
                        .body("progress.plans", equalTo(0))
                        .body("failures", hasSize(0))
                        .extract()
                        .path("id");
        operator()
                .get("/v1/billing-runs/{r}", run)
                .then()
                .statusCode(200)
                .body("asOf", equalTo("2026-11-01"));
        run("2999-01-01", "b" + partner).statusCode(400).body("errors.pointer", contains("/asOf"));
        others.admin(partner).get("/v1/billing-runs/{r}", run).then().statusCode(403);
        operator().get("/v1/billing-runs/{r}", Ids.next()).then().statusCode(404);
    }

    @Test
    void aRunGoesOnForOthersAndNamesThePlanThatThePricesLack() {
        var wrong = due();
        var right = due();
        others.change("update plan set program = 'GONE' where partner_id = $1", wrong);
        var today = LocalDate.ofInstant(clock.now(), ZoneId.of("America/Toronto"));
        String run = run(today.toString(), "a" + wrong).statusCode(202).extract().path("id");
        List.of(wrong, right).forEach(this::answerOnce);

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        operator()
                                .get("/v1/billing-runs/{r}", run)
                                .then()
                                .body("progress.done", equalTo(1))
                                .body("progress.failed", equalTo(1))
                                .body("summary.totals.invoiced.amount", contains("249.00"))
                                .body("summary.totals.notCollected.amount", contains("249.00"))
                                .body("failures.planId", contains(wrong.toString()))
                                .body("failures[0].detail", containsString("no program GONE")));
        others.change("update plan set program = 'BASIC' where partner_id = $1", wrong);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        operator()
                                .get("/v1/billing-runs/{r}", run)
                                .then()
                                .body("status", equalTo("COMPLETED"))
                                .body("failures", hasSize(0)));
    }

    @Test
    void plansThatCannotGoOnAreNamedUntilTheyCan() {
        var wrong = Stream.of(due(), due(), due()).sorted().toList();
        wrong.forEach(each ->
                others.change("update plan set program = 'GONE' where partner_id = $1", each));
        var today = LocalDate.ofInstant(clock.now(), ZoneId.of("America/Toronto"));
        String run = run(today.toString(), "f" + wrong).statusCode(202).extract().path("id");
        wrong.forEach(this::answerOnce);

        Awaitility.await()
                .untilAsserted(() ->
                        operator()
                                .get("/v1/billing-runs/{r}/failures", run)
                                .then()
                                .statusCode(200)
                                .body("items", hasSize(3)));
        String rest =
                failures(run, "2", null)
                        .body("items.partnerId", contains(names(wrong.subList(0, 2))))
                        .body("items.detail", everyItem(containsString("no program GONE")))
                        .extract()
                        .path("nextCursor");
        failures(run, "2", rest)
                .body("items.partnerId", contains(names(wrong.subList(2, 3))))
                .body("items.name", contains("Acme Dashboards"))
                .body("nextCursor", nullValue());
        given().get("/q/health/well")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'Renewals' }.data.stuck", greaterThanOrEqualTo(3))
                .body("checks.find { it.name == 'Renewals' }.data.failure", notNullValue());
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(meters.get("seatflow.renewals.stuck").gauge().value())
                                .isGreaterThanOrEqualTo(3));

        others.change(
                "update plan set program = 'BASIC' where partner_id = any($1)",
                (Object) wrong.toArray(UUID[]::new));
        wrong.forEach(this::renewAll);
        failures(run, "2", null).body("items", hasSize(0));
        Awaitility.await()
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from renewal_failure where partner_id = any($1)",
                                        (Object) wrong.toArray(UUID[]::new)),
                        count -> count == 0);
    }

    @Test
    void aListOfFailuresIsAnOperatorsAndOfARunThatIsThere() {
        var partner = others.partner(10, null);
        String run = run("2026-11-01", "l" + partner).statusCode(202).extract().path("id");

        failures(run, "0", null).statusCode(400).body("errors.pointer", contains("/limit"));
        failures(run, "1", "bm9uZQ").statusCode(400).body("errors.pointer", contains("/cursor"));
        operator().get("/v1/billing-runs/{r}/failures", Ids.next()).then().statusCode(404);
        others.admin(partner).get("/v1/billing-runs/{r}/failures", run).then().statusCode(403);
    }

    private static ValidatableResponse failures(String run, String limit, @Nullable String cursor) {
        var request = operator().queryParam("limit", limit);
        return (cursor == null ? request : request.queryParam("cursor", cursor))
                .get("/v1/billing-runs/{r}/failures", run)
                .then();
    }

    private static String[] names(List<UUID> partners) {
        return partners.stream().map(UUID::toString).toArray(String[]::new);
    }

    private void answerOnce(UUID partner) {
        var end = others.expect(partner, PeriodEnding.class).periodEnd();
        others.tell(partner, end, new SupplyReduced(0, 10, end, 99));
    }

    /**
     * A plan that goes on while the run is being asked for is in it, with an invoice that is older
     * than the run.
     */
    @Test
    void aRunThatIsAskedForWhilePlansGoOnCountsTheirInvoices() {
        var partner = due();
        var before = due();
        renewAll(before);
        var today = LocalDate.ofInstant(clock.now(), ZoneId.of("America/Toronto"));
        String run = run(today.toString(), "w" + partner).statusCode(202).extract().path("id");
        others.change(
                "delete from billing_run_plan where run_id = $1 and partner_id <> $2",
                UUID.fromString(run),
                partner);
        others.change(
                "update billing_run set requested_at = requested_at + interval '1 hour' where id = $1",
                UUID.fromString(run));
        renewAll(partner);
        var invoices = others.told(partner, InvoiceIssued.class).stream().skip(1).toList();

        operator()
                .get("/v1/billing-runs/{r}", run)
                .then()
                .statusCode(200)
                .body("status", equalTo("COMPLETED"))
                .body("progress.plans", equalTo(1))
                .body("summary.seconds", equalTo(0.0f))
                .body("summary.totals.invoices", contains(invoices.size()))
                .body(
                        "summary.totals.invoiced.amount",
                        contains(
                                Money.total(invoices.stream().map(InvoiceIssued::total).toList())
                                        .getAmount()
                                        .toPlainString()));
        String later = run(today.toString(), "x" + partner).statusCode(202).extract().path("id");
        assertThat(
                        others.value(
                                Long.class,
                                "select count(*) from billing_run_plan where run_id = $1 and partner_id in ($2, $3)",
                                UUID.fromString(later),
                                partner,
                                before))
                .isZero();
    }

    /** Answers for seat-service until the partner's plan is in a period that is not over. */
    private void renewAll(UUID partner) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    answerAll(partner);
                    return others.value(
                            Boolean.class,
                            "select period_ends_at > $2 from plan where partner_id = $1",
                            partner,
                            clock.now().atOffset(ZoneOffset.UTC));
                });
        Awaitility.await()
                .until(() ->
                        others.told(partner, InvoiceIssued.class).size()
                                == others.value(
                                        Long.class,
                                        "select count(*) from invoice where partner_id = $1",
                                        partner));
    }

    private void answerAll(UUID partner) {
        others.told(partner, PeriodEnding.class).stream()
                .map(PeriodEnding::periodEnd)
                .distinct()
                .forEach(end -> others.tell(partner, end, new SupplyReduced(0, 10, end, 99)));
    }

    /** A partner whose first month is over and has not been followed by another. */
    private UUID due() {
        var partner = Ids.next();
        others.tell(
                partner,
                clock.now().minus(Duration.ofDays(40)),
                OtherServices.registration("BASIC", 10, null));
        others.expect(partner, InvoiceIssued.class);
        return partner;
    }

    private ValidatableResponse credit(UUID partner, UUID invoice, String key) {
        return operator()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body("{\"reason\":\"As agreed\"}")
                .post("/v1/partners/{p}/invoices/{i}/credit-notes", partner, invoice)
                .then();
    }

    private ValidatableResponse load(String key, String list) {
        return operator()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(list)
                .post("/v1/catalogs")
                .then();
    }

    private ValidatableResponse run(String asOf, String key) {
        return operator()
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body("{\"asOf\":\"" + asOf + "\"}")
                .post("/v1/billing-runs")
                .then();
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(TestTokens.operator());
    }
}
