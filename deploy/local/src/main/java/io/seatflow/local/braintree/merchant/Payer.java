package io.seatflow.local.braintree.merchant;

import org.jspecify.annotations.Nullable;

/**
 * Who paid a transaction and with what, as it was at that time.
 *
 * @param token the vaulted card's, if it was vaulted
 * @param customerId the vault's customer, if it has one
 * @param byToken whether the card came out of the vault, rather than by a nonce
 */
public record Payer(
        Card card,
        @Nullable String token,
        @Nullable String customerId,
        Contact contact,
        boolean byToken) {}
