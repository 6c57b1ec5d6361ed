package io.seatflow.local.braintree;

import static io.seatflow.local.braintree.LocalGateway.accepted;
import static io.seatflow.local.braintree.LocalGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.braintreegateway.Dispute;
import com.braintreegateway.Transaction.Status;
import com.braintreegateway.WebhookNotification;
import com.braintreegateway.exceptions.InvalidSignatureException;
import com.braintreegateway.exceptions.ServerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door by which the stand-in is told how to behave. */
class SandboxDoorTest {

    @RegisterExtension final LocalGateway local = new LocalGateway();

    @Test
    void aChangeTouchesOnlyWhatItNames() {
        assertThat(local.sandbox("GET", "/behaviour", ""))
                .isEqualTo(
                        json(
                                "{\"delayMillis\":0,\"decline\":false,\"amountRules\":false,\"failNext\":null,\"failPlanLeft\":0}"));

        local.behave("{\"delayMillis\":5,\"failNext\":\"HANG\"}");
        var after = local.sandbox("PUT", "/behaviour", "{\"amountRules\":true}");

        var expected =
                json(
                        "{\"delayMillis\":5,\"decline\":false,\"amountRules\":true,\"failNext\":\"HANG\",\"failPlanLeft\":0}");
        assertThat(after).isEqualTo(expected);
        assertThat(local.sandbox("GET", "/behaviour", "")).isEqualTo(expected);
        assertThat(
                        local.sandbox("PUT", "/behaviour", "{\"failNext\":null}")
                                .path("failNext")
                                .isNull())
                .isTrue();
    }

    @Test
    void aPlanOfFailuresIsFollowedChargeByCharge() {
        local.behave("{\"failPlan\":[null,\"DECLINE\",\"ERROR_AFTER_CHARGE\",null]}");

        local.sold("1.00", "a");
        assertThat(local.sale("2.00", "b").isSuccess()).isFalse();
        assertThatExceptionOfType(ServerException.class).isThrownBy(() -> local.sale("3.00", "c"));
        assertThat(local.sandbox("GET", "?orderId=c", "").path("items")).hasSize(1);
        assertThat(local.sandbox("GET", "/behaviour", "").path("failPlanLeft").asInt())
                .isEqualTo(1);
        assertThat(
                        local.call(
                                        "PUT",
                                        "/sandbox/payments/behaviour",
                                        "{\"failPlan\":[null,\"EXPLODE\"]}")
                                .body())
                .contains("\"/failPlan/1\"");
    }

    @Test
    void everythingThatIsWrongIsNamedAndNothingIsChanged() {
        var answer =
                local.call(
                        "PUT",
                        "/sandbox/payments/behaviour",
                        "{\"delayMillis\":-1,\"decline\":\"yes\",\"amountRules\":true,\"failNext\":\"EXPLODE\",\"a/b\":1}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        var problem = json(answer.body());
        assertThat(problem.path("type").asText()).isEqualTo("/problems/invalid-request");
        assertThat(problem.path("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder("/delayMillis", "/decline", "/failNext", "/a~1b");
        assertThat(local.sandbox("GET", "/behaviour", "").path("amountRules").asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"decline\":true,\"decline\":false}",
                "{} {}",
                "{\"delayMillis\":1.5}",
                "{\"delayMillis\":\"1\"}",
                "{\"decline\":null}"
            })
    void whatIsNotAChangeIsRefused(String body) {
        assertThat(local.call("PUT", "/sandbox/payments/behaviour", body).statusCode())
                .isEqualTo(400);
    }

    @Test
    void transactionsAreListedNewestFirst() {
        local.sold("66.67", "o");
        accepted(local.sdk().transaction().voidTransaction(local.sold("5.00", "o").getId()));
        local.sold("1.00", "p");

        var items = local.sandbox("GET", "?orderId=o", "").path("items");

        assertThat(items).hasSize(2);
        assertThat(items.path(1).path("amount"))
                .isEqualTo(json("{\"amount\":\"66.67\",\"currency\":\"USD\"}"));
        assertThat(items.path(1).path("orderId").asText()).isEqualTo("o");
        assertThat(items.path(1).path("cardType").asText()).isEqualTo("Visa");
        assertThat(items.findValuesAsText("status"))
                .containsExactly("voided", "submitted_for_settlement");
        assertThat(local.sandbox("GET", "", "").path("items")).hasSize(3);
        assertThat(local.sandbox("GET", "?orderId=none", "").path("items")).isEmpty();
    }

    @Test
    void whatWaitsIsSettledAtAWord() {
        var first = local.sold("1.00", "o").getId();
        var second = local.sold("2.00", "p").getId();
        var voided = local.sold("3.00", "p").getId();
        accepted(local.sdk().transaction().voidTransaction(voided));

        assertThat(local.sandbox("POST", "/settle", "{\"orderId\":\"o\"}").path("items"))
                .hasSize(1);
        assertThat(local.sdk().transaction().find(second).getStatus())
                .isEqualTo(Status.SUBMITTED_FOR_SETTLEMENT);
        assertThat(local.sandbox("POST", "/settle", "").path("items")).hasSize(1);

        assertThat(local.sdk().transaction().find(first).getStatus()).isEqualTo(Status.SETTLED);
        assertThat(local.sdk().transaction().find(second).getStatus()).isEqualTo(Status.SETTLED);
        assertThat(local.sdk().transaction().find(voided).getStatus()).isEqualTo(Status.VOIDED);
    }

    @Test
    void aWebhookOfASettlementIsOneThatTheSdkAccepts() {
        var sale = local.settled("12.34", "order-1");

        var notification = webhook("transaction_settled", sale.getId());

        assertThat(notification.getKind()).isEqualTo(WebhookNotification.Kind.TRANSACTION_SETTLED);
        assertThat(notification.getTransaction().getId()).isEqualTo(sale.getId());
        assertThat(notification.getTransaction().getOrderId()).isEqualTo("order-1");
        assertThat(notification.getTransaction().getAmount()).isEqualTo("12.34");
        assertThat(notification.getTransaction().getStatus()).isEqualTo(Status.SETTLED);
    }

    @Test
    void aWebhookOfADisputeNamesWhatIsDisputed() {
        var sale = local.settled("12.34", "order-1");

        var dispute = webhook("dispute_opened", sale.getId()).getDispute();

        assertThat(dispute.getStatus()).isEqualTo(Dispute.Status.OPEN);
        assertThat(dispute.getAmount()).isEqualTo("12.34");
        assertThat(dispute.getTransaction().getId()).isEqualTo(sale.getId());
        assertThat(dispute.getTransaction().getOrderId()).isEqualTo("order-1");
    }

    @Test
    void aWebhookThatWasTouchedIsNotAccepted() {
        var made = local.sandbox("POST", "/webhooks", "{\"kind\":\"check\"}");
        var payload = made.path("bt_payload").asText();

        assertThat(
                        local.sdk()
                                .webhookNotification()
                                .parse(made.path("bt_signature").asText(), payload)
                                .getKind())
                .isEqualTo(WebhookNotification.Kind.CHECK);
        assertThatExceptionOfType(InvalidSignatureException.class)
                .isThrownBy(() ->
                        local.sdk()
                                .webhookNotification()
                                .parse(made.path("bt_signature").asText(), "A" + payload));
    }

    @Test
    void aWebhookAboutNothingIsNotMade() {
        assertThat(
                        local.call("POST", "/sandbox/payments/webhooks", "{\"kind\":\"x\"}")
                                .statusCode())
                .isEqualTo(400);
        assertThat(
                        local.call(
                                        "POST",
                                        "/sandbox/payments/webhooks",
                                        "{\"kind\":\"dispute_opened\",\"transactionId\":\"none\"}")
                                .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatIsNotThereIsSaidToBe() {
        assertThat(local.call("GET", "/health", "").statusCode()).isEqualTo(200);
        assertThat(local.call("GET", "/sandbox/payments/none", "").statusCode()).isEqualTo(404);
        assertThat(local.call("DELETE", "/sandbox/payments/behaviour", "").statusCode())
                .isEqualTo(405);
        assertThat(local.call("GET", "/none", "").statusCode()).isEqualTo(404);
    }

    private WebhookNotification webhook(String kind, String transactionId) {
        var made =
                local.sandbox(
                        "POST",
                        "/webhooks",
                        "{\"kind\":\"%s\",\"transactionId\":\"%s\"}"
                                .formatted(kind, transactionId));
        return local.sdk()
                .webhookNotification()
                .parse(made.path("bt_signature").asText(), made.path("bt_payload").asText());
    }
}
