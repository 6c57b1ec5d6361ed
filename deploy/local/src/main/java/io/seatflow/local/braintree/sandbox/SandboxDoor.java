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
    private final Supplier<Fresh> fresh;

    public SandboxDoor(
            Books books,
            TransactionRules rules,
            Behaviours behaviours,
            Webhooks webhooks,
            Supplier<Fresh> fresh) {
        this.books = books;
        this.rules = rules;
        this.behaviours = behaviours;
        this.webhooks = webhooks;
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
                FieldReader.of(body, Set.of("delayMillis", "decline", "amountRules", "failNext"));
        var change =
                new BehaviourChange(
                        fields.integer("delayMillis", Behaviour.DELAY_MILLIS_MAX),
                        fields.flag("decline"),
                        fields.flag("amountRules"),
                        fields.names("failNext")
                                ? new FailNext(fields.oneOf("failNext", Failure.class))
                                : null);
        return fields.badFields().isEmpty()
                ? SandboxJson.behaviour(behaviours.change(change::applyTo))
                : SandboxJson.invalid(fields.badFields());
    }

    /**
     * The processor's night: what waits for settlement is settled, all of it or that of one order.
     */
    private Answer settle(String body) {
        var fields = FieldReader.of(body, Set.of("orderId"));
        var orderId = fields.text("orderId");
        if (!fields.badFields().isEmpty()) {
            return SandboxJson.invalid(fields.badFields());
        }
        return switch (books.decide(held -> settled(held, orderId))) {
            case Accepted<List<Transaction>>(var settled, _) -> SandboxJson.transactions(settled);
            case Decision<List<Transaction>> _ ->
                    throw new IllegalStateException("Settlement was refused.");
        };
    }

    private Decision<List<Transaction>> settled(Holdings held, @Nullable String orderId) {
        var candidates = orderId == null ? held.transactions() : held.ordered(orderId);
        var decided =
                candidates.stream()
                        .filter(each -> each.status().isOnItsWay())
                        .map(each -> new Simulate(each.id(), TransactionStatus.SETTLED))
                        .map(command -> rules.decide(held, command, fresh.get()))
                        .map(decision -> (Accepted<Transaction>) decision)
                        .toList();
        var entries =
                new ArrayList<>(decided.stream().flatMap(each -> each.entries().stream()).toList());
        return new Accepted<>(decided.stream().map(Accepted::result).toList(), entries);
    }

    private Answer webhook(String body) {
        var fields = FieldReader.of(body, Set.of("kind", "transactionId"));
        var kind = Optional.ofNullable(fields.text("kind")).flatMap(Webhooks.Kind::of).orElse(null);
        var transactionId = fields.text("transactionId");
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
            return SandboxJson.webhook(webhooks.sign(kind, null, fresh.get().now()));
        }
        return books.read(held -> held.transaction(transactionId))
                .map(about -> SandboxJson.webhook(webhooks.sign(kind, about, fresh.get().now())))
                .orElseGet(() ->
                        SandboxJson.notFound("There is no transaction " + transactionId + "."));
    }
}
