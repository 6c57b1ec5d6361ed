package io.seatflow.local.braintree.wire;

import io.seatflow.local.braintree.merchant.Contact;
import io.seatflow.local.braintree.merchant.Expiry;
import io.seatflow.local.braintree.merchant.Fault.Code;
import io.seatflow.local.braintree.merchant.Search;
import io.seatflow.local.braintree.merchant.Search.Criterion;
import io.seatflow.local.braintree.merchant.Tender;
import io.seatflow.local.braintree.merchant.TestCards;
import io.seatflow.local.braintree.merchant.TransactionCommand.Sell;
import io.seatflow.local.braintree.merchant.TransactionCommand.Storing;
import io.seatflow.local.braintree.merchant.VaultCommand.CreateCustomer;
import io.seatflow.local.braintree.merchant.VaultCommand.Offer;
import io.seatflow.local.braintree.merchant.VaultCommand.UpdateCustomer;
import io.seatflow.local.braintree.merchant.VaultCommand.VaultCard;
import io.seatflow.local.braintree.merchant.VaultCommand.Wishes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Translates requests into commands. A card's number ends here: what goes on is what it stands for.
 */
final class Requests {

    private static final Pattern EXPIRATION = Pattern.compile("(\\d{1,2})/(\\d{4}|\\d{2})");

    private Requests() {}

    static Sell sale(XmlElement xml, Instant now) {
        var options = xml.at("options");
        var tendered = tendered(xml, xml.at("creditCard"), now);
        var customer = xml.at("customer");
        return new Sell(
                text(xml, "type"),
                text(xml, "amount"),
                text(xml, "currencyIsoCode"),
                text(xml, "merchantAccountId"),
                text(xml, "orderId"),
                text(xml, "purchaseOrderNumber"),
                customFields(xml),
                text(xml, "paymentMethodToken"),
                tendered.tender(),
                tendered.problem(),
                text(xml.at("creditCard"), "cardholderName"),
                text(xml, "customerId"),
                text(customer, "id"),
                contact(customer),
                options.flag("submitForSettlement"),
                options.flag("storeInVault")
                        ? Storing.ALWAYS
                        : options.flag("storeInVaultOnSuccess")
                                ? Storing.ON_SUCCESS
                                : Storing.NEVER);
    }

    static CreateCustomer newCustomer(XmlElement xml, Instant now) {
        return new CreateCustomer(
                text(xml, "id"), contact(xml), customFields(xml), customersOffer(xml, now));
    }

    static UpdateCustomer customer(String id, XmlElement xml, Instant now) {
        return new UpdateCustomer(
                id,
                contact(xml),
                customFields(xml),
                text(xml, "defaultPaymentMethodToken"),
                customersOffer(xml, now));
    }

    static VaultCard newCard(XmlElement xml, Instant now) {
        return new VaultCard(text(xml, "customerId"), offer(xml, xml, now));
    }

    /** A card in the vault as it shall be; no new one has to be offered for that. */
    static Offer cardChange(XmlElement xml, Instant now) {
        return offer(xml, xml, now);
    }

    private static @Nullable Offer customersOffer(XmlElement xml, Instant now) {
        var card = xml.at("creditCard");
        return card.isNothing() && xml.child("paymentMethodNonce").isEmpty()
                ? null
                : offer(xml, card, now);
    }

    private static Offer offer(XmlElement xml, XmlElement card, Instant now) {
        var tendered = tendered(xml, card, now);
        var options = card.at("options");
        return new Offer(
                tendered.tender(),
                tendered.byNumber(),
                text(card, "token"),
                text(card, "cardholderName"),
                tendered.expiry(),
                tendered.problem(),
                new Wishes(
                        options.flag("verifyCard"),
                        options.flag("makeDefault"),
                        options.flag("failOnDuplicatePaymentMethod"),
                        options.flag("failOnDuplicatePaymentMethodForCustomer")));
    }

    private record Tendered(
            @Nullable Tender tender,
            boolean byNumber,
            @Nullable Expiry expiry,
            @Nullable Code problem) {}

    private static Tendered tendered(XmlElement xml, XmlElement card, Instant now) {
        var nonce = xml.value("paymentMethodNonce").or(() -> card.value("paymentMethodNonce"));
        boolean dated =
                card.child("expirationDate").or(() -> card.child("expirationMonth")).isPresent();
        var expiry = expiry(card);
        var misdated = dated && expiry.isEmpty() ? Code.EXPIRATION_DATE_IS_INVALID : null;
        if (nonce.isPresent()) {
            int year = now.atOffset(ZoneOffset.UTC).getYear();
            return new Tendered(
                    TestCards.forNonce(nonce.get(), year), false, expiry.orElse(null), misdated);
        }
        var number = card.value("number");
        if (number.isEmpty()) {
            return new Tendered(null, false, expiry.orElse(null), misdated);
        }
        return expiry.map(good ->
                        new Tendered(TestCards.forNumber(number.get(), good), true, good, null))
                .orElseGet(() ->
                        new Tendered(
                                null,
                                true,
                                null,
                                dated
                                        ? Code.EXPIRATION_DATE_IS_INVALID
                                        : Code.EXPIRATION_DATE_IS_REQUIRED));
    }

    private static Optional<Expiry> expiry(XmlElement card) {
        var written =
                card.value("expirationDate")
                        .orElseGet(() ->
                                card.value("expirationMonth").orElse("")
                                        + "/"
                                        + card.value("expirationYear").orElse(""));
        return Optional.of(EXPIRATION.matcher(written))
                .filter(Matcher::matches)
                .flatMap(Requests::expiry);
    }

    private static Optional<Expiry> expiry(Matcher written) {
        int month = Integer.parseInt(written.group(1));
        int year = Integer.parseInt(written.group(2));
        int full = year < 100 ? 2000 + year : year;
        boolean possible = month >= 1 && month <= 12 && full >= 2000 && full <= 2199;
        return possible ? Optional.of(new Expiry(month, full)) : Optional.empty();
    }

    private static Contact contact(XmlElement xml) {
        return new Contact(
                text(xml, "firstName"),
                text(xml, "lastName"),
                text(xml, "company"),
                text(xml, "email"),
                text(xml, "phone"),
                text(xml, "fax"),
                text(xml, "website"));
    }

    private static Map<String, String> customFields(XmlElement xml) {
        return xml.at("customFields")
                .all()
                .collect(Collectors.toMap(XmlElement::name, XmlElement::text, (_, last) -> last));
    }

    static @Nullable String text(XmlElement xml, String name) {
        return xml.value(name).orElse(null);
    }

    static Search search(XmlElement xml) {
        var fields = new HashMap<String, List<Criterion>>();
        xml.all()
                .forEach(field ->
                        fields.computeIfAbsent(field.name(), _ -> new ArrayList<>())
                                .addAll(criteria(field)));
        return new Search(fields);
    }

    private static List<Criterion> criteria(XmlElement field) {
        if (field.children().isEmpty()) {
            // A list of no values, which nothing is in, looks the same as a value that is empty.
            return List.of(
                    field.text().isEmpty()
                            ? new Criterion.OneOf(Set.of())
                            : new Criterion.Is(field.text()));
        }
        if (field.child("item").isPresent()) {
            var items = field.all().map(XmlElement::text).collect(Collectors.toSet());
            return List.of(new Criterion.OneOf(items));
        }
        return field.all().map(Requests::criterion).toList();
    }

    private static Criterion criterion(XmlElement xml) {
        var value = xml.text();
        return switch (xml.name()) {
            case "is" -> new Criterion.Is(value);
            case "is_not" -> new Criterion.IsNot(value);
            case "starts_with" -> new Criterion.StartsWith(value);
            case "ends_with" -> new Criterion.EndsWith(value);
            case "contains" -> new Criterion.Contains(value);
            case "min" -> new Criterion.AtLeast(value);
            case "max" -> new Criterion.AtMost(value);
            default -> throw new IllegalArgumentException(xml.name() + " is no condition.");
        };
    }
}
