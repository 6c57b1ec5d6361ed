package io.seatflow.local.braintree.wire;

import io.seatflow.local.braintree.http.Answer;
import io.seatflow.local.braintree.merchant.Card;
import io.seatflow.local.braintree.merchant.Contact;
import io.seatflow.local.braintree.merchant.Customer;
import io.seatflow.local.braintree.merchant.Decision.Refused;
import io.seatflow.local.braintree.merchant.Fault;
import io.seatflow.local.braintree.merchant.Payer;
import io.seatflow.local.braintree.merchant.ProcessorResponse;
import io.seatflow.local.braintree.merchant.StatusEvent;
import io.seatflow.local.braintree.merchant.Transaction;
import io.seatflow.local.braintree.merchant.VaultedCard;
import io.seatflow.local.braintree.merchant.Verdict;
import io.seatflow.local.braintree.merchant.Verification;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates what the merchant holds, and why something cannot be, into Braintree's XML. */
final class Answers {

    private static final String XML = "application/xml; charset=utf-8";
    private static final int PAGE_SIZE = 50;

    /** What is never sent back, even to whoever sent it. */
    private static final Set<String> SECRET = Set.of("number", "cvv");

    /** What Braintree knows about a card from its first digits, and the stand-in does not. */
    private static final List<String> INDICATORS =
            List.of(
                    "business",
                    "commercial",
                    "consumer",
                    "corporate",
                    "country-of-issuance",
                    "debit",
                    "durbin-regulated",
                    "healthcare",
                    "issuing-bank",
                    "payroll",
                    "prepaid",
                    "prepaid-reloadable",
                    "product-id",
                    "purchase");

    private Answers() {}

    static Answer customer(int status, Customer customer, Instant now) {
        return document(status, "customer", xml -> customerInto(xml, customer, now));
    }

    static Answer card(int status, VaultedCard card, String customerId, Instant now) {
        return document(status, "credit-card", xml -> vaultedInto(xml, card, customerId, now));
    }

    static Answer transaction(int status, Transaction transaction, Instant now) {
        return document(status, "transaction", xml -> transactionInto(xml, transaction, now));
    }

    static Answer clientToken(String value) {
        return document(201, "client-token", xml -> xml.text("value", value));
    }

    static Answer ids(List<String> ids) {
        return document(
                200,
                "search-results",
                xml ->
                        xml.typed("page-size", "integer", String.valueOf(PAGE_SIZE))
                                .list("ids", list -> ids.forEach(id -> list.text("item", id))));
    }

    static Answer transactions(List<Transaction> found, Instant now) {
        return document(
                200,
                "credit-card-transactions",
                xml ->
                        found.forEach(each ->
                                xml.element(
                                        "transaction",
                                        inner -> transactionInto(inner, each, now))));
    }

    static Answer customers(List<Customer> found, Instant now) {
        return document(
                200,
                "customers",
                xml ->
                        found.forEach(each ->
                                xml.element("customer", inner -> customerInto(inner, each, now))));
    }

    /** A charge that is on record, but brought nothing. */
    static Answer declined(Transaction transaction, XmlElement request, Instant now) {
        return error(
                List.of(),
                request,
                sentence(transaction.verdict()),
                xml ->
                        xml.element(
                                "transaction", inner -> transactionInto(inner, transaction, now)));
    }

    static Answer refused(Refused<?> refused, XmlElement request) {
        var sentences =
                refused.faults().stream().map(fault -> fault.code().message()).distinct().toList();
        return error(refused.faults(), request, String.join("\n", sentences), _ -> {});
    }

    static Answer refused(String sentence, XmlElement request) {
        return error(List.of(), request, sentence, _ -> {});
    }

    static Answer unverified(Verification verification, XmlElement request, Instant now) {
        return error(
                List.of(),
                request,
                sentence(verification.verdict()),
                xml ->
                        xml.element(
                                "verification",
                                inner -> {
                                    inner.text("id", verification.id());
                                    inner.text("status", statusWord(verification.verdict()));
                                    verdictInto(inner, verification.verdict());
                                    inner.element(
                                            "credit-card",
                                            card -> cardInto(card, verification.card(), null, now));
                                    inner.time("created-at", verification.createdAt());
                                }));
    }

    private static Answer document(int status, String root, XmlWriter.Content content) {
        return Answer.of(status, XML, XmlWriter.document(root, content));
    }

    private static Answer error(
            List<Fault> faults, XmlElement request, String sentence, XmlWriter.Content subject) {
        return document(
                422,
                "api-error-response",
                xml -> {
                    xml.element("errors", inner -> FaultTree.of(faults).into(inner));
                    xml.element("params", inner -> echo(inner, request.without(SECRET)));
                    xml.text("message", sentence);
                    subject.into(xml);
                });
    }

    private static void echo(XmlWriter xml, XmlElement request) {
        if (request.isNothing()) {
            return;
        }
        if (request.children().isEmpty()) {
            xml.text(request.name(), request.text());
        } else {
            xml.element(
                    request.name(), inner -> request.all().forEach(child -> echo(inner, child)));
        }
    }

    /** Faults by the objects that they are about. */
    private record FaultTree(List<Fault> own, Map<String, FaultTree> inner) {

        static FaultTree of(List<Fault> faults) {
            var root = new FaultTree(new ArrayList<>(), new LinkedHashMap<>());
            for (Fault fault : faults) {
                var tree = root;
                for (String object : fault.path()) {
                    tree =
                            tree.inner.computeIfAbsent(
                                    object,
                                    _ -> new FaultTree(new ArrayList<>(), new LinkedHashMap<>()));
                }
                tree.own.add(fault);
            }
            return root;
        }

        void into(XmlWriter xml) {
            xml.list(
                    "errors",
                    list ->
                            own.forEach(fault ->
                                    list.element(
                                            "error",
                                            error -> {
                                                error.text("code", fault.code().number());
                                                error.typed(
                                                        "attribute", "symbol", fault.attribute());
                                                error.text("message", fault.code().message());
                                            })));
            inner.forEach((object, tree) -> xml.element(object, tree::into));
        }
    }

    private static void customerInto(XmlWriter xml, Customer customer, Instant now) {
        xml.text("id", customer.id());
        contactInto(xml, customer.contact());
        fieldsInto(xml, customer.customFields());
        xml.list(
                "credit-cards",
                list ->
                        customer.cards()
                                .forEach(card ->
                                        list.element(
                                                "credit-card",
                                                inner ->
                                                        vaultedInto(
                                                                inner, card, customer.id(), now))));
        xml.list("addresses", _ -> {});
        xml.time("created-at", customer.createdAt());
        xml.time("updated-at", customer.updatedAt());
    }

    private static void contactInto(XmlWriter xml, Contact contact) {
        xml.text("first-name", contact.firstName())
                .text("last-name", contact.lastName())
                .text("company", contact.company())
                .text("email", contact.email())
                .text("phone", contact.phone())
                .text("fax", contact.fax())
                .text("website", contact.website());
    }

    private static void fieldsInto(XmlWriter xml, Map<String, String> fields) {
        xml.element(
                "custom-fields",
                inner -> fields.forEach((name, value) -> inner.text(dashed(name), value)));
    }

    private static String dashed(String name) {
        return name.replace('_', '-');
    }

    private static void vaultedInto(
            XmlWriter xml, VaultedCard card, String customerId, Instant now) {
        cardInto(xml, card.card(), card.token(), now);
        xml.text("customer-id", customerId);
        xml.flag("default", card.isDefault());
        xml.list("subscriptions", _ -> {});
        xml.time("created-at", card.createdAt());
        xml.time("updated-at", card.updatedAt());
    }

    private static void cardInto(XmlWriter xml, Card card, @Nullable String token, Instant now) {
        var lastMonth = YearMonth.of(card.expirationYear(), card.expirationMonth());
        xml.text("token", token);
        xml.text("bin", card.bin());
        xml.text("last-4", card.last4());
        xml.text("card-type", card.brand().label());
        xml.text("expiration-month", "%02d".formatted(card.expirationMonth()));
        xml.text("expiration-year", String.valueOf(card.expirationYear()));
        xml.flag("expired", YearMonth.from(now.atOffset(ZoneOffset.UTC)).isAfter(lastMonth));
        xml.text("cardholder-name", card.cardholderName());
        xml.text("customer-location", "US");
        xml.text("unique-number-identifier", card.fingerprint());
        xml.flag("venmo-sdk", false);
        INDICATORS.forEach(indicator -> xml.text(indicator, "Unknown"));
    }

    static void transactionInto(XmlWriter xml, Transaction transaction, Instant now) {
        xml.text("id", transaction.id());
        xml.text("status", transaction.status().word());
        xml.text("type", transaction.kind().word());
        xml.text("currency-iso-code", transaction.currency());
        xml.typed("amount", "decimal", transaction.amount().toPlainString());
        xml.text("merchant-account-id", transaction.merchantAccountId());
        xml.text("order-id", transaction.orderId());
        xml.text("purchase-order-number", transaction.purchaseOrderNumber());
        xml.time("created-at", transaction.createdAt());
        xml.time("updated-at", transaction.updatedAt());
        payerInto(xml, transaction.payer(), now);
        fieldsInto(xml, transaction.customFields());
        verdictInto(xml, transaction.verdict());
        xml.text("processor-authorization-code", transaction.authorizationCode());
        xml.text("refunded-transaction-id", transaction.refundedTransactionId());
        xml.text(
                "refund-id",
                transaction.refundIds().isEmpty() ? null : transaction.refundIds().getLast());
        xml.list(
                "refund-ids", list -> transaction.refundIds().forEach(id -> list.text("item", id)));
        xml.list(
                "status-history",
                list -> transaction.history().forEach(event -> eventInto(list, event)));
        xml.element("disbursement-details", inner -> inner.text("disbursement-date", null));
        xml.flag("recurring", false);
        xml.text("payment-instrument-type", "credit_card");
    }

    private static void payerInto(XmlWriter xml, Payer payer, Instant now) {
        xml.element("credit-card", inner -> cardInto(inner, payer.card(), payer.token(), now));
        xml.element(
                "customer",
                inner -> {
                    inner.text("id", payer.customerId());
                    contactInto(inner, payer.contact());
                });
    }

    private static void eventInto(XmlWriter xml, StatusEvent event) {
        xml.element(
                "status-event",
                inner -> {
                    inner.time("timestamp", event.at());
                    inner.text("status", event.status().word());
                    inner.typed("amount", "decimal", event.amount().toPlainString());
                    inner.text("user", "stand-in");
                    inner.text("transaction-source", "api");
                });
    }

    private static void verdictInto(XmlWriter xml, Verdict verdict) {
        switch (verdict) {
            case Verdict.Approved _ -> responseInto(xml, ProcessorResponse.APPROVED);
            case Verdict.Declined(var code) -> responseInto(xml, ProcessorResponse.declined(code));
            case Verdict.Failed _ -> responseInto(xml, ProcessorResponse.UNAVAILABLE);
            case Verdict.Rejected(var reason) ->
                    xml.text("gateway-rejection-reason", reason.word());
        }
    }

    private static void responseInto(XmlWriter xml, ProcessorResponse response) {
        xml.text("processor-response-code", String.valueOf(response.code()));
        xml.text("processor-response-text", response.text());
        xml.text("processor-response-type", response.type().word());
    }

    private static String statusWord(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Approved _ -> "verified";
            case Verdict.Declined _ -> "processor_declined";
            case Verdict.Failed _ -> "failed";
            case Verdict.Rejected _ -> "gateway_rejected";
        };
    }

    private static String sentence(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Approved _ -> ProcessorResponse.APPROVED.text();
            case Verdict.Declined(var code) -> ProcessorResponse.declined(code).text();
            case Verdict.Failed _ -> ProcessorResponse.UNAVAILABLE.text();
            case Verdict.Rejected(var reason) -> "Gateway Rejected: " + reason.word();
        };
    }
}
