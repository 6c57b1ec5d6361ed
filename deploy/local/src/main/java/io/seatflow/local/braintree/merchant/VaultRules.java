package io.seatflow.local.braintree.merchant;

import io.seatflow.local.braintree.merchant.Decision.Accepted;
import io.seatflow.local.braintree.merchant.Decision.NotFound;
import io.seatflow.local.braintree.merchant.Decision.Refused;
import io.seatflow.local.braintree.merchant.Decision.Unverified;
import io.seatflow.local.braintree.merchant.Entry.CustomerGone;
import io.seatflow.local.braintree.merchant.Entry.CustomerKept;
import io.seatflow.local.braintree.merchant.Fault.Code;
import io.seatflow.local.braintree.merchant.VaultCommand.CreateCustomer;
import io.seatflow.local.braintree.merchant.VaultCommand.DeleteCustomer;
import io.seatflow.local.braintree.merchant.VaultCommand.Offer;
import io.seatflow.local.braintree.merchant.VaultCommand.RemoveCard;
import io.seatflow.local.braintree.merchant.VaultCommand.UpdateCard;
import io.seatflow.local.braintree.merchant.VaultCommand.UpdateCustomer;
import io.seatflow.local.braintree.merchant.VaultCommand.VaultCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every rule about customers and their cards. */
public final class VaultRules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final Set<String> RESERVED = Set.of("all", "new");
    private static final int NAME_MAX = 36;
    private static final int TEXT_MAX = 255;
    private static final int CARDHOLDER_MAX = 175;

    private VaultRules() {}

    /** A new customer, perhaps with a first card. */
    public static Decision<Customer> decide(Holdings held, CreateCustomer command, Fresh fresh) {
        var faults = new ArrayList<>(contactFaults(command.contact()));
        var id = command.id();
        if (id != null) {
            idFault(held, id).ifPresent(faults::add);
        }
        var offer = command.offer();
        if (offer != null) {
            faults.addAll(offerFaults(held, null, offer, List.of("customer", "credit-card"), null));
        }
        if (!faults.isEmpty()) {
            return new Refused<>(faults);
        }
        var customer =
                new Customer(
                        id == null ? fresh.id() : id,
                        command.contact(),
                        command.customFields(),
                        List.of(),
                        fresh.now(),
                        fresh.now());
        return offer == null ? kept(customer) : vaulting(customer, offer, fresh);
    }

    /** News about a customer, perhaps with another card. */
    public static Decision<Customer> decide(Holdings held, UpdateCustomer command, Fresh fresh) {
        var customer = held.customer(command.id()).orElse(null);
        if (customer == null) {
            return new NotFound<>();
        }
        var faults = new ArrayList<>(contactFaults(command.contact()));
        var elected = command.defaultToken();
        if (elected != null && customer.card(elected).isEmpty()) {
            faults.add(Fault.of("customer", "default_payment_method_token", Code.TOKEN_IS_INVALID));
        }
        var offer = command.offer();
        if (offer != null) {
            faults.addAll(
                    offerFaults(held, customer, offer, List.of("customer", "credit-card"), null));
        }
        if (!faults.isEmpty()) {
            return new Refused<>(faults);
        }
        var described =
                customer.described(command.contact(), command.customFields(), fresh.now())
                        .electing(elected, fresh.now());
        return offer == null ? kept(described) : vaulting(described, offer, fresh);
    }

    /** The end of a customer and of all their cards in the vault. Their transactions stay. */
    public static Decision<Customer> decide(Holdings held, DeleteCustomer command) {
        return held.customer(command.id())
                .<Decision<Customer>>map(customer ->
                        new Accepted<>(customer, List.of(new CustomerGone(customer.id()))))
                .orElseGet(NotFound::new);
    }

    /** A card for a customer who is there already. */
    public static Decision<VaultedCard> decide(Holdings held, VaultCard command, Fresh fresh) {
        var path = List.of("payment-method");
        var faults = new ArrayList<Fault>();
        var customerId = command.customerId();
        Customer customer = null;
        if (customerId == null || customerId.isBlank()) {
            faults.add(new Fault(path, "customer_id", Code.METHOD_CUSTOMER_ID_IS_REQUIRED));
        } else {
            customer = held.customer(customerId).orElse(null);
            if (customer == null) {
                faults.add(new Fault(path, "customer_id", Code.METHOD_CUSTOMER_ID_IS_INVALID));
            }
        }
        faults.addAll(offerFaults(held, customer, command.offer(), List.of("credit-card"), path));
        if (customer == null || !faults.isEmpty()) {
            return new Refused<>(faults);
        }
        return latestCardOf(vaulting(customer, command.offer(), fresh));
    }

    /** Another card, name or expiry under the same token, or its election as the default. */
    public static Decision<VaultedCard> decide(Holdings held, UpdateCard command, Fresh fresh) {
        var owner = held.ownerOf(command.token()).orElse(null);
        if (owner == null) {
            return new NotFound<>();
        }
        var offer = command.offer();
        var faults = new ArrayList<Fault>();
        if (offer.tender() != null || offer.byNumber()) {
            faults.addAll(
                    offerFaults(
                            held, owner, offer, List.of("credit-card"), List.of("payment-method")));
        } else if (offer.problem() == Code.EXPIRATION_DATE_IS_INVALID) {
            faults.add(Fault.of("credit-card", "expiration_date", Code.EXPIRATION_DATE_IS_INVALID));
        }
        if (!faults.isEmpty()) {
            return new Refused<>(faults);
        }
        var before = owner.card(command.token()).orElseThrow();
        var card = offer.tender() instanceof Tender.Usable(var other) ? other : before.card();
        var corrected = card.corrected(offer.cardholderName(), offer.expiry());
        if (offer.wishes().verify() && !(corrected.conduct() instanceof Verdict.Approved)) {
            return unverified(corrected, fresh);
        }
        var after =
                owner.replacing(
                        before.holding(corrected, fresh.now()),
                        offer.wishes().makeDefault(),
                        fresh.now());
        return new Accepted<>(
                after.card(command.token()).orElseThrow(), List.of(new CustomerKept(after)));
    }

    /** A card leaves the vault. */
    public static Decision<VaultedCard> decide(Holdings held, RemoveCard command, Fresh fresh) {
        var owner = held.ownerOf(command.token()).orElse(null);
        if (owner == null) {
            return new NotFound<>();
        }
        return new Accepted<>(
                owner.card(command.token()).orElseThrow(),
                List.of(new CustomerKept(owner.dropping(command.token(), fresh.now()))));
    }

    private static Decision<Customer> vaulting(Customer customer, Offer offer, Fresh fresh) {
        if (!(offer.tender() instanceof Tender.Usable(var card))) {
            throw new IllegalStateException("An offer without a card was not refused.");
        }
        var corrected = card.corrected(offer.cardholderName(), offer.expiry());
        if (offer.wishes().verify() && !(corrected.conduct() instanceof Verdict.Approved)) {
            return unverified(corrected, fresh);
        }
        var token = offer.token();
        var vaulted =
                new VaultedCard(
                        token == null ? fresh.id() : token,
                        corrected,
                        false,
                        fresh.now(),
                        fresh.now());
        return kept(customer.adding(vaulted, offer.wishes().makeDefault(), fresh.now()));
    }

    private static <T> Decision<T> unverified(Card card, Fresh fresh) {
        return new Unverified<>(new Verification(fresh.id(), card, card.conduct(), fresh.now()));
    }

    private static Decision<Customer> kept(Customer customer) {
        return new Accepted<>(customer, List.of(new CustomerKept(customer)));
    }

    private static Decision<VaultedCard> latestCardOf(Decision<Customer> decision) {
        return switch (decision) {
            case Accepted<Customer>(var customer, var entries) ->
                    new Accepted<>(customer.cards().getLast(), entries);
            case Refused<Customer>(var faults) -> new Refused<>(faults);
            case Unverified<Customer>(var verification) -> new Unverified<>(verification);
            case NotFound<Customer> _ -> new NotFound<>();
        };
    }

    /**
     * What is wrong with an offered card.
     *
     * @param methodPath where errors about a payment method go that is not yet known to be a card;
     *     null where it must be
     */
    private static List<Fault> offerFaults(
            Holdings held,
            @Nullable Customer customer,
            Offer offer,
            List<String> cardPath,
            @Nullable List<String> methodPath) {
        var faults = new ArrayList<Fault>();
        var problem = offer.problem();
        if (problem != null) {
            faults.add(new Fault(cardPath, attributeOf(problem), problem));
        }
        boolean asMethod = methodPath != null;
        var noncePath = methodPath == null ? cardPath : methodPath;
        switch (offer.tender()) {
            case null -> {
                if (problem == null) {
                    faults.add(
                            offer.byNumber() || !asMethod
                                    ? new Fault(cardPath, "number", Code.CARD_NUMBER_IS_REQUIRED)
                                    : new Fault(
                                            noncePath,
                                            "payment_method_nonce",
                                            Code.METHOD_NONCE_IS_REQUIRED));
                }
            }
            case Tender.Consumed _ ->
                    faults.add(
                            new Fault(
                                    noncePath,
                                    "payment_method_nonce",
                                    asMethod
                                            ? Code.METHOD_NONCE_CONSUMED
                                            : Code.CARD_NONCE_CONSUMED));
            case Tender.Unknown _ ->
                    faults.add(
                            new Fault(
                                    noncePath,
                                    "payment_method_nonce",
                                    asMethod
                                            ? Code.METHOD_NONCE_UNKNOWN
                                            : Code.CARD_NONCE_UNKNOWN));
            case Tender.NumberInvalid _ ->
                    faults.add(new Fault(cardPath, "number", Code.CARD_NUMBER_IS_INVALID));
            case Tender.NotATestNumber _ ->
                    faults.add(
                            new Fault(cardPath, "number", Code.CARD_NUMBER_MUST_BE_A_TEST_NUMBER));
            case Tender.Usable(var card) ->
                    faults.addAll(duplicateFaults(held, customer, card, offer.wishes(), cardPath));
        }
        var token = offer.token();
        if (token != null) {
            tokenFault(held, token, cardPath).ifPresent(faults::add);
        }
        var name = offer.cardholderName();
        if (name != null && name.length() > CARDHOLDER_MAX) {
            faults.add(new Fault(cardPath, "cardholder_name", Code.CARDHOLDER_NAME_IS_TOO_LONG));
        }
        return faults;
    }

    private static String attributeOf(Code problem) {
        return switch (problem) {
            case EXPIRATION_DATE_IS_REQUIRED, EXPIRATION_DATE_IS_INVALID -> "expiration_date";
            default -> "base";
        };
    }

    private static List<Fault> duplicateFaults(
            Holdings held,
            @Nullable Customer customer,
            Card card,
            VaultCommand.Wishes wishes,
            List<String> path) {
        if (wishes.failOnCustomersDuplicate() && customer != null && holds(customer, card)) {
            return List.of(new Fault(path, "number", Code.DUPLICATE_CARD_EXISTS_FOR_CUSTOMER));
        }
        if (wishes.failOnDuplicate()
                && held.customers().stream().anyMatch(each -> holds(each, card))) {
            return List.of(new Fault(path, "number", Code.DUPLICATE_CARD_EXISTS));
        }
        return List.of();
    }

    private static boolean holds(Customer customer, Card card) {
        return customer.cards().stream()
                .anyMatch(each -> each.card().fingerprint().equals(card.fingerprint()));
    }

    private static Optional<Fault> idFault(Holdings held, String id) {
        return nameFault(
                        id,
                        Code.CUSTOMER_ID_IS_INVALID,
                        Code.CUSTOMER_ID_IS_TOO_LONG,
                        Code.CUSTOMER_ID_IS_NOT_ALLOWED)
                .or(() ->
                        held.customer(id).isPresent()
                                ? Optional.of(Code.CUSTOMER_ID_IS_IN_USE)
                                : Optional.empty())
                .map(code -> Fault.of("customer", "id", code));
    }

    private static Optional<Fault> tokenFault(Holdings held, String token, List<String> path) {
        return nameFault(
                        token,
                        Code.TOKEN_IS_INVALID,
                        Code.TOKEN_IS_TOO_LONG,
                        Code.TOKEN_IS_NOT_ALLOWED)
                .or(() ->
                        held.ownerOf(token).isPresent()
                                ? Optional.of(Code.TOKEN_IS_IN_USE)
                                : Optional.empty())
                .map(code -> new Fault(path, "token", code));
    }

    private static Optional<Code> nameFault(
            String name, Code invalid, Code tooLong, Code notAllowed) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of(invalid);
        }
        if (name.length() > NAME_MAX) {
            return Optional.of(tooLong);
        }
        return RESERVED.contains(name) ? Optional.of(notAllowed) : Optional.empty();
    }

    private static List<Fault> contactFaults(Contact contact) {
        var faults = new ArrayList<Fault>();
        limit(faults, contact.firstName(), "first_name", Code.FIRST_NAME_IS_TOO_LONG);
        limit(faults, contact.lastName(), "last_name", Code.LAST_NAME_IS_TOO_LONG);
        limit(faults, contact.company(), "company", Code.COMPANY_IS_TOO_LONG);
        limit(faults, contact.email(), "email", Code.EMAIL_IS_TOO_LONG);
        limit(faults, contact.phone(), "phone", Code.PHONE_IS_TOO_LONG);
        limit(faults, contact.fax(), "fax", Code.FAX_IS_TOO_LONG);
        limit(faults, contact.website(), "website", Code.WEBSITE_IS_TOO_LONG);
        var email = contact.email();
        if (email != null && !email.isEmpty() && !EMAIL.matcher(email).matches()) {
            faults.add(Fault.of("customer", "email", Code.EMAIL_IS_INVALID));
        }
        return faults;
    }

    private static void limit(
            List<Fault> faults, @Nullable String text, String attribute, Code tooLong) {
        if (text != null && text.length() > TEXT_MAX) {
            faults.add(Fault.of("customer", attribute, tooLong));
        }
    }
}
