package io.seatflow.local.braintree.wire;

import io.seatflow.local.braintree.http.Answer;
import io.seatflow.local.braintree.http.Call;
import io.seatflow.local.braintree.http.Door;
import io.seatflow.local.braintree.journal.Books;
import io.seatflow.local.braintree.merchant.Customer;
import io.seatflow.local.braintree.merchant.Decision;
import io.seatflow.local.braintree.merchant.Decision.Accepted;
import io.seatflow.local.braintree.merchant.Decision.NotFound;
import io.seatflow.local.braintree.merchant.Decision.Refused;
import io.seatflow.local.braintree.merchant.Decision.Unverified;
import io.seatflow.local.braintree.merchant.Fault;
import io.seatflow.local.braintree.merchant.Fresh;
import io.seatflow.local.braintree.merchant.Holdings;
import io.seatflow.local.braintree.merchant.Search;
import io.seatflow.local.braintree.merchant.SearchRules;
import io.seatflow.local.braintree.merchant.Terms;
import io.seatflow.local.braintree.merchant.Transaction;
import io.seatflow.local.braintree.merchant.TransactionCommand.CallOff;
import io.seatflow.local.braintree.merchant.TransactionCommand.Refund;
import io.seatflow.local.braintree.merchant.TransactionCommand.Simulate;
import io.seatflow.local.braintree.merchant.TransactionCommand.SubmitForSettlement;
import io.seatflow.local.braintree.merchant.TransactionRules;
import io.seatflow.local.braintree.merchant.TransactionStatus;
import io.seatflow.local.braintree.merchant.VaultCommand.DeleteCustomer;
import io.seatflow.local.braintree.merchant.VaultCommand.RemoveCard;
import io.seatflow.local.braintree.merchant.VaultCommand.UpdateCard;
import io.seatflow.local.braintree.merchant.VaultRules;
import io.seatflow.local.braintree.merchant.VaultedCard;
import io.seatflow.local.braintree.sandbox.Behaviour;
import io.seatflow.local.braintree.sandbox.Behaviours;
import io.seatflow.local.braintree.sandbox.Deliveries;
import io.seatflow.local.braintree.sandbox.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /merchants/{merchant}}: what Braintree's SDK calls. What the stand-in does not do is
 * answered with 501, never as though it were not there.
 */
public final class MerchantDoor implements Door {

    private static final Duration HANG = Duration.ofMinutes(3);
    private static final Answer UNAUTHORIZED = new Answer.Bare(401);
    private static final Answer NOT_FOUND = new Answer.Bare(404);
    private static final Answer DONE = new Answer.Bare(200);
    private static final Answer SERVER_ERROR = new Answer.Bare(500);
    private static final Answer NOT_IMPLEMENTED = new Answer.Bare(501);
    private static final Answer BAD_REQUEST = new Answer.Bare(400);

    private final Keys keys;
    private final Books books;
    private final TransactionRules rules;
    private final Behaviours behaviours;
    private final Deliveries deliveries;
    private final Supplier<Fresh> fresh;
    private final ClientTokens clientTokens;
    private final int duplicateWindowSeconds;

    public MerchantDoor(
            Keys keys,
            Books books,
            TransactionRules rules,
            Behaviours behaviours,
            Deliveries deliveries,
            int duplicateWindowSeconds,
            Supplier<Fresh> fresh) {
        this.keys = keys;
        this.books = books;
        this.rules = rules;
        this.behaviours = behaviours;
        this.deliveries = deliveries;
        this.duplicateWindowSeconds = duplicateWindowSeconds;
        this.fresh = fresh;
        this.clientTokens = new ClientTokens(keys);
    }

    /** One request with all that its answer needs. */
    private record Request(Call call, XmlElement xml, Fresh fresh) {

        /** The part of the path after the merchant at that place, or nothing. */
        String part(int place) {
            int index = place + 2;
            return index < call.path().size() ? call.path().get(index) : "";
        }

        int parts() {
            return call.path().size() - 2;
        }

        String method() {
            return call.method();
        }
    }

    @Override
    public Answer answer(Call call) {
        boolean known = call.path().size() >= 2 && call.path().get(1).equals(keys.merchant());
        if (!known || !keys.open(call.header("authorization"))) {
            return UNAUTHORIZED;
        }
        return XmlReader.read(call.body())
                .map(xml -> route(new Request(call, xml, fresh.get())))
                .orElse(BAD_REQUEST);
    }

    private Answer route(Request request) {
        return switch (request.part(0)) {
            case "client_token" ->
                    request.method().equals("POST") ? clientToken(request) : NOT_IMPLEMENTED;
            case "customers" -> customers(request);
            case "payment_methods" -> paymentMethods(request);
            case "transactions" -> transactions(request);
            default -> NOT_IMPLEMENTED;
        };
    }

    private Answer clientToken(Request request) {
        var customerId = request.xml().value("customerId");
        if (customerId.isPresent()
                && books.read(held -> held.customer(customerId.get())).isEmpty()) {
            var fault =
                    new Fault(
                            List.of("client-token"),
                            "customer_id",
                            Fault.Code.CLIENT_TOKEN_CUSTOMER_DOES_NOT_EXIST);
            return Answers.refused(new Refused<>(List.of(fault)), request.xml());
        }
        return Answers.clientToken(clientTokens.issue(customerId, request.fresh().now()));
    }

    private Answer customers(Request request) {
        var id = request.part(1);
        if (request.method().equals("POST")) {
            return switch (id) {
                case "" -> createCustomer(request);
                case "advanced_search_ids" ->
                        searched(
                                request,
                                this::unknownOfCustomers,
                                search -> Answers.ids(customerIds(search)));
                case "advanced_search" ->
                        searched(
                                request,
                                this::unknownOfCustomers,
                                search ->
                                        Answers.customers(
                                                foundCustomers(search), request.fresh().now()));
                default -> NOT_IMPLEMENTED;
            };
        }
        if (request.parts() != 2) {
            return NOT_IMPLEMENTED;
        }
        return switch (request.method()) {
            case "GET" ->
                    books.read(held -> held.customer(id))
                            .map(customer -> Answers.customer(200, customer, request.fresh().now()))
                            .orElse(NOT_FOUND);
            case "PUT" -> {
                var command = Requests.customer(id, request.xml(), request.fresh().now());
                yield customer(
                        200, request, held -> VaultRules.decide(held, command, request.fresh()));
            }
            case "DELETE" ->
                    done(books.decide(held -> VaultRules.decide(held, new DeleteCustomer(id))));
            default -> NOT_IMPLEMENTED;
        };
    }

    private Answer createCustomer(Request request) {
        var command = Requests.newCustomer(request.xml(), request.fresh().now());
        return customer(201, request, held -> VaultRules.decide(held, command, request.fresh()));
    }

    private Answer customer(
            int status, Request request, Function<Holdings, Decision<Customer>> rule) {
        return decided(
                books.decide(rule),
                request,
                customer -> Answers.customer(status, customer, request.fresh().now()));
    }

    private Set<String> unknownOfCustomers(Search search) {
        return SearchRules.unknownOfCustomers(search);
    }

    private List<Customer> foundCustomers(Search search) {
        return books.read(held -> SearchRules.customers(held, search));
    }

    private List<String> customerIds(Search search) {
        return foundCustomers(search).stream().map(Customer::id).toList();
    }

    private Answer paymentMethods(Request request) {
        if (request.method().equals("POST") && request.parts() == 1) {
            var command = Requests.newCard(request.xml(), request.fresh().now());
            return card(201, request, held -> VaultRules.decide(held, command, request.fresh()));
        }
        boolean byToken = request.part(1).equals("any") || request.part(1).equals("credit_card");
        if (!byToken || request.parts() != 3) {
            return NOT_IMPLEMENTED;
        }
        var token = request.part(2);
        return switch (request.method()) {
            case "GET" ->
                    books.read(held -> held.ownerOf(token))
                            .map(owner -> card(200, owner, token, request))
                            .orElse(NOT_FOUND);
            case "PUT" -> {
                var offer = Requests.cardChange(request.xml(), request.fresh().now());
                var command = new UpdateCard(token, offer);
                yield card(200, request, held -> VaultRules.decide(held, command, request.fresh()));
            }
            case "DELETE" ->
                    done(
                            books.decide(held ->
                                    VaultRules.decide(
                                            held, new RemoveCard(token), request.fresh())));
            default -> NOT_IMPLEMENTED;
        };
    }

    private Answer card(
            int status, Request request, Function<Holdings, Decision<VaultedCard>> rule) {
        return decided(
                books.decide(rule),
                request,
                card ->
                        books.read(held -> held.ownerOf(card.token()))
                                .map(owner ->
                                        Answers.card(
                                                status, card, owner.id(), request.fresh().now()))
                                .orElse(NOT_FOUND));
    }

    private static Answer card(int status, Customer owner, String token, Request request) {
        return Answers.card(
                status, owner.card(token).orElseThrow(), owner.id(), request.fresh().now());
    }

    private Answer transactions(Request request) {
        var id = request.part(1);
        return switch (request.method() + " " + request.parts()) {
            case "POST 1" -> sell(request);
            case "GET 2" ->
                    books.read(held -> held.transaction(id))
                            .map(found -> Answers.transaction(200, found, request.fresh().now()))
                            .orElse(NOT_FOUND);
            case "POST 2" -> searchTransactions(request);
            case "PUT 3", "POST 3" -> change(request, id);
            default -> NOT_IMPLEMENTED;
        };
    }

    private Answer searchTransactions(Request request) {
        return switch (request.part(1)) {
            case "advanced_search_ids" ->
                    searched(
                            request,
                            SearchRules::unknownOfTransactions,
                            search -> Answers.ids(transactionIds(search)));
            case "advanced_search" ->
                    searched(
                            request,
                            SearchRules::unknownOfTransactions,
                            search ->
                                    Answers.transactions(
                                            foundTransactions(search), request.fresh().now()));
            default -> NOT_IMPLEMENTED;
        };
    }

    private List<Transaction> foundTransactions(Search search) {
        return books.read(held -> SearchRules.transactions(held, search));
    }

    private List<String> transactionIds(Search search) {
        return foundTransactions(search).stream().map(Transaction::id).toList();
    }

    private Answer change(Request request, String id) {
        return switch (request.method() + " " + request.part(2)) {
            case "POST refund" -> {
                var refund =
                        new Refund(
                                id,
                                Requests.text(request.xml(), "amount"),
                                Requests.text(request.xml(), "orderId"));
                yield transaction(
                        201, request, held -> rules.decide(held, refund, request.fresh()));
            }
            case "PUT void" ->
                    transaction(
                            200,
                            request,
                            held -> rules.decide(held, new CallOff(id), request.fresh()));
            case "PUT submit_for_settlement" -> {
                var submit = new SubmitForSettlement(id, Requests.text(request.xml(), "amount"));
                yield transaction(
                        200, request, held -> rules.decide(held, submit, request.fresh()));
            }
            case "PUT settle" -> simulate(request, id, TransactionStatus.SETTLED);
            case "PUT settlement_confirm" ->
                    simulate(request, id, TransactionStatus.SETTLEMENT_CONFIRMED);
            case "PUT settlement_decline" ->
                    simulate(request, id, TransactionStatus.SETTLEMENT_DECLINED);
            case "PUT settlement_pending" ->
                    simulate(request, id, TransactionStatus.SETTLEMENT_PENDING);
            default -> NOT_IMPLEMENTED;
        };
    }

    private Answer simulate(Request request, String id, TransactionStatus outcome) {
        var command = new Simulate(id, outcome);
        return decided(
                books.decide(held -> rules.decide(held, command, request.fresh())),
                request,
                transaction -> {
                    deliveries.tell(transaction);
                    return Answers.transaction(200, transaction, request.fresh().now());
                });
    }

    private Answer transaction(
            int status, Request request, Function<Holdings, Decision<Transaction>> rule) {
        return decided(
                books.decide(rule),
                request,
                transaction -> Answers.transaction(status, transaction, request.fresh().now()));
    }

    /** A charge, as well or as badly as the sandbox was told to treat it. */
    private Answer sell(Request request) {
        var behaviour = behaviours.forOneCharge();
        if (!pause(Duration.ofMillis(behaviour.delayMillis()))) {
            return new Answer.Cut();
        }
        return switch (behaviour.failNext()) {
            case CUT_BEFORE_CHARGE -> new Answer.Cut();
            case ERROR_BEFORE_CHARGE -> SERVER_ERROR;
            case HANG -> {
                pause(HANG);
                yield new Answer.Cut();
            }
            case CUT_AFTER_CHARGE -> {
                charge(request, behaviour);
                yield new Answer.Cut();
            }
            case ERROR_AFTER_CHARGE -> {
                charge(request, behaviour);
                yield SERVER_ERROR;
            }
            case DECLINE -> charge(request, behaviour);
            case null -> charge(request, behaviour);
        };
    }

    private Answer charge(Request request, Behaviour behaviour) {
        // Asked again after the pause: a late charge is dated when it lands.
        var late = fresh.get();
        var command = Requests.sale(request.xml(), late.now());
        boolean decline = behaviour.decline() || behaviour.failNext() == Failure.DECLINE;
        var terms = new Terms(decline, behaviour.amountRules(), duplicateWindowSeconds);
        return decided(
                books.decide(held -> rules.decide(held, command, terms, late)),
                request,
                sale ->
                        sale.isApproved()
                                ? Answers.transaction(201, sale, late.now())
                                : Answers.declined(sale, request.xml(), late.now()));
    }

    /** False if the server stops meanwhile. */
    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <T> Answer decided(
            Decision<T> decision, Request request, Function<T, Answer> success) {
        return switch (decision) {
            case Accepted<T>(var result, _) -> success.apply(result);
            case Refused<T> refused -> Answers.refused(refused, request.xml());
            case Unverified<T>(var verification) ->
                    Answers.unverified(verification, request.xml(), request.fresh().now());
            case NotFound<T> _ -> NOT_FOUND;
        };
    }

    private static Answer done(Decision<?> decision) {
        return decision instanceof Accepted<?> ? DONE : NOT_FOUND;
    }

    /** A condition that is not understood is refused: results that ignore it would be wrong. */
    private static Answer searched(
            Request request,
            Function<Search, Set<String>> unknown,
            Function<Search, Answer> found) {
        try {
            var search = Requests.search(request.xml());
            var strangers = unknown.apply(search);
            return strangers.isEmpty()
                    ? found.apply(search)
                    : Answers.refused(
                            "Cannot search by " + String.join(", ", strangers) + ".",
                            request.xml());
        } catch (DateTimeException | IllegalArgumentException e) {
            return Answers.refused("A search with a bad value: " + e.getMessage(), request.xml());
        }
    }
}
