package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static io.seatflow.billing.OtherServices.shortfall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Confirmed purchases are charged once, in order, whatever the gateway does. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class PurchaseTest {

    private static final String CARD = "fake-valid-visa-nonce";

    @Inject OtherServices others;

    private final UUID change = Ids.next();

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"decline\":false,\"failNext\":null}");
    }

    @Test
    void fiveSeatsAreQuotedConfirmedAndCharged() {
        var partner = others.partner(100, CARD);

        var quote = others.quote(partner, change, 5);
        assertThat(quote.proratedCharge()).isEqualTo(usd("50.00"));
        assertThat(quote.currentFee()).isEqualTo(usd("2049.00"));
        assertThat(quote.nextPeriodFee()).isEqualTo(usd("2149.00"));
        assertThat(quote.remainingDays()).isEqualTo(15);
        assertThat(quote.periodDays()).isEqualTo(30);
        assertThat(quote.expiresAt()).isEqualTo(SIXTEENTH.plus(Duration.ofMinutes(30)));
        expectSeats(partner, 100, "2049.00");

        others.tell(partner, SIXTEENTH, confirmation(change, 5, quote.id()));
        var paid = paid(partner, change);
        assertThat(paid.quote()).isEqualTo(quote);
        expectSeats(partner, 105, "2149.00");
        expectCharged(partner, change, "50.00");
    }

    @Test
    void aDeclinedCardChangesNothing() {
        var partner = others.partner(100, CARD);
        var quote = others.quote(partner, change, 5);
        others.gatewayBehaves("{\"failNext\":\"DECLINE\"}");

        others.tell(partner, SIXTEENTH, confirmation(change, 5, quote.id()));

        var declined = declined(partner, change);
        assertThat(declined.reason()).isEqualTo("payment-declined");
        assertThat(declined.detail()).isNotBlank();
        expectSeats(partner, 100, "2049.00");
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CUT_BEFORE_CHARGE",
                "CUT_AFTER_CHARGE",
                "ERROR_BEFORE_CHARGE",
                "ERROR_AFTER_CHARGE",
                "HANG"
            })
    void whateverTheGatewayDoesItIsChargedOnce(String failure) {
        var partner = others.partner(100, CARD);
        others.gatewayBehaves("{\"failNext\":\"" + failure + "\"}");

        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));

        paid(partner, change);
        expectSeats(partner, 105, "2149.00");
        expectCharged(partner, change, "50.00");
    }

    @Test
    void aGatewayThatStaysAwayDeclinesAsUnavailable() {
        var partner = others.partner(100, CARD);
        others.gatewayBehaves("{\"failNext\":\"CUT_BEFORE_CHARGE\"}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        Awaitility.await()
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from payment where partner_id = $1 and tries = 1 and purpose = 'CHARGE'",
                                        partner),
                        count -> count == 1);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> failedAgain(partner), failed -> failed);

        assertThat(declined(partner, change).reason()).isEqualTo("payment-unavailable");
        assertThat(others.transactions(payment(partner, change))).isEmpty();
        expectSeats(partner, 100, "2049.00");
    }

    /** The first failure was used up by the first try: the second one is to fail too. */
    private boolean failedAgain(UUID partner) {
        others.gatewayBehaves("{\"failNext\":\"CUT_BEFORE_CHARGE\"}");
        return others.value(
                        Long.class,
                        "select count(*) from payment where partner_id = $1 and tries = 2",
                        partner)
                == 1;
    }

    @Test
    void anotherProcessThatTakesOverWhileTheFirstStillChargesChargesNothingMore() {
        var partner = others.partner(100, CARD);
        others.gatewayBehaves("{\"delayMillis\":1000}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from payment where partner_id = $1 and status = 'UNKNOWN'",
                                        partner),
                        count -> count == 1);

        // As if the process that has it had died.
        others.change(
                "update payment set leased_until = sent_at where partner_id = $1 and status = 'UNKNOWN'",
                partner);

        paid(partner, change);
        expectCharged(partner, change, "50.00");
    }

    @Test
    void aChargeThatLandsAfterItWasGivenUpIsGivenBack() {
        var partner = others.partner(100, CARD);
        others.gatewayBehaves("{\"delayMillis\":1000}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from payment where partner_id = $1 and status = 'UNKNOWN'",
                                        partner),
                        count -> count == 1);
        var payment = payment(partner, change);

        others.change(
                "update payment set status = 'DECLINED', reason = 'payment-unavailable', due_at = null where partner_id = $1 and id = $2",
                partner,
                payment);

        Awaitility.await().until(() -> others.transactions(payment), List.of("voided")::equals);
    }

    @Test
    void aProcessThatDiedBeforeItsCallIsTakenOver() {
        var partner = others.partner(100, CARD);
        // A payment as it is left by whoever dies between taking it up and calling the gateway.
        others.gatewayBehaves("{\"failNext\":\"CUT_BEFORE_CHARGE\"}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        Awaitility.await()
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from payment where partner_id = $1 and status = 'UNKNOWN'",
                                        partner),
                        count -> count == 1);
        others.change(
                "update payment set sent_at = sent_at - interval '1 hour', leased_until = null, due_at = sent_at where partner_id = $1 and status = 'UNKNOWN'",
                partner);

        paid(partner, change);
        expectCharged(partner, change, "50.00");
    }

    @Test
    void whatIsAskedAgainIsAnsweredAgainAndDoneOnce() {
        var partner = others.partner(100, CARD);
        var quote = others.quote(partner, change, 5);
        others.tell(partner, SIXTEENTH, shortfall(change, 5, 2));
        var again = others.expect(partner, PlanUpdateQuoted.class, told -> told.attempt() == 2);
        assertThat(again.quote()).isEqualTo(quote);

        var id = Ids.next();
        others.tell(partner, SIXTEENTH, id, confirmation(change, 5, quote.id()));
        others.tell(partner, SIXTEENTH, id, confirmation(change, 5, quote.id()));
        others.tell(partner, SIXTEENTH, confirmation(change, 5, quote.id(), 2));
        paid(partner, change);
        others.tell(partner, SIXTEENTH, confirmation(change, 5, quote.id(), 3));
        // The second confirmation has an answer of its own where it came after the payment.
        Awaitility.await().until(() -> others.told(partner, SeatPurchasePaid.class).size() >= 2);

        assertThat(others.told(partner, SeatPurchasePaid.class))
                .containsOnly(paid(partner, change));
        expectSeats(partner, 105, "2149.00");
        expectCharged(partner, change, "50.00");
    }

    @Test
    void twentyPurchasesAreChargedOneByOneInOrder() {
        var partner = others.partner(100, CARD);
        var changes = IntStream.range(0, 20).mapToObj(_ -> Ids.next()).toList();

        others.tell(
                partner,
                Instant.parse("2026-11-11T15:00:00Z"),
                changes.stream()
                        .map(each -> confirmedOnTheEleventh(each))
                        .toArray(SeatflowEvent[]::new));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> others.told(partner, SeatPurchasePaid.class).size() == 20);
        var paid = others.told(partner, SeatPurchasePaid.class);
        assertThat(paid).extracting(SeatPurchasePaid::changeId).containsExactlyElementsOf(changes);
        // 20 seats at 20.00 for 20 of 30 days: to the cent what they cost at once.
        assertThat(Money.total(paid.stream().map(each -> each.quote().proratedCharge()).toList()))
                .isEqualTo(usd("266.67"));
        assertThat(others.told(partner, InvoiceIssued.class).stream().map(InvoiceIssued::number))
                .isSorted();
        expectSeats(partner, 120, "2449.00");
    }

    @Test
    void aPriceThatGrewIsQuotedAgainAndChargedWhenThatIsConfirmed() {
        var partner = others.partner("PREFERRED", 99, CARD);
        // The hundredth seat lowers the fee of all: what is paid covers thirteen more.
        var first = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(first, 1, null));
        assertThat(paid(partner, first).invoiceId()).isNull();
        var second = Ids.next();
        var quote = others.quote(partner, change, 13);
        assertThat(quote.proratedCharge()).isEqualTo(usd("0.00"));
        others.tell(partner, SIXTEENTH, confirmation(second, 13, null));
        paid(partner, second);

        others.tell(partner, SIXTEENTH, confirmation(change, 13, quote.id()));
        var grown =
                others.expect(
                                partner,
                                PlanUpdateQuoted.class,
                                told ->
                                        told.changeId().equals(change)
                                                && !told.quote().id().equals(quote.id()))
                        .quote();
        assertThat(grown.proratedCharge()).isEqualTo(usd("90.00"));
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(1);

        others.tell(partner, SIXTEENTH, confirmation(change, 13, grown.id()));
        paid(partner, change);
        expectCharged(partner, change, "90.00");
    }

    @Test
    void seatsAreInvoicedAtThePriceThatTheyReach() {
        var partner = others.partner("PREFERRED", 48, CARD);

        others.tell(partner, SIXTEENTH, confirmation(change, 10, null));

        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, paid(partner, change).invoiceId())
                .then()
                .body("lines[0].unitPrice.amount", equalTo("16.00"));
    }

    @Test
    void withoutACardNothingIsSold() {
        var partner = others.partner(100, null);

        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));

        assertThat(declined(partner, change).reason()).isEqualTo("payment-method-required");
    }

    /** What a client's own plan pays for is nothing that the partner is quoted or charged. */
    @Test
    void aClientsOwnPlanIsNotThePartners() {
        var partner = others.partner(100, CARD);
        var client = Ids.next();
        var other = Ids.next();

        others.tell(
                partner,
                SIXTEENTH,
                new ClientCreated(client, "ACTIVE", "VENDOR", 0, null, "ASK", "ada"));
        others.tell(
                partner,
                SIXTEENTH,
                new SeatShortfall(change, "PURCHASE", client, 5, 5, 1, SIXTEENTH, client));
        others.tell(
                partner,
                SIXTEENTH,
                new SeatPurchaseConfirmed(
                        other, "PURCHASE", client, 5, 5, null, 1, SIXTEENTH, "ada", client));

        assertThat(others.expect(partner, PlanUpdateQuoted.class).quote().proratedCharge())
                .isEqualTo(usd("125.00"));
        // The partner has a card on file, the client has none.
        assertThat(declined(partner, other).reason()).isEqualTo("payment-method-required");
        expectSeats(partner, 100, "2049.00");
    }

    /** What the partner would have paid is nothing that the client's people are shown. */
    @Test
    void aClientThatTheVendorBillsByNowIsQuotedOnItsOwnPlan() {
        var partner = others.partner(100, CARD);
        var client = Ids.next();
        others.tell(
                partner,
                SIXTEENTH,
                new SeatShortfall(change, "OCCUPY", client, 1, 1, 1, SIXTEENTH));
        assertThat(quoted(partner, 1)).isEqualTo(usd("10.00"));

        billedByTheVendor(partner, client);
        others.tell(
                partner,
                SIXTEENTH,
                new SeatShortfall(change, "OCCUPY", client, 1, 1, 2, SIXTEENTH, client));

        assertThat(quoted(partner, 2)).isEqualTo(usd("25.00"));
    }

    @Test
    void aPurchaseQuotedToThePartnerIsNotChargedToItOnceTheClientPays() {
        var partner = others.partner("PREFERRED", 99, CARD);
        var client = Ids.next();
        var first = Ids.next();
        var second = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(first, 1, null));
        paid(partner, first);
        var quote = others.quote(partner, change, 13);
        others.tell(partner, SIXTEENTH, confirmation(second, 13, null));
        paid(partner, second);
        others.tell(partner, SIXTEENTH, confirmation(change, 13, quote.id()));
        others.expect(
                partner,
                PlanUpdateQuoted.class,
                told -> told.changeId().equals(change) && !told.quote().id().equals(quote.id()));

        billedByTheVendor(partner, client);
        others.tell(
                partner,
                SIXTEENTH,
                new SeatShortfall(change, "OCCUPY", client, 13, 13, 2, SIXTEENTH, client));
        quoted(partner, 2);
        others.tell(
                partner,
                SIXTEENTH,
                new SeatPurchaseConfirmed(
                        change, "OCCUPY", client, 13, 13, null, 2, SIXTEENTH, "ada", client));

        // The partner has a card on file, the client has none.
        assertThat(declined(partner, change).reason()).isEqualTo("payment-method-required");
    }

    private void billedByTheVendor(UUID partner, UUID client) {
        others.tell(
                partner,
                SIXTEENTH,
                new ClientCreated(client, "ACTIVE", "VENDOR", 0, null, "ASK", "ada"));
        others.expect(
                partner, PeriodStarted.class, started -> client.equals(started.payingClientId()));
    }

    private Money quoted(UUID partner, int attempt) {
        return others.expect(
                        partner,
                        PlanUpdateQuoted.class,
                        told -> told.changeId().equals(change) && told.attempt() == attempt)
                .quote()
                .proratedCharge();
    }

    @Test
    void aPurchaseThatCannotBeCompletedIsPaidBack() {
        var partner = others.partner(100, CARD);
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        paid(partner, change);

        others.tell(partner, SIXTEENTH, new SeatPurchaseAbandoned(change, "client-disabled"));
        others.tell(partner, SIXTEENTH, new SeatPurchaseAbandoned(change, "client-disabled"));

        var credit =
                others.expect(
                        partner, InvoiceIssued.class, each -> each.kind().equals("CREDIT_NOTE"));
        assertThat(credit.total()).isEqualTo(usd("-50.00"));
        Awaitility.await()
                .until(
                        () -> others.transactions(payment(partner, change)),
                        List.of("voided")::equals);
        expectSeats(partner, 100, "2049.00");
        // What was paid back is charged again when it is bought again.
        assertThat(others.quote(partner, Ids.next(), 5).proratedCharge()).isEqualTo(usd("50.00"));
    }

    @Test
    void thePeriodEndsWithWhatLeavesAndTheNextOneIsPaidInAdvance() {
        var partner = others.partner(100, CARD);
        var end = Instant.parse("2026-12-01T05:00:00Z");
        others.tell(partner, SIXTEENTH, new SeatsRetired(Ids.next(), 10, 10, 7));
        // Its day is beyond the period: it waits for the next one.
        others.tell(partner, end, confirmedAt(change, Instant.parse("2026-12-11T15:00:00Z")));
        Awaitility.await()
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from charge where partner_id = $1 and status = 'QUEUED'",
                                        partner),
                        count -> count == 1);

        others.periodIsOver(partner, end);
        assertThat(others.expect(partner, PeriodEnding.class).periodEnd()).isEqualTo(end);
        others.tell(partner, end, new SupplyReduced(10, 90, end, 8));
        others.tell(partner, end, new SupplyReduced(0, 90, end, 8));

        var started =
                others.expect(
                        partner,
                        PeriodStarted.class,
                        each -> each.startOn().toString().equals("2026-12-01"));
        assertThat(started.endOn()).isEqualTo("2027-01-01");
        var paid = paid(partner, change);
        assertThat(paid.quote().proratedCharge()).isEqualTo(usd("67.74"));
        others.admin(partner)
                .get("/v1/partners/{p}/invoices", partner)
                .then()
                .body("items.kind", contains("PRORATION", "PERIOD", "PERIOD"))
                .body("items[1].total.amount", equalTo("1849.00"));
        expectSeats(partner, 95, "1949.00");

        // The answer again, and seats of which it is known only now that they left.
        others.tell(partner, end, new SupplyReduced(10, 90, end, 8));
        others.tell(partner, end, new SupplyReduced(2, 93, end, 9));
        Awaitility.await().untilAsserted(() -> expectSeats(partner, 93, "1909.00"));
        others.admin(partner)
                .get("/v1/partners/{p}/invoices", partner)
                .then()
                .body("items.kind", contains("CREDIT_NOTE", "PRORATION", "PERIOD", "PERIOD"))
                .body("items[0].total.amount", equalTo("-40.00"))
                .body("items[0].lines.cause.id", contains("9"));
    }

    /** The last day of November still is charged in November, whatever waits for December. */
    @Test
    void whatIsToldLateOfARunningPeriodDoesNotWaitForTheNextOne() {
        var partner = others.partner(100, CARD);
        var later = Ids.next();
        others.tell(
                partner,
                SIXTEENTH,
                confirmedAt(later, Instant.parse("2026-12-11T15:00:00Z")),
                confirmedAt(change, Instant.parse("2026-12-01T04:59:59Z")));

        // Five seats at 20.00 for one of thirty days.
        assertThat(paid(partner, change).quote().proratedCharge()).isEqualTo(usd("3.33"));
        assertThat(others.told(partner, SeatPurchasePaid.class)).hasSize(1);
    }

    /** They are given up in December, although billing has yet to end November. */
    @Test
    void seatsThatRetireBetweenAPeriodsEndAndTheRunLeaveWithTheNextPeriod() {
        var partner = others.partner(100, CARD);
        var end = Instant.parse("2026-12-01T05:00:00Z");
        others.tell(partner, SIXTEENTH, new SeatsRetired(Ids.next(), 3, 3, 7));
        others.tell(
                partner,
                end.plusSeconds(60),
                new SupplyReduced(3, 97, end, 8),
                new SeatsRetired(Ids.next(), 10, 10, 9));
        Awaitility.await()
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from plan where partner_id = $1 and leaving = 3 and later_retiring = 10",
                                        partner),
                        count -> count == 1);

        others.periodIsOver(partner, end);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, end.plusSeconds(90), new SupplyReduced(0, 97, end, 9));

        others.expect(partner, PeriodStarted.class, each -> each.start().equals(end));
        expectSeats(partner, 97, "1989.00");
        others.admin(partner)
                .get("/v1/partners/{p}/plan", partner)
                .then()
                .body("seats.retiring", equalTo(10))
                .body("nextPeriodFee.amount", equalTo("1789.00"))
                .body("scheduled[0].kind", equalTo("RETIRE_SEATS"))
                .body("scheduled[0].effectiveOn", equalTo("2027-01-01"));
    }

    @Test
    void seatsThatADeclinedPurchaseHadKeptLeaveWithThePeriod() {
        var partner = others.partner(100, CARD);
        var end = Instant.parse("2026-12-01T05:00:00Z");
        others.tell(partner, SIXTEENTH, new SeatsRetired(Ids.next(), 10, 10, 7));
        others.gatewayBehaves("{\"delayMillis\":1000,\"failNext\":\"DECLINE\"}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from charge where partner_id = $1 and status = 'CHARGING'",
                                        partner),
                        count -> count == 1);
        others.periodIsOver(partner, end);
        others.tell(partner, end, new SupplyReduced(0, 100, end, 8));

        declined(partner, change);
        others.periodIsOver(partner, end);
        Awaitility.await().until(() -> others.told(partner, PeriodEnding.class).size() == 2);
        others.tell(partner, end, new SupplyReduced(10, 90, end, 9));

        Awaitility.await().untilAsserted(() -> expectSeats(partner, 90, "1849.00"));
    }

    /** What is answered to a question from before the decline does not count what it set free. */
    @Test
    void anAnswerToAQuestionFromBeforeADeclineEndsNoPeriod() {
        var partner = others.partner(100, CARD);
        var end = Instant.parse("2026-12-01T05:00:00Z");
        others.tell(partner, SIXTEENTH, new SeatsRetired(Ids.next(), 10, 10, 7));
        others.gatewayBehaves("{\"delayMillis\":1000,\"failNext\":\"DECLINE\"}");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                others.value(
                                        Long.class,
                                        "select count(*) from charge where partner_id = $1 and status = 'CHARGING'",
                                        partner),
                        count -> count == 1);
        others.periodIsOver(partner, end);
        others.expect(partner, PeriodEnding.class);
        declined(partner, change);

        others.tell(partner, end, new SupplyReduced(0, 100, end, 8));
        // What is told after it has been heard once this is answered.
        others.quote(partner, Ids.next(), 1);
        assertThat(others.told(partner, PeriodStarted.class)).hasSize(1);

        others.periodIsOver(partner, end);
        Awaitility.await().until(() -> others.told(partner, PeriodEnding.class).size() == 2);
        others.tell(partner, end, new SupplyReduced(10, 90, end, 9));
        others.expect(partner, PeriodStarted.class, each -> each.start().equals(end));
        expectSeats(partner, 90, "1849.00");
    }

    private static SeatPurchaseConfirmed confirmedOnTheEleventh(UUID change) {
        return new SeatPurchaseConfirmed(
                change,
                "PURCHASE",
                null,
                1,
                1,
                null,
                1,
                Instant.parse("2026-11-11T15:00:00Z"),
                "admin@acme.test");
    }

    private static SeatPurchaseConfirmed confirmedAt(UUID change, Instant at) {
        return new SeatPurchaseConfirmed(
                change, "PURCHASE", null, 5, 5, null, 1, at, "admin@acme.test");
    }

    private SeatPurchasePaid paid(UUID partner, UUID of) {
        return others.expect(partner, SeatPurchasePaid.class, each -> each.changeId().equals(of));
    }

    private SeatPurchaseDeclined declined(UUID partner, UUID of) {
        return others.expect(
                partner, SeatPurchaseDeclined.class, each -> each.changeId().equals(of));
    }

    private void expectSeats(UUID partner, int supply, String fee) {
        others.admin(partner)
                .get("/v1/partners/{p}/plan", partner)
                .then()
                .statusCode(200)
                .body("seats.supply", equalTo(supply))
                .body("currentFee.amount", equalTo(fee));
    }

    /** One paid invoice for the change, and one transaction at the gateway. */
    private void expectCharged(UUID partner, UUID of, String amount) {
        var invoice = paid(partner, of).invoiceId();
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, invoice)
                .then()
                .statusCode(200)
                .body("kind", equalTo("PRORATION"))
                .body("status", equalTo("PAID"))
                .body("total.amount", equalTo(amount))
                .body("lines", hasSize(1))
                .body("lines[0].kind", equalTo("PRORATION"))
                .body("lines[0].cause.type", equalTo("SEAT_CHANGE"))
                .body("lines[0].cause.id", equalTo(of.toString()))
                .body("payments.status", contains("SUCCEEDED"));
        assertThat(others.transactions(payment(partner, of)))
                .containsExactly("submitted_for_settlement");
    }

    private UUID payment(UUID partner, UUID of) {
        return others.value(
                UUID.class,
                "select p.id from payment p join charge c on c.partner_id = p.partner_id and c.id = p.purpose_id where c.partner_id = $1 and c.change_id = $2",
                partner,
                of);
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
