package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentDisputed;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Braintree tells by itself of charges that were made. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class WebhookTest {

    @Inject OtherServices others;

    private record Paid(UUID partner, UUID invoice, UUID payment, String transaction) {}

    @Test
    void aSettledChargeShowsItsDay() {
        var paid = paid();
        invoice(paid).body("payments[0].settledOn", nullValue());

        send(others.settle(paid.payment(), false).getFirst(), "transaction_settled")
                .statusCode(204);

        invoice(paid)
                .body("status", equalTo("PAID"))
                .body("payments[0].status", equalTo("SUCCEEDED"))
                .body("payments[0].settledOn", notNullValue())
                .body("payments[0].dispute", nullValue());
    }

    /** Nobody has got an answer yet, but the money is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "transaction_settled",
                "transaction_settled dispute_opened",
                "dispute_opened transaction_settled",
                "transaction_settled transaction_settlement_declined",
                "transaction_settlement_declined transaction_settled"
            })
    void aSettlementThatIsToldOfAnUnknownChargeIsNotLost(String told) {
        var partner = others.partner(10, "fake-valid-visa-nonce");
        others.gatewayBehaves("{\"failNext\":\"CUT_BEFORE_CHARGE\"}");
        others.tell(partner, SIXTEENTH, confirmation(Ids.next(), 2, null));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> others.isLeftAlone(partner));
        var payment =
                others.value(
                        UUID.class,
                        "select id from payment where partner_id = $1 and purpose = 'CHARGE'",
                        partner);
        var transaction = others.strangersCharge(payment);
        others.settle(payment, false);

        for (var kind : List.of(told.split(" "))) {
            send(transaction, kind).statusCode(204);
        }

        var paid = others.expect(partner, SeatPurchasePaid.class);
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, paid.invoiceId())
                .then()
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("payments.status", contains("SUCCEEDED"))
                .body("payments[0].settledOn", notNullValue());
        assertThat(others.transactions(payment)).containsExactly("settled");
    }

    @Test
    void whatBraintreeDidNotSignIsRefused() {
        var paid = paid();
        others.settle(paid.payment(), true);
        var form = others.webhook("transaction_settlement_declined", paid.transaction());

        post(Map.of("bt_signature", form.get("bt_signature") + "0", "bt_payload", "QUJD"))
                .statusCode(403)
                .body("type", equalTo("/problems/forbidden"));
        post(Map.of("bt_payload", form.get("bt_payload")))
                .statusCode(400)
                .body("errors.pointer", contains("/bt_signature"));

        invoice(paid).body("status", equalTo("PAID"));
    }

    @Test
    void aSettlementThatIsDeclinedLeavesTheInvoiceToBeCollectedAgain() {
        var paid = paid();
        others.settle(paid.payment(), true);
        var form = others.webhook("transaction_settlement_declined", paid.transaction());

        post(form).statusCode(204);
        post(form).statusCode(204);
        send(paid.transaction(), "transaction_settlement_declined").statusCode(204);

        invoice(paid).body("status", equalTo("OPEN")).body("payments.status", contains("DECLINED"));
        assertThat(others.expect(paid.partner(), PaymentFailed.class).reason())
                .isEqualTo("payment-declined");
        assertThat(
                        others.value(
                                Long.class,
                                "select count(*) from invoice where partner_id = $1 and retry_at is not null",
                                paid.partner()))
                .isOne();

        others.admin(paid.partner())
                .header("Idempotency-Key", "again")
                .header("Prefer", "wait=10")
                .post("/v1/partners/{p}/invoices/{i}/pay", paid.partner(), paid.invoice())
                .then()
                .statusCode(200);
        invoice(paid)
                .body("status", equalTo("PAID"))
                .body("payments.status", contains("DECLINED", "SUCCEEDED"));
        assertThat(others.told(paid.partner(), PaymentFailed.class)).hasSize(1);
        assertThat(others.told(paid.partner(), InvoicePaid.class)).hasSize(2);
    }

    @Test
    void moneyThatComesAfterAllPaysTheInvoiceOrGoesBack() {
        var first = paid();
        send(first.transaction(), "transaction_settlement_declined").statusCode(204);
        send(first.transaction(), "transaction_settled").statusCode(204);
        invoice(first)
                .body("status", equalTo("PAID"))
                .body("payments.status", contains("SUCCEEDED"));

        var second = paid();
        send(second.transaction(), "transaction_settlement_declined").statusCode(204);
        others.admin(second.partner())
                .header("Idempotency-Key", "again")
                .header("Prefer", "wait=10")
                .post("/v1/partners/{p}/invoices/{i}/pay", second.partner(), second.invoice())
                .then()
                .statusCode(200);
        send(second.transaction(), "transaction_settled").statusCode(204);
        Awaitility.await()
                .untilAsserted(() ->
                        invoice(second)
                                .body("status", equalTo("PAID"))
                                .body("payments.status", contains("REFUNDED", "SUCCEEDED")));
        assertThat(others.transactions(second.payment())).containsExactly("voided");
    }

    /** It was declined, given up and credited, and then it came: nobody is owed it any more. */
    @Test
    void moneyThatComesAfterTheInvoiceWasTakenBackGoesBack() {
        var paid = paid();
        send(paid.transaction(), "transaction_settlement_declined").statusCode(204);
        credit(paid).statusCode(201);

        send(paid.transaction(), "transaction_settled").statusCode(204);

        Awaitility.await()
                .untilAsserted(() ->
                        invoice(paid)
                                .body("status", equalTo("VOID"))
                                .body("payments.status", contains("REFUNDED")));
        assertThat(others.told(paid.partner(), InvoicePaid.class)).hasSize(1);
        assertThat(others.transactions(paid.payment())).containsExactly("voided");
    }

    private static ValidatableResponse credit(Paid paid) {
        return given().auth()
                .oauth2(TestTokens.operator())
                .header("Idempotency-Key", "credit-" + paid.invoice())
                .contentType("application/json")
                .body("{\"reason\":\"As agreed\"}")
                .post("/v1/partners/{p}/invoices/{i}/credit-notes", paid.partner(), paid.invoice())
                .then();
    }

    @Test
    void aDisputeIsShownAndToldAsFarAsItHasComeInWhateverOrder() {
        var paid = paid();

        send(paid.transaction(), "dispute_lost").statusCode(204);
        send(paid.transaction(), "dispute_opened").statusCode(204);
        send(paid.transaction(), "dispute_under_review").statusCode(204);

        invoice(paid)
                .body("status", equalTo("PAID"))
                .body("payments[0].status", equalTo("SUCCEEDED"))
                .body("payments[0].dispute.status", equalTo("LOST"))
                .body("payments[0].dispute.amount.amount", equalTo("249.00"))
                .body("payments[0].dispute.openedOn", notNullValue());
        var told = others.expect(paid.partner(), PaymentDisputed.class);
        assertThat(told.stage()).isEqualTo("LOST");
        assertThat(told.invoiceId()).isEqualTo(paid.invoice());
        assertThat(others.told(paid.partner(), PaymentDisputed.class)).hasSize(1);
    }

    @Test
    void whatIsToldOfAChargeThatIsNoneOfOursIsKept() {
        var transaction = others.strangersCharge(Ids.next());

        send(transaction, "transaction_settled").statusCode(204);

        assertThat(
                        others.value(
                                UUID.class,
                                "select partner_id from gateway_notice where transaction_id = $1",
                                transaction))
                .isEqualTo(Ids.NIL);
    }

    @Test
    void whatIsOfNoConcernIsTaken() {
        post(others.webhook("check", null)).statusCode(204);
    }

    private Paid paid() {
        var partner = others.partner(10, "fake-valid-visa-nonce");
        var invoice = others.expect(partner, InvoiceIssued.class).invoiceId();
        others.expect(partner, InvoicePaid.class);
        var payment =
                others.value(UUID.class, "select id from payment where partner_id = $1", partner);
        return new Paid(partner, invoice, payment, others.transactionIds(payment).getFirst());
    }

    private ValidatableResponse invoice(Paid paid) {
        return others.admin(paid.partner())
                .get("/v1/partners/{p}/invoices/{i}", paid.partner(), paid.invoice())
                .then()
                .statusCode(200);
    }

    private ValidatableResponse send(String transaction, String kind) {
        return post(others.webhook(kind, transaction));
    }

    private static ValidatableResponse post(Map<String, String> form) {
        return given().contentType("application/x-www-form-urlencoded")
                .formParams(form)
                .post("/webhooks/braintree")
                .then();
    }
}
