package io.seatflow.local.braintree.merchant;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be asked of the vault. */
public sealed interface VaultCommand {

    /**
     * A card that is offered for the vault.
     *
     * @param tender what the nonce or the number stood for, or null where neither was given
     * @param byNumber whether it was a number, since the errors differ
     * @param problem what was wrong with the way in which it was offered
     */
    record Offer(
            @Nullable Tender tender,
            boolean byNumber,
            @Nullable String token,
            @Nullable String cardholderName,
            @Nullable Expiry expiry,
            Fault.@Nullable Code problem,
            Wishes wishes) {}

    /** What the merchant wants done with an offered card. */
    record Wishes(
            boolean verify,
            boolean makeDefault,
            boolean failOnDuplicate,
            boolean failOnCustomersDuplicate) {

        public static final Wishes NONE = new Wishes(false, false, false, false);
    }

    record CreateCustomer(
            @Nullable String id,
            Contact contact,
            Map<String, String> customFields,
            @Nullable Offer offer)
            implements VaultCommand {}

    record UpdateCustomer(
            String id,
            Contact contact,
            Map<String, String> customFields,
            @Nullable String defaultToken,
            @Nullable Offer offer)
            implements VaultCommand {}

    record DeleteCustomer(String id) implements VaultCommand {}

    record VaultCard(@Nullable String customerId, Offer offer) implements VaultCommand {}

    record UpdateCard(String token, Offer offer) implements VaultCommand {}

    record RemoveCard(String token) implements VaultCommand {}
}
