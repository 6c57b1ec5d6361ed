package io.seatflow.local.braintree.merchant;

import static java.util.Map.entry;

import io.seatflow.local.braintree.merchant.Search.Criterion;
import io.seatflow.local.braintree.merchant.Search.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be searched for, and by what. Results come newest first. */
public final class SearchRules {

    private static final Map<String, Field<Transaction>> TRANSACTION = transactionFields();

    private static final Map<String, Field<Customer>> CUSTOMER =
            Map.ofEntries(
                    entry("ids", text(Customer::id)),
                    entry("id", text(Customer::id)),
                    entry("first_name", text(customer -> customer.contact().firstName())),
                    entry("last_name", text(customer -> customer.contact().lastName())),
                    entry("company", text(customer -> customer.contact().company())),
                    entry("email", text(customer -> customer.contact().email())),
                    entry("phone", text(customer -> customer.contact().phone())),
                    entry("fax", text(customer -> customer.contact().fax())),
                    entry("website", text(customer -> customer.contact().website())),
                    entry("created_at", instant(Customer::createdAt)),
                    entry(
                            "payment_method_token",
                            (customer, criterion) ->
                                    customer.cards().stream()
                                            .anyMatch(
                                                    card -> Search.text(card.token(), criterion))));

    private SearchRules() {}

    /** The fields of a search for transactions that nothing is known about. */
    public static Set<String> unknownOfTransactions(Search search) {
        return search.unknownTo(TRANSACTION);
    }

    /** The fields of a search for customers that nothing is known about. */
    public static Set<String> unknownOfCustomers(Search search) {
        return search.unknownTo(CUSTOMER);
    }

    public static List<Transaction> transactions(Holdings held, Search search) {
        var candidates = search.exact("order_id").map(held::ordered).orElseGet(held::transactions);
        return candidates.stream().filter(each -> search.matches(each, TRANSACTION)).toList();
    }

    public static List<Customer> customers(Holdings held, Search search) {
        return held.customers().stream().filter(each -> search.matches(each, CUSTOMER)).toList();
    }

    private static Map<String, Field<Transaction>> transactionFields() {
        var fields = new HashMap<String, Field<Transaction>>();
        fields.put("ids", text(Transaction::id));
        fields.put("id", text(Transaction::id));
        fields.put("order_id", text(Transaction::orderId));
        fields.put("currency", text(Transaction::currency));
        fields.put("merchant_account_id", text(Transaction::merchantAccountId));
        fields.put("processor_authorization_code", text(Transaction::authorizationCode));
        fields.put("status", text(transaction -> transaction.status().word()));
        fields.put("type", text(transaction -> transaction.kind().word()));
        fields.put("source", text(_ -> "api"));
        fields.put("payment_instrument_type", text(_ -> "credit_card"));
        fields.put(
                "created_using",
                text(each -> each.payer().byToken() ? "token" : "full_information"));
        fields.put("refund", text(each -> String.valueOf(each.refundedTransactionId() != null)));
        fields.put("payment_method_token", text(each -> each.payer().token()));
        fields.put("credit_card_card_type", text(each -> each.payer().card().brand().label()));
        fields.put(
                "credit_card_cardholder_name", text(each -> each.payer().card().cardholderName()));
        fields.put(
                "credit_card_unique_identifier", text(each -> each.payer().card().fingerprint()));
        fields.put("credit_card_number", SearchRules::numberMeets);
        fields.put("customer_id", text(each -> each.payer().customerId()));
        fields.put("customer_first_name", text(each -> each.payer().contact().firstName()));
        fields.put("customer_last_name", text(each -> each.payer().contact().lastName()));
        fields.put("customer_company", text(each -> each.payer().contact().company()));
        fields.put("customer_email", text(each -> each.payer().contact().email()));
        fields.put("customer_phone", text(each -> each.payer().contact().phone()));
        fields.put("customer_fax", text(each -> each.payer().contact().fax()));
        fields.put("customer_website", text(each -> each.payer().contact().website()));
        fields.put(
                "amount",
                (each, criterion) -> Search.range(each.amount(), criterion, BigDecimal::new));
        fields.put("created_at", instant(Transaction::createdAt));
        fields.put("authorized_at", reached(TransactionStatus.AUTHORIZED));
        fields.put(
                "submitted_for_settlement_at", reached(TransactionStatus.SUBMITTED_FOR_SETTLEMENT));
        fields.put("settled_at", reached(TransactionStatus.SETTLED));
        fields.put("voided_at", reached(TransactionStatus.VOIDED));
        fields.put("processor_declined_at", reached(TransactionStatus.PROCESSOR_DECLINED));
        fields.put("gateway_rejected_at", reached(TransactionStatus.GATEWAY_REJECTED));
        fields.put("failed_at", reached(TransactionStatus.FAILED));
        return Map.copyOf(fields);
    }

    /** Of a number only its first six and last four digits are known. */
    private static boolean numberMeets(Transaction transaction, Criterion criterion) {
        var card = transaction.payer().card();
        return switch (criterion) {
            case Criterion.StartsWith(var start) -> card.bin().startsWith(start);
            case Criterion.EndsWith(var end) -> card.last4().endsWith(end);
            default -> false;
        };
    }

    private static Field<Transaction> reached(TransactionStatus status) {
        return instant(transaction -> transaction.reachedAt(status).orElse(null));
    }

    private interface Text<T> {
        @Nullable String of(T thing);
    }

    private interface Time<T> {
        @Nullable Instant of(T thing);
    }

    private static <T> Field<T> text(Text<T> text) {
        return (thing, criterion) -> Search.text(text.of(thing), criterion);
    }

    /** Braintree's times have whole seconds, in what it is asked as in what it answers. */
    private static <T> Field<T> instant(Time<T> time) {
        Function<String, Instant> read = Instant::parse;
        return (thing, criterion) -> {
            var at = time.of(thing);
            return Search.range(
                    at == null ? null : at.truncatedTo(ChronoUnit.SECONDS), criterion, read);
        };
    }
}
