package io.seatflow.local.braintree.merchant;

import java.time.Instant;

/**
 * A card in the vault, which its token stands for. Exactly one of a customer's cards is the
 * default.
 */
public record VaultedCard(
        String token, Card card, boolean isDefault, Instant createdAt, Instant updatedAt) {

    VaultedCard asDefault(boolean yes) {
        return new VaultedCard(token, card, yes, createdAt, updatedAt);
    }

    VaultedCard holding(Card other, Instant now) {
        return new VaultedCard(token, other, isDefault, createdAt, now);
    }
}
