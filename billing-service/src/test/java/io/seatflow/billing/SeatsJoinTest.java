package io.seatflow.billing;

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
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewed;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seats of an activated client join the plan at once; what they cost is invoiced and collected. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class SeatsJoinTest {

    private static final String CARD = "fake-valid-visa-nonce";

    @Inject OtherServices others;

    private final UUID client = Ids.next();

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"decline\":false,\"failNext\":null}");
    }

    /** Ten seats of a trial client: all are added, or four come from those that are available. */
    @ParameterizedTest
    @CsvSource({"10, 100.00, 2249.00", "6, 60.00, 2169.00"})
    void anActivationCostsWhatItsPreviewSaid(int seats, String charge, String nextFee) {
        var partner = others.partner(100, CARD);

        var preview = preview(partner, seats);
        assertThat(preview.proratedCharge()).isEqualTo(usd(charge));
        assertThat(preview.currentFee()).isEqualTo(usd("2049.00"));
        assertThat(preview.nextPeriodFee()).isEqualTo(usd(nextFee));
        assertThat(preview.remainingDays()).isEqualTo(15);
        assertThat(preview.periodDays()).isEqualTo(30);
        assertThat(preview.periodEnd()).isEqualTo(LocalDate.parse("2026-12-01"));

        others.tell(partner, SIXTEENTH, added(seats, 100 + seats, 7));
        var paid = others.expect(partner, InvoicePaid.class, is(InvoicePaid::kind));
        assertThat(paid.total()).isEqualTo(preview.proratedCharge());
        expectPlan(partner, 100 + seats, nextFee);
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, paid.invoiceId())
                .then()
                .body("status", equalTo("PAID"))
                .body("lines.cause.type", contains("LEDGER_RANGE"))
                .body("lines.cause.id", contains("7"))
                .body("lines.quantity", contains(seats))
                .body("payments.status", contains("SUCCEEDED"));
    }

    @Test
    void noSeatsCostNothingAndThePreviewSaysTheFeeAsItIs() {
        var partner = others.partner(100, null);

        var preview = preview(partner, 0);

        assertThat(preview.proratedCharge()).isEqualTo(usd("0.00"));
        assertThat(preview.currentFee()).isEqualTo(usd("2049.00"));
        assertThat(preview.nextPeriodFee()).isEqualTo(usd("2049.00"));
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(1);
    }

    @Test
    void theSeatsAreInThePlanWhetherTheyArePaidOrNot() {
        var partner = others.partner(100, CARD);
        others.gatewayBehaves("{\"decline\":true}");

        others.tell(partner, SIXTEENTH, added(10, 110, 7));

        var failed = others.expect(partner, PaymentFailed.class);
        assertThat(failed.kind()).isEqualTo("PRORATION");
        assertThat(failed.total()).isEqualTo(usd("100.00"));
        expectPlan(partner, 110, "2249.00");
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, failed.invoiceId())
                .then()
                .body("status", equalTo("OPEN"));
    }

    @Test
    void toldTwiceUnderAnyEventTheyJoinOnce() {
        var partner = others.partner(100, CARD);
        var id = Ids.next();

        others.tell(partner, SIXTEENTH, id, added(10, 110, 7));
        others.tell(partner, SIXTEENTH, id, added(10, 110, 7));
        others.tell(partner, SIXTEENTH, added(10, 110, 7));
        others.tell(partner, SIXTEENTH, added(1, 111, 9));

        others.expect(partner, InvoiceIssued.class, issued -> issued.total().equals(usd("10.00")));
        expectPlan(partner, 111, "2269.00");
        assertThat(others.told(partner, InvoiceIssued.class).stream().map(InvoiceIssued::total))
                .containsExactly(usd("2049.00"), usd("100.00"), usd("10.00"));
    }

    /** Each is charged on what those before it have left, in the order in which they were told. */
    @Test
    void seatsThatJoinWaitForThePurchaseThatIsBeingPaid() {
        var partner = others.partner("PREFERRED", 96, CARD);
        var change = Ids.next();
        others.gatewayBehaves("{\"failNext\":\"CUT_AFTER_CHARGE\"}");

        others.tell(partner, SIXTEENTH, confirmation(change, 3, null), added(1, 97, 7));

        others.expect(partner, SeatPurchasePaid.class);
        expectPlan(partner, 100, "1599.00");
        // 99 seats at 16.00 cost more than 100 at 14.00: the last one costs nothing.
        assertThat(others.told(partner, InvoiceIssued.class).stream().map(InvoiceIssued::total))
                .containsExactly(usd("1735.00"), usd("24.00"));
    }

    private Quote preview(UUID partner, int seats) {
        var preview = Ids.next();
        others.tell(
                partner,
                SIXTEENTH,
                new PlanGrowthPreviewed(preview, client, seats, SIXTEENTH, null));
        return others.expect(
                        partner,
                        PlanUpdatePreviewed.class,
                        told -> told.previewId().equals(preview))
                .quote();
    }

    private SeatsAdded added(int seats, int supplyAfter, long sequence) {
        return new SeatsAdded(client, seats, supplyAfter, "ACTIVATE", sequence, SIXTEENTH);
    }

    private void expectPlan(UUID partner, int supply, String fee) {
        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get("/v1/partners/{p}/plan", partner)
                                .then()
                                .statusCode(200)
                                .body("seats.supply", equalTo(supply))
                                .body("currentFee.amount", equalTo(fee))
                                .body("nextPeriodFee.amount", equalTo(fee)));
    }

    private static <T> java.util.function.Predicate<T> is(
            java.util.function.Function<T, String> kind) {
        return told -> List.of("PRORATION").contains(kind.apply(told));
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
