package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What periods were invoiced with for nothing is owed no more, or paid back, and once. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class GivenBackTest {

    private static final String CARD = "fake-valid-visa-nonce";
    private static final String INVOICE = "/v1/partners/{p}/invoices/{i}";

    /** The first of December in Toronto. */
    private static final Instant PERIOD_END = Instant.parse("2026-12-01T05:00:00Z");

    @Inject OtherServices others;

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"decline\":false,\"failNext\":null}");
    }

    @Test
    void ofAPaidInvoiceWhatSeatsCostThatHadLeftIsPaidBackOnce() {
        var partner = others.partner(100, CARD);
        var december = paidRenewal(partner);

        twoHadLeft(partner);
        twoHadLeft(partner);

        assertThat(credited(partner).total()).isEqualTo(usd("-40.00"));
        expectPaidBack(partner, december, "40.00");
        expectInvoice(partner, december, "PAID", "2049.00");
        assertThat(credits(partner)).hasSize(1);
    }

    @Test
    void ofAnOpenInvoiceItIsOwedNoMore() {
        var partner = others.partner(100, null);
        renew(partner);
        var december = period(partner);

        twoHadLeft(partner);

        assertThat(credited(partner).total()).isEqualTo(usd("-40.00"));
        others.admin(partner)
                .get(INVOICE, partner, december)
                .then()
                .body("total.amount", equalTo("2049.00"))
                .body("owed.amount", equalTo("2009.00"));
        assertThat(
                        others.admin(partner)
                                .accept("text/html")
                                .get(INVOICE, partner, december)
                                .asString()
                                .replaceAll("(?s)<[^>]*>|\\s+", " ")
                                .replaceAll(" +", " "))
                .contains("Credited USD 40.00", "To pay USD 2,009.00");
        others.admin(partner)
                .header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\"}")
                .post("/v1/partners/{p}/payment-methods", partner)
                .then()
                .statusCode(201);
        others.expect(partner, InvoicePaid.class, paid -> paid.invoiceId().equals(december));
        others.admin(partner)
                .get(INVOICE, partner, december)
                .then()
                .body("total.amount", equalTo("2049.00"))
                .body("payments.amount.amount", contains("2009.00"));
    }

    @Test
    void ofAnInvoiceThatIsCollectedAgainLessIsCollected() {
        var partner = others.partner(100, CARD);
        others.gatewayBehaves("{\"decline\":true}");
        renew(partner);
        var december = others.expect(partner, PaymentFailed.class).invoiceId();
        others.gatewayBehaves("{\"decline\":false}");

        twoHadLeft(partner);
        credited(partner);
        var issuedOn =
                others.expect(
                                partner,
                                InvoiceIssued.class,
                                each -> each.invoiceId().equals(december))
                        .issuedOn();
        others.collectAgain(
                partner,
                issuedOn.plusDays(1).atStartOfDay(ZoneId.of("America/Toronto")).toInstant());

        others.expect(partner, InvoicePaid.class, paid -> paid.invoiceId().equals(december));
        others.admin(partner)
                .get(INVOICE, partner, december)
                .then()
                .body("payments.status", contains("DECLINED", "SUCCEEDED"))
                .body("payments.amount.amount", contains("2049.00", "2009.00"));
    }

    @Test
    void whileAnInvoiceIsBeingPaidTheNewsWaits() {
        var partner = others.partner(100, CARD);
        others.gatewayBehaves("{\"delayMillis\":1000}");
        renew(partner);
        var december = period(partner);
        awaitCount(
                1,
                "select count(*) from payment where partner_id = $1 and invoice_id = $2 and status = 'UNKNOWN'",
                partner,
                december);

        twoHadLeft(partner);

        credited(partner);
        expectInvoice(partner, december, "PAID", "2049.00");
        expectPaidBack(partner, december, "40.00");
    }

    @Test
    void ofWhatAnOperatorHasTakenBackAsAWholeNothingIsGivenBackAgain() {
        var partner = others.partner(100, CARD);
        var december = paidRenewal(partner);
        given().auth()
                .oauth2(TestTokens.operator())
                .header("Idempotency-Key", "back-" + december)
                .contentType("application/json")
                .body("{\"reason\":\"As agreed\"}")
                .post(INVOICE + "/credit-notes", partner, december)
                .then()
                .statusCode(201);
        credited(partner);

        twoHadLeft(partner);
        expectSupply(partner, 98);

        assertThat(credits(partner)).hasSize(1);
    }

    /** November's seats were never given, but December was invoiced with them. */
    @Test
    void aPurchaseThatIsAbandonedAfterItsPeriodIsGivenBackInThoseSinceAsWell() {
        var partner = others.partner(100, CARD);
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        others.expect(partner, SeatPurchasePaid.class);
        renew(partner, 105);
        var december = period(partner);
        others.expect(partner, InvoicePaid.class, paid -> paid.invoiceId().equals(december));

        others.tell(partner, PERIOD_END, new SeatPurchaseAbandoned(change, "client-disabled"));
        others.tell(partner, PERIOD_END, new SeatPurchaseAbandoned(change, "client-disabled"));

        var credit = credited(partner);
        // Half of November's fee for five seats, and all of December's.
        assertThat(credit.total()).isEqualTo(usd("-150.00"));
        others.admin(partner)
                .get(INVOICE, partner, credit.invoiceId())
                .then()
                .body("lines.amount.amount", contains("-50.00", "-100.00"))
                .body("lines.cause.type", contains("SEAT_CHANGE", "SEAT_CHANGE"))
                .body("period.start", equalTo("2026-11-01"))
                .body("period.end", equalTo("2027-01-01"));
        expectPaidBack(partner, december, "100.00");
        expectSupply(partner, 100);
        // What was given back is charged when it is bought again.
        assertThat(others.quote(partner, Ids.next(), 5).proratedCharge()).isEqualTo(usd("100.00"));
        assertThat(credits(partner)).hasSize(1);
    }

    @Test
    void whereFewerSeatsWouldHaveCostMoreNothingIsGivenBack() {
        var partner = others.partner("PREFERRED", 99, CARD);
        var change = Ids.next();
        // The hundredth seat makes all cheaper.
        others.tell(partner, SIXTEENTH, confirmation(change, 13, null));
        others.expect(partner, SeatPurchasePaid.class);
        renew(partner, 112);
        var december = period(partner);
        others.expect(partner, InvoicePaid.class, paid -> paid.invoiceId().equals(december));

        others.tell(partner, PERIOD_END, new SeatPurchaseAbandoned(change, "client-disabled"));
        expectSupply(partner, 99);

        // 112 seats at 14.00 cost less than 99 at 16.00: nothing was charged too much.
        assertThat(credits(partner)).isEmpty();
    }

    /**
     * A part waits until the processor has settled the whole; some refunds wait for an operator.
     */
    @Test
    void theLongerARefundIsRefusedTheLessOftenItIsAskedFor() {
        var partner = others.partner(100, CARD);
        paidRenewal(partner);
        twoHadLeft(partner);
        credited(partner);

        refusedSince(partner, "10 minutes");
        expectNextTryIn(partner, 50, 70);
        refusedSince(partner, "1 hour");
        expectNextTryIn(partner, 350, 370);
        refusedSince(partner, "10 hours");
        expectNextTryIn(partner, 890, 910);
    }

    private void refusedSince(UUID partner, String ago) {
        others.change(
                "update payment set giving_back_since = now() - interval '%s', due_at = now(), leased_until = null where partner_id = $1 and is_part"
                        .formatted(ago),
                partner);
    }

    private void expectNextTryIn(UUID partner, long least, long most) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select extract(epoch from due_at - now())::bigint from payment where partner_id = $1 and is_part",
                                        partner),
                        seconds -> seconds >= least && seconds <= most);
    }

    private void twoHadLeft(UUID partner) {
        others.tell(partner, PERIOD_END, new SupplyReduced(2, 98, PERIOD_END, 9));
    }

    private void renew(UUID partner) {
        renew(partner, 100);
    }

    private void renew(UUID partner, int supply) {
        others.periodIsOver(partner, PERIOD_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, PERIOD_END, new SupplyReduced(0, supply, PERIOD_END, 8));
        others.expect(partner, PeriodStarted.class, each -> each.start().equals(PERIOD_END));
    }

    private UUID paidRenewal(UUID partner) {
        renew(partner);
        var december = period(partner);
        others.expect(partner, InvoicePaid.class, paid -> paid.invoiceId().equals(december));
        return december;
    }

    /** The invoice of the running period. */
    private UUID period(UUID partner) {
        return Awaitility.await()
                .until(
                        () ->
                                others.told(partner, InvoiceIssued.class).stream()
                                        .filter(each -> each.kind().equals("PERIOD"))
                                        .toList(),
                        periods -> periods.size() == 2)
                .getLast()
                .invoiceId();
    }

    private InvoiceIssued credited(UUID partner) {
        return others.expect(
                partner, InvoiceIssued.class, each -> each.kind().equals("CREDIT_NOTE"));
    }

    private List<InvoiceIssued> credits(UUID partner) {
        return others.told(partner, InvoiceIssued.class).stream()
                .filter(each -> each.kind().equals("CREDIT_NOTE"))
                .toList();
    }

    /** A part of what paid the invoice is refunded as soon as the processor has settled it. */
    private void expectPaidBack(UUID partner, UUID invoice, String amount) {
        var part = "from payment where partner_id = $1 and is_part and amount = " + amount;
        awaitCount(1, "select count(*) " + part, partner);
        others.settle(
                others.value(
                        UUID.class,
                        "select id from payment where invoice_id = $1 and status = 'SUCCEEDED'",
                        invoice),
                false);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> others.value(String.class, "select status " + part, partner),
                        "REFUNDED"::equals);
        assertThat(others.transactions(others.value(UUID.class, "select id " + part, partner)))
                .hasSize(1);
    }

    private void awaitCount(long count, String sql, Object... parameters) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> others.value(Long.class, sql, parameters), found -> found == count);
    }

    private void expectInvoice(UUID partner, UUID invoice, String status, String total) {
        others.admin(partner)
                .get(INVOICE, partner, invoice)
                .then()
                .statusCode(200)
                .body("status", equalTo(status))
                .body("total.amount", equalTo(total));
    }

    private void expectSupply(UUID partner, int supply) {
        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get("/v1/partners/{p}/plan", partner)
                                .then()
                                .body("seats.supply", equalTo(supply)));
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
