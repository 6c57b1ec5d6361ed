package io.seatflow.local.braintree.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.local.braintree.http.Answer;
import io.seatflow.local.braintree.merchant.Transaction;
import io.seatflow.local.braintree.sandbox.FieldReader.BadField;
import io.seatflow.local.braintree.sandbox.Webhooks.Signed;
import java.util.List;

/** What the sandbox's door answers, in JSON. */
final class SandboxJson {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SandboxJson() {}

    static Answer behaviour(Behaviour behaviour) {
        var failNext = behaviour.failNext();
        return answer(
                200,
                "application/json",
                NODES.objectNode()
                        .put("delayMillis", behaviour.delayMillis())
                        .put("decline", behaviour.decline())
                        .put("amountRules", behaviour.amountRules())
                        .put("failNext", failNext == null ? null : failNext.name())
                        .put("failPlanLeft", behaviour.failPlan().size()));
    }

    static Answer transactions(List<Transaction> transactions) {
        var json = NODES.objectNode();
        var items = json.putArray("items");
        transactions.forEach(each -> into(items.addObject(), each));
        return answer(200, "application/json", json);
    }

    private static void into(ObjectNode item, Transaction transaction) {
        item.put("id", transaction.id()).put("orderId", transaction.orderId());
        item.putObject("amount")
                .put("amount", transaction.amount().toPlainString())
                .put("currency", transaction.currency());
        item.put("status", transaction.status().word())
                .put("cardType", transaction.payer().card().brand().label())
                .put("type", transaction.kind().word())
                .put("refundedTransactionId", transaction.refundedTransactionId())
                .put("createdAt", transaction.createdAt().toString());
    }

    static Answer webhook(Signed webhook) {
        return answer(
                200,
                "application/json",
                NODES.objectNode()
                        .put("bt_signature", webhook.signature())
                        .put("bt_payload", webhook.payload()));
    }

    static Answer invalid(List<BadField> fields) {
        var json =
                problem(
                        400,
                        "invalid-request",
                        "The request is not valid",
                        "Correct every field named in errors and send it again.");
        var errors = json.putArray("errors");
        fields.forEach(bad ->
                errors.addObject().put("pointer", bad.pointer()).put("detail", bad.detail()));
        return answer(400, "application/problem+json", json);
    }

    static Answer notFound(String detail) {
        return answer(
                404,
                "application/problem+json",
                problem(404, "not-found", "There is no such thing here", detail));
    }

    static Answer methodNotAllowed(String method) {
        return answer(
                405,
                "application/problem+json",
                problem(
                        405,
                        "method-not-allowed",
                        "This address does not take that method",
                        "It does not take " + method + "."));
    }

    private static ObjectNode problem(int status, String slug, String title, String detail) {
        return NODES.objectNode()
                .put("type", "/problems/" + slug)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
    }

    private static Answer answer(int status, String type, JsonNode json) {
        try {
            return Answer.of(status, type, MAPPER.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that cannot be written.", e);
        }
    }
}
