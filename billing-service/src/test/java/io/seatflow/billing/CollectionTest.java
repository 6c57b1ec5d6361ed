package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static io.seatflow.billing.OtherServices.shortfall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PlanPastDue;
import io.seatflow.platform.event.BillingEvent.PlanRestored;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewRefused;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What could not be collected is tried again on the right days, then the plan is past due. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class CollectionTest {

    private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

    @Inject OtherServices others;

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"decline\":false,\"failNext\":null}");
    }

    @Test
    void anInvoiceIsTriedAfterOneThreeFiveAndSevenDaysThenThePlanIsPastDueUntilItIsPaid() {
        var partner = others.partner(10, "fake-processor-declined-visa-nonce");
        var invoice = others.expect(partner, InvoiceIssued.class);
        var dueOn = invoice.issuedOn();

        for (int retry = 1; retry <= 4; retry++) {
            var day = dueOn.plusDays(2L * retry - 1);
            others.collectAgain(partner, startOf(day).minusMillis(1));
            assertThat(failures(partner)).hasSize(retry);
            others.collectAgain(partner, startOf(day));
            expectFailures(partner, retry + 1);
            assertThat(retry == 4 || others.told(partner, PlanPastDue.class).isEmpty()).isTrue();
        }
        assertThat(others.expect(partner, PlanPastDue.class)).isEqualTo(new PlanPastDue(null));
        expectStatus(partner, invoice.invoiceId(), "PAST_DUE");
        others.collectAgain(partner, startOf(dueOn.plusDays(30)));

        refusesPurchases(partner);
        // An activation has happened: it is charged all the same.
        others.tell(
                partner, SIXTEENTH, new SeatsAdded(Ids.next(), 2, 12, "ACTIVATE", 7, SIXTEENTH));
        expectFailures(partner, 6);

        others.admin(partner)
                .header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\",\"makeDefault\":true}")
                .post("/v1/partners/{p}/payment-methods", partner)
                .then()
                .statusCode(201);
        assertThat(others.expect(partner, PlanRestored.class)).isEqualTo(new PlanRestored(null));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(others.told(partner, InvoicePaid.class)).hasSize(2));
        expectStatus(partner, invoice.invoiceId(), "PAID");
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, shortfall(change, 2, 1));
        others.expect(partner, PlanUpdateQuoted.class, quoted -> quoted.changeId().equals(change));
        assertThat(failures(partner)).hasSize(6);
    }

    @Test
    void payingByHandLiftsItAndEndsTheRetries() {
        var partner = others.partner(10, "fake-valid-visa-nonce");
        others.gatewayBehaves("{\"decline\":true}");
        others.tell(
                partner, SIXTEENTH, new SeatsAdded(Ids.next(), 2, 12, "ACTIVATE", 7, SIXTEENTH));
        var invoice =
                others.expect(
                        partner, InvoiceIssued.class, each -> each.kind().equals("PRORATION"));
        expectFailures(partner, 1);
        for (int retry = 1; retry <= 4; retry++) {
            others.collectAgain(partner, startOf(invoice.issuedOn().plusDays(2L * retry - 1)));
            expectFailures(partner, retry + 1);
        }
        others.expect(partner, PlanPastDue.class);
        pay(partner, invoice.invoiceId(), "1").statusCode(402);
        others.gatewayBehaves("{\"decline\":false}");

        pay(partner, invoice.invoiceId(), "2").statusCode(200).body("status", equalTo("PAID"));

        others.expect(partner, PlanRestored.class);
        others.collectAgain(partner, startOf(invoice.issuedOn().plusDays(40)));
        assertThat(others.told(partner, PlanPastDue.class)).hasSize(1);
        assertThat(others.told(partner, PlanRestored.class)).hasSize(1);
    }

    @Test
    void withoutACardItIsPastDueAsWell() {
        var partner = others.partner(10, null);
        var invoice = others.expect(partner, InvoiceIssued.class);

        for (int retry = 1; retry <= 4; retry++) {
            others.collectAgain(partner, startOf(invoice.issuedOn().plusDays(2L * retry - 1)));
            expectFailures(partner, retry);
        }

        others.expect(partner, PlanPastDue.class);
        assertThat(failures(partner))
                .allMatch(failed -> failed.reason().equals("payment-method-required"));
        pay(partner, invoice.invoiceId(), "1")
                .statusCode(402)
                .body("type", equalTo("/problems/payment-method-required"));
    }

    private void refusesPurchases(UUID partner) {
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, shortfall(change, 2, 1));
        assertThat(others.expect(partner, PlanUpdateRefused.class).reason())
                .isEqualTo("partner-past-due");
        others.tell(partner, SIXTEENTH, confirmation(change, 2, null));
        assertThat(others.expect(partner, SeatPurchaseDeclined.class).reason())
                .isEqualTo("partner-past-due");
        var preview = Ids.next();
        others.tell(
                partner,
                SIXTEENTH,
                new PlanGrowthPreviewed(preview, Ids.next(), 2, SIXTEENTH, null));
        assertThat(others.expect(partner, PlanUpdatePreviewRefused.class).reason())
                .isEqualTo("partner-past-due");
    }

    private java.util.List<PaymentFailed> failures(UUID partner) {
        return others.told(partner, PaymentFailed.class);
    }

    private void expectFailures(UUID partner, int count) {
        Awaitility.await().untilAsserted(() -> assertThat(failures(partner)).hasSize(count));
    }

    private void expectStatus(UUID partner, UUID invoice, String status) {
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, invoice)
                .then()
                .body("status", equalTo(status));
    }

    private io.restassured.response.ValidatableResponse pay(
            UUID partner, UUID invoice, String key) {
        return others.admin(partner)
                .header("Idempotency-Key", key)
                .post("/v1/partners/{p}/invoices/{i}/pay", partner, invoice)
                .then();
    }

    private static java.time.Instant startOf(LocalDate day) {
        return day.atStartOfDay(TORONTO).toInstant();
    }
}
