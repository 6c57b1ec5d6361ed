package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * All books are compared with each other: what is tampered with is found, what is healthy is not.
 */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class ReconciliationTest {

    private static final String CARD = "fake-valid-visa-nonce";

    @Inject OtherServices others;

    private final UUID change = Ids.next();

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"failNext\":null,\"failPlan\":[]}");
    }

    @Test
    void anEventfulHistoryHasNoFindings() {
        var partner = partnerWithSeats(100);
        for (var failure : List.of("ERROR_AFTER_CHARGE", "DECLINE", "CUT_BEFORE_CHARGE")) {
            others.gatewayBehaves("{\"failNext\":\"" + failure + "\"}");
            var bought = Ids.next();
            others.tell(partner, SIXTEENTH, confirmation(bought, 3, null));
            awaitDecided(partner, bought);
        }
        others.told(partner, SeatPurchasePaid.class)
                .forEach(paid -> deliver(partner, paid.changeId(), 3));
        others.tell(
                partner, SIXTEENTH, new SeatsAdded(Ids.next(), 4, 110, "ACTIVATE", 7, SIXTEENTH));
        await().until(() -> others.told(partner, InvoicePaid.class).size() == 4);

        assertThat(findings(partner)).isEmpty();
    }

    @Test
    void aChargeThatTurnsUpForADeclinedPaymentIsFoundAndGivenBack() {
        var partner = partnerWithSeats(100);
        buy(partner);
        var payment = payment(partner, "CHARGE");
        others.change(
                "update payment set status = 'DECLINED', reason = 'payment-unavailable', transaction_id = null, invoice_id = null where id = $1",
                payment);

        assertThat(findings(partner)).containsEntry("CHARGED_FOR_NOTHING", payment.toString());

        await().until(() -> others.transactions(payment), List.of("voided")::equals);
    }

    @Test
    void aSecondChargeIsFoundAndGivenBack() {
        var partner = partnerWithSeats(100);
        var payment = payment(partner, "INVOICE");
        others.strangersCharge(payment);

        assertThat(findings(partner)).containsEntry("CHARGED_TWICE", payment.toString());

        await().until(
                        () -> others.transactions(payment),
                        List.of("voided", "submitted_for_settlement")::equals);
        await().until(() -> findings(partner).isEmpty());
    }

    @Test
    void aPaymentThatTheGatewayDoesNotHaveIsFound() {
        var partner = partnerWithSeats(100);
        var payment = payment(partner, "INVOICE");
        var other = Ids.next();
        others.change("update payment set id = $2 where id = $1", payment, other);

        assertThat(findings(partner)).containsEntry("CHARGE_MISSING", other.toString());
    }

    @Test
    void anotherAmountIsFound() {
        var partner = partnerWithSeats(100);
        var payment = payment(partner, "INVOICE");
        others.change("update payment set amount = amount - 0.01 where id = $1", payment);

        assertThat(findings(partner)).containsEntry("AMOUNT_DIFFERS", payment.toString());
    }

    @Test
    void whatIsGivenBackAtTheGatewayAloneIsFound() {
        var partner = partnerWithSeats(100);
        var payment = payment(partner, "INVOICE");
        others.voidAtTheGateway(others.transactionIds(payment).getFirst());

        assertThat(findings(partner)).containsEntry("GIVEN_BACK_ELSEWHERE", payment.toString());
    }

    /** The endless comparison has passed a charge when it is a minute old. */
    @Test
    void whatGoesBackAtTheGatewayLongAfterItWasChargedIsFound() {
        var calledOff = partnerWithSeats(100);
        var refunded = partnerWithSeats(100);
        others.settle(payment(refunded, "INVOICE"), false);
        var since = afterThisSecond();

        others.voidAtTheGateway(others.transactionIds(payment(calledOff, "INVOICE")).getFirst());
        others.refundAtTheGateway(others.transactionIds(payment(refunded, "INVOICE")).getFirst());

        var found = reportOf(reconcile(Map.of("since", since.toString())));
        for (var partner : List.of(calledOff, refunded)) {
            assertThat(found)
                    .anySatisfy(each -> {
                        assertThat(each.get("kind")).isEqualTo("GIVEN_BACK_ELSEWHERE");
                        assertThat(each.get("about"))
                                .isEqualTo(payment(partner, "INVOICE").toString());
                    });
        }
    }

    /** The gateway counts whole seconds. */
    private static Instant afterThisSecond() {
        var next = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        await().pollInterval(Duration.ofMillis(50)).until(() -> Instant.now().isAfter(next));
        return next;
    }

    @Test
    void aStrangersChargeIsFound() {
        var charge = others.strangersCharge(Ids.next());

        assertThat(reportOf(reconcile()).stream())
                .anySatisfy(found -> {
                    assertThat(found.get("kind")).isEqualTo("STRANGERS_CHARGE");
                    assertThat(found.get("about")).isEqualTo(charge);
                    assertThat(String.valueOf(found.get("remedy"))).contains("refund");
                });
    }

    @Test
    void aPaymentThatNobodyKnowsOfForADayIsFoundAndDecidedByAnOperator() {
        var partner = partnerWithSeats(100);
        others.gatewayBehaves("{\"failNext\":\"CUT_BEFORE_CHARGE\"}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        // As if nobody got an answer: no process has it, and none takes it up.
        await().pollInterval(Duration.ofMillis(20)).until(() -> others.isLeftAlone(partner));
        var payment = payment(partner, "CHARGE");
        decide(partner, payment, "early", "NOT_CHARGED").statusCode(409);
        others.change(
                "update payment set sent_at = sent_at - interval '25 hours' where id = $1",
                payment);

        assertThat(findings(partner)).containsEntry("UNDECIDED", payment.toString());

        decide(partner, payment, "late", "CHARGED")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/transactionId"));
        operator("blank")
                .body(Map.of("outcome", "CHARGED", "reason", " "))
                .post("/v1/partners/{p}/payments/{id}/outcome", partner, payment)
                .then()
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/reason", "/transactionId"));
        decide(partner, payment, "late", "NOT_CHARGED")
                .statusCode(200)
                .body("status", equalTo("DECLINED"));
        decide(partner, payment, "late", "NOT_CHARGED").statusCode(200);
        assertThat(
                        others.expect(
                                        partner,
                                        SeatPurchaseDeclined.class,
                                        told -> told.changeId().equals(change))
                                .reason())
                .isEqualTo("payment-unavailable");
    }

    @Test
    void whatAnOperatorSaysWasChargedMustBeSoAtTheGateway() {
        var partner = partnerWithSeats(100);
        var payment = undecided(partner);
        var elsewhere = others.transactionIds(payment(partner, "INVOICE")).getFirst();

        charged(partner, payment, "never")
                .statusCode(409)
                .body("type", equalTo("/problems/gateway-disagrees"))
                .body("found", empty())
                .body("detail", containsString(payment.toString()));
        charged(partner, payment, elsewhere).statusCode(409);
        var theirs = others.strangersCharge(payment);
        charged(partner, payment, "another")
                .statusCode(409)
                .body("found.transactionId", contains(theirs))
                .body("found.status", contains("submitted_for_settlement"))
                .body("found.amount.amount", contains("12.00"));
        decide(partner, payment, "no", "NOT_CHARGED")
                .statusCode(409)
                .body("found.transactionId", contains(theirs));
        assertThat(status(payment)).isEqualTo("UNKNOWN");
        assertThat(others.told(partner, SeatPurchasePaid.class)).isEmpty();

        charged(partner, payment, theirs).statusCode(200).body("status", equalTo("SUCCEEDED"));
        charged(partner, payment, theirs).statusCode(200);
        others.expect(partner, SeatPurchasePaid.class);
    }

    private static ValidatableResponse charged(UUID partner, UUID payment, String transaction) {
        return operator("charged-" + payment + transaction)
                .body(
                        Map.of(
                                "outcome",
                                "CHARGED",
                                "transactionId",
                                transaction,
                                "reason",
                                "It is in the control panel."))
                .post("/v1/partners/{p}/payments/{id}/outcome", partner, payment)
                .then();
    }

    private String status(UUID payment) {
        return others.value(String.class, "select status from payment where id = $1", payment);
    }

    /** A payment of which nobody has got an answer for a day, and that none takes up. */
    private UUID undecided(UUID partner) {
        others.gatewayBehaves("{\"failNext\":\"CUT_BEFORE_CHARGE\"}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        await().pollInterval(Duration.ofMillis(20)).until(() -> others.isLeftAlone(partner));
        var payment = payment(partner, "CHARGE");
        others.change(
                "update payment set sent_at = sent_at - interval '25 hours' where id = $1",
                payment);
        return payment;
    }

    @Test
    void anotherSupplyThanSeatServiceTellsOfIsFound() {
        var partner = partnerWithSeats(100);
        buy(partner);
        assertThat(findings(partner)).isEmpty();

        others.change("update plan set seats = seats + 1 where partner_id = $1", partner);

        assertThat(findings(partner)).containsEntry("SUPPLY_DIFFERS", partner.toString());
    }

    /** Seat-service answers a question that is asked again as it did before. */
    @Test
    void anAnswerThatIsGivenAgainSaysNothingNewOfTheSupply() {
        var partner = partnerWithSeats(100);
        var answer = new SupplyReduced(5, 95, Instant.parse("2026-11-01T04:00:00Z"), 7);
        others.tell(partner, SIXTEENTH, answer);
        buy(partner);

        others.tell(partner, SIXTEENTH, answer);
        others.quote(partner, Ids.next(), 1);

        assertThat(findings(partner)).isEmpty();
    }

    /**
     * A client's own plan that ended in November, as is heard in December, and began again then.
     */
    @Test
    void aPlanWhosePeriodWasGivenBackHasNoFindings() {
        var partner = partnerWithSeats(100);
        var client = Ids.next();
        var end = Instant.parse("2026-12-16T05:00:00Z");
        var again = end.plusSeconds(3600);
        others.tell(partner, SIXTEENTH, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        joined(partner, client, SIXTEENTH, 7);
        awaitInvoices(partner, client, 1);
        others.periodIsOver(partner, client, end);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, end, new SupplyReduced(0, 4, end, 8, client));
        awaitInvoices(partner, client, 2);
        assertThat(findings(partner)).isEmpty();

        others.tell(
                partner,
                SIXTEENTH.plusSeconds(86_400),
                new BillingManagerChanged(client, "PARTNER", "ADD_TO_PLAN"));
        awaitInvoices(partner, client, 3);
        others.tell(partner, again, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        joined(partner, client, again, 9);
        awaitInvoices(partner, client, 4);

        assertThat(findings(partner)).isEmpty();
    }

    /**
     * An operator takes its invoice back as a whole, and the plan ends, before it is abandoned: it
     * has no credit note of its own.
     */
    @Test
    void aPurchaseThatWasCreditedAndAbandonedAfterItsPeriodHasNoFindings() {
        var partner = partnerWithSeats(100);
        var client = Ids.next();
        var end = Instant.parse("2026-12-16T05:00:00Z");
        others.tell(partner, SIXTEENTH, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        joined(partner, client, SIXTEENTH, 7);
        awaitInvoices(partner, client, 1);
        given().auth()
                .oauth2(TestTokens.clientAdmin(partner, client))
                .header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\"}")
                .post("/v1/partners/{p}/clients/{c}/billing/payment-methods", partner, client)
                .then()
                .statusCode(201);
        others.tell(
                partner,
                SIXTEENTH,
                new SeatPurchaseConfirmed(
                        change, "PURCHASE", client, 3, 3, null, 1, SIXTEENTH, "ada", client));
        awaitDecided(partner, change);
        others.periodIsOver(partner, client, end);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, end, new SupplyReduced(0, 7, end, 8, client));
        awaitInvoices(partner, client, 3);
        others.tell(
                partner,
                end.plusSeconds(86_400),
                new BillingManagerChanged(client, "PARTNER", "ADD_TO_PLAN"));
        await().until(() ->
                others.value(
                        Boolean.class,
                        "select ended_at is not null from plan where partner_id = $1 and plan_id = $2",
                        partner,
                        client));
        var invoice =
                others.value(
                        UUID.class,
                        "select invoice_id from charge where partner_id = $1 and change_id = $2",
                        partner,
                        change);
        operator("back-" + invoice)
                .body(Map.of("reason", "As agreed"))
                .post("/v1/partners/{p}/invoices/{i}/credit-notes", partner, invoice)
                .then()
                .statusCode(201);
        // As it is once that period is over.
        others.change(
                "update invoice set issued_on = '2026-12-16' where partner_id = $1 and kind = 'CREDIT_NOTE'",
                partner);

        others.tell(partner, end, new SeatPurchaseAbandoned(change, "client-disabled"));
        await().until(() ->
                others.value(
                                String.class,
                                "select status from charge where partner_id = $1 and change_id = $2",
                                partner,
                                change)
                        .equals("TAKEN_BACK"));

        assertThat(findings(partner)).isEmpty();
    }

    private void joined(UUID partner, UUID client, Instant at, long sequence) {
        others.tell(
                partner, at, new SeatsAdded(client, 4, 4, "BILLING_MANAGER", sequence, at, client));
    }

    private void awaitInvoices(UUID partner, UUID client, int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        others.told(partner, InvoiceIssued.class).stream()
                                        .filter(each -> client.equals(each.payingClientId()))
                                        .count()
                                == count);
    }

    /** The gateway refuses a part of what its processor has not settled: an operator is told. */
    @Test
    void whatTheGatewayDoesNotGiveBackForADayIsFound() {
        var partner = partnerWithSeats(100);
        var part = "from payment where partner_id = $1 and is_part";
        others.tell(
                partner,
                SIXTEENTH,
                new SupplyReduced(5, 95, Instant.parse("2026-11-01T04:00:00Z"), 7));
        await().until(() -> others.value(Long.class, "select count(*) " + part, partner) == 1);
        assertThat(findings(partner)).isEmpty();

        others.change(
                "update payment set giving_back_since = now() - interval '25 hours' where partner_id = $1 and is_part",
                partner);

        assertThat(findings(partner))
                .containsEntry(
                        "GIVING_BACK",
                        others.value(UUID.class, "select id " + part, partner).toString());
    }

    @Test
    void aPeriodThatCountsAnotherSumIsFound() {
        var partner = partnerWithSeats(100);
        buy(partner);
        others.change(
                "update plan_period set charged = charged - 0.01 where partner_id = $1", partner);

        assertThat(findings(partner)).containsEntry("PERIOD_DIFFERS", partner + " 2026-11-01");
    }

    @Test
    void aChargeThatIsNotWhatItsInvoiceSaysIsFound() {
        var partner = partnerWithSeats(100);
        buy(partner);
        others.change("update charge set amount = amount + 0.01 where partner_id = $1", partner);

        assertThat(findings(partner)).containsKeys("INVOICE_DIFFERS", "PERIOD_DIFFERS");
    }

    /** A cent less for the seats of November, in every figure that billing has of it. */
    @Test
    void aPriceThatIsNotThatOfTheListIsFoundHoweverWellItAddsUp() {
        var partner = partnerWithSeats(100);
        buy(partner);
        assertThat(findings(partner)).isEmpty();

        others.change(
                """
                with i as (
                    update invoice set total = total - 0.01 where partner_id = $1 and kind = 'PERIOD' returning id
                ), l as (
                    update invoice_line set unit_price = unit_price - 0.0001, amount = amount - 0.01, sum = sum - 0.01
                    where partner_id = $1 and kind = 'SEATS'
                ), y as (
                    update payment set amount = amount - 0.01 where partner_id = $1 and purpose = 'INVOICE'
                )
                update plan_period set paid_fee = paid_fee - 0.01, fee_days = fee_days - 0.30, charged = charged - 0.01
                where partner_id = $1
                """,
                partner);

        assertThat(findings(partner))
                .containsEntry("RECOUNT_DIFFERS", partner + " 2026-11-01")
                .doesNotContainKeys("PERIOD_DIFFERS", "INVOICE_DIFFERS");
    }

    /** The next period began with what seat-service told: what came, less what has left. */
    @Test
    void aPeriodThatBeganWithFewerSeatsIsCountedAnewWithoutFindings() {
        var partner = partnerWithSeats(100);
        buy(partner);
        var end = Instant.parse("2026-12-01T05:00:00Z");
        others.periodIsOver(partner, end);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, end, new SupplyReduced(7, 98, end, 9));
        await().until(() ->
                others.told(partner, InvoicePaid.class).stream()
                                .filter(each -> each.kind().equals("PERIOD"))
                                .count()
                        == 2);
        assertThat(findings(partner)).isEmpty();

        // As if one more had been heard of.
        others.change(
                "update seats_heard set seats = seats + 1 where partner_id = $1 and cause = $2",
                partner,
                change.toString());
        assertThat(findings(partner)).containsEntry("RECOUNT_DIFFERS", partner + " 2026-12-01");
    }

    @Test
    void anInvoiceThatIsPaidWithTooLittleIsFound() {
        var partner = partnerWithSeats(100);
        others.change(
                "update payment set amount = amount - 0.01 where partner_id = $1 and purpose = 'INVOICE'",
                partner);

        assertThat(findings(partner)).containsKey("INVOICE_DIFFERS");
    }

    @Test
    void aPlanThatOnlyOneSideHasIsFound() {
        var partner = others.partner(10, CARD);
        assertThat(findings(partner)).isEmpty();
        others.change(
                "update plan set known_since = known_since - interval '1 hour' where partner_id = $1",
                partner);
        assertThat(findings(partner)).containsEntry("SUPPLY_DIFFERS", partner.toString());

        var stranger = Ids.next();
        others.change(
                "insert into plan_supply (partner_id, plan_id, seats, first_told_at) values ($1, $1, 5, now() - interval '1 hour')",
                stranger);
        assertThat(findings(stranger)).containsEntry("SUPPLY_DIFFERS", stranger.toString());
        others.change("delete from plan_supply where partner_id = $1", stranger);
    }

    @Test
    void aPaidInvoiceWithoutAPaymentIsFound() {
        var partner = others.partner(10, null);
        others.expect(partner, InvoiceIssued.class);
        others.change(
                "update invoice set status = 'PAID', retry_at = null where partner_id = $1",
                partner);

        assertThat(findings(partner)).containsKey("INVOICE_DIFFERS");
    }

    @Test
    void onlyAnOperatorComparesAndOnceForAKey() {
        others.admin(UUID.randomUUID())
                .header("Idempotency-Key", "1")
                .contentType("application/json")
                .body(Map.of())
                .post("/v1/reconciliations")
                .then()
                .statusCode(403);
        operator("once")
                .body(Map.of("since", "2999-01-01T00:00:00Z"))
                .post("/v1/reconciliations")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/since"));
        String first = begin("twice", Map.of());

        assertThat(begin("twice", Map.of())).isEqualTo(first);
    }

    private UUID partnerWithSeats(int seats) {
        var partner = others.partner(seats, CARD);
        others.tell(partner, SIXTEENTH, new SeatLedgerOpened(seats));
        return partner;
    }

    private void buy(UUID partner) {
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        awaitDecided(partner, change);
        deliver(partner, change, 5);
    }

    private void awaitDecided(UUID partner, UUID bought) {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        others.told(partner)
                                .anyMatch(event ->
                                        (event instanceof SeatPurchasePaid paid
                                                        && paid.changeId().equals(bought))
                                                || (event instanceof SeatPurchaseDeclined declined
                                                        && declined.changeId().equals(bought))));
    }

    private void deliver(UUID partner, UUID bought, int seats) {
        others.tell(
                partner,
                SIXTEENTH,
                new SeatChangeCompleted(
                        new SeatChangeState(
                                bought,
                                "PURCHASE",
                                null,
                                seats,
                                "COMPLETED",
                                seats,
                                null,
                                null,
                                null,
                                "ada",
                                SIXTEENTH,
                                SIXTEENTH)));
        await().until(() ->
                others.value(
                        Boolean.class,
                        "select delivered from charge where partner_id = $1 and change_id = $2",
                        partner,
                        bought));
    }

    private UUID payment(UUID partner, String purpose) {
        return others.value(
                UUID.class,
                "select id from payment where partner_id = $1 and purpose = $2 order by id limit 1",
                partner,
                purpose);
    }

    /** What a new comparison says of a partner: kinds, and what each is about. */
    private Map<String, String> findings(UUID partner) {
        return reportOf(reconcile()).stream()
                .filter(found -> partner.toString().equals(found.get("partnerId")))
                .collect(
                        Collectors.toMap(
                                found -> String.valueOf(found.get("kind")),
                                found -> String.valueOf(found.get("about")),
                                (first, _) -> first));
    }

    private String reconcile() {
        return reconcile(Map.of());
    }

    private String reconcile(Map<String, String> request) {
        String id = begin(UUID.randomUUID().toString(), request);
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () ->
                                operator("-")
                                        .get("/v1/reconciliations/{r}", id)
                                        .then()
                                        .statusCode(200)
                                        .extract()
                                        .<String>path("status"),
                        "COMPLETED"::equals);
        return id;
    }

    private static List<Map<String, Object>> reportOf(String id) {
        return operator("-")
                .get("/v1/reconciliations/{r}", id)
                .then()
                .statusCode(200)
                .extract()
                .path("findings");
    }

    private static String begin(String key, Map<String, String> request) {
        return operator(key)
                .body(request)
                .post("/v1/reconciliations")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static ValidatableResponse decide(
            UUID partner, UUID payment, String key, String outcome) {
        return operator(key + outcome)
                .body(Map.of("outcome", outcome, "reason", "Braintree says so on the telephone."))
                .post("/v1/partners/{p}/payments/{id}/outcome", partner, payment)
                .then();
    }

    private static RequestSpecification operator(String key) {
        return given().auth()
                .oauth2(TestTokens.operator())
                .header("Idempotency-Key", key)
                .contentType("application/json");
    }
}
