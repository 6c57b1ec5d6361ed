package io.seatflow.local.braintree.sandbox;

import io.seatflow.local.braintree.http.Answer;
import io.seatflow.local.braintree.http.Call;
import io.seatflow.local.braintree.http.Door;
import io.seatflow.local.braintree.journal.Books;
import io.seatflow.local.braintree.merchant.Decision;
import io.seatflow.local.braintree.merchant.Decision.Accepted;
import io.seatflow.local.braintree.merchant.Fresh;
import io.seatflow.local.braintree.merchant.Holdings;
import io.seatflow.local.braintree.merchant.Transaction;
import io.seatflow.local.braintree.merchant.TransactionCommand.Simulate;
import io.seatflow.local.braintree.merchant.TransactionRules;
import io.seatflow.local.braintree.merchant.TransactionStatus;
import io.seatflow.local.braintree.sandbox.BehaviourChange.FailNext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sandbox/payments}: the behaviour of the stand-in, its transactions, settlement and
 * webhooks.
 */
public final class SandboxDoor implements Door {

    private final Books books;
    private final TransactionRules rules;
    private final Behaviours behaviours;
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final Supplier<Fresh> fresh;

    public SandboxDoor(
            Books books,
            TransactionRules rules,
            Behaviours behaviours,
            Webhooks webhooks,
            Deliveries deliveries,
            Supplier<Fresh> fresh) {
        this.books = books;
        this.rules = rules;
        this.behaviours = behaviours;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.fresh = fresh;
    }

    @Override
    public Answer answer(Call call) {
        var rest = String.join("/", call.path().subList(2, call.path().size()));
        var method = call.method();
        return switch (rest) {
            case "" ->
                    switch (method) {
                        case "GET" -> transactions(call.query().get("orderId"));
                        default -> SandboxJson.methodNotAllowed(method);
                    };
            case "behaviour" ->
                    switch (method) {
                        case "GET" -> SandboxJson.behaviour(behaviours.inForce());
                        case "PUT" -> behave(call.body());
                        default -> SandboxJson.methodNotAllowed(method);
                    };
            case "settle" ->
                    switch (method) {
                        case "POST" -> settle(call.body());
                        default -> SandboxJson.methodNotAllowed(method);
                    };
            case "webhooks" ->
                    switch (method) {
                        case "POST" -> webhook(call.body());
                        default -> SandboxJson.methodNotAllowed(method);
                    };
            default -> SandboxJson.notFound("There is nothing at " + rest + ".");
        };
    }

    private Answer transactions(@Nullable String orderId) {
        return SandboxJson.transactions(
                books.read(held -> orderId == null ? held.transactions() : held.ordered(orderId)));
    }

    private Answer behave(String body) {
        var fields =
                FieldReader.of(
                        body,
                        Set.of("delayMillis", "decline", "amountRules", "failNext", "failPlan"));
        var change =
                new BehaviourChange(
                        fields.integer("delayMillis", Behaviour.DELAY_MILLIS_MAX),
                        fields.flag("decline"),
                        fields.flag("amountRules"),
                        fields.names("failNext")
                                ? new FailNext(fields.oneOf("failNext", Failure.class))
                                : null,
                        fields.listOf("failPlan", Failure.class, Behaviour.PLAN_MAX));
        return fields.badFields().isEmpty()
                ? SandboxJson.behaviour(behaviours.change(change::applyTo))
                : SandboxJson.invalid(fields.badFields());
    }

    /**
     * The processor's night: what waits for settlement is settled, or declined, all of it or that
     * of one order; and the merchant is told.
     */
    private Answer settle(String body) {
        var fields = FieldReader.of(body, Set.of("orderId", "decline"));
        var orderId = fields.text("orderId");
        var outcome =
                Boolean.TRUE.equals(fields.flag("decline"))
                        ? TransactionStatus.SETTLEMENT_DECLINED
                        : TransactionStatus.SETTLED;
        if (!fields.badFields().isEmpty()) {
            return SandboxJson.invalid(fields.badFields());
        }
        return switch (books.decide(held -> settled(held, orderId, outcome))) {
            case Accepted<List<Transaction>>(var settled, _) -> {
                settled.forEach(deliveries::tell);
                yield SandboxJson.transactions(settled);
            }
            case Decision<List<Transaction>> _ ->
                    throw new IllegalStateException("Settlement was refused.");
        };
    }

    private Decision<List<Transaction>> settled(
            Holdings held, @Nullable String orderId, TransactionStatus outcome) {
        var candidates = orderId == null ? held.transactions() : held.ordered(orderId);
        var decided =
                candidates.stream()
                        .filter(each -> each.status().isOnItsWay())
                        .map(each -> new Simulate(each.id(), outcome))
                        .map(command -> rules.decide(held, command, fresh.get()))
                        .map(decision -> (Accepted<Transaction>) decision)
                        .toList();
        var entries =
                new ArrayList<>(decided.stream().flatMap(each -> each.entries().stream()).toList());
        return new Accepted<>(decided.stream().map(Accepted::result).toList(), entries);
    }

    private Answer webhook(String body) {
        var fields = FieldReader.of(body, Set.of("kind", "transactionId", "send"));
        var kind = Optional.ofNullable(fields.text("kind")).flatMap(Webhooks.Kind::of).orElse(null);
        var transactionId = fields.text("transactionId");
        boolean send = Boolean.TRUE.equals(fields.flag("send"));
        if (kind == null) {
            fields.reject("kind", "must be a kind of webhook, such as transaction_settled");
        }
        if (transactionId == null && kind != Webhooks.Kind.CHECK) {
            fields.reject("transactionId", "must name a transaction");
        }
        if (kind == null || !fields.badFields().isEmpty()) {
            return SandboxJson.invalid(fields.badFields());
        }
        if (transactionId == null) {
            return webhook(kind, null, send);
        }
        return books.read(held -> held.transaction(transactionId))
                .map(about -> webhook(kind, about, send))
                .orElseGet(() ->
                        SandboxJson.notFound("There is no transaction " + transactionId + "."));
    }

    /** Shown, so that a test can bring it along itself, or sent to the merchant as well. */
    private Answer webhook(Webhooks.Kind kind, @Nullable Transaction about, boolean send) {
        var webhook = webhooks.sign(kind, about, fresh.get().now());
        if (send) {
            deliveries.send(webhook);
        }
        return SandboxJson.webhook(webhook);
    }
}
