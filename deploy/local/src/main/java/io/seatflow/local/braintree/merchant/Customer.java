package io.seatflow.local.braintree.merchant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Someone who pays, with the cards that the vault keeps for them, oldest first. */
public record Customer(
        String id,
        Contact contact,
        Map<String, String> customFields,
        List<VaultedCard> cards,
        Instant createdAt,
        Instant updatedAt) {

    public Customer {
        customFields = Map.copyOf(customFields);
        cards = List.copyOf(cards);
        long defaults = cards.stream().filter(VaultedCard::isDefault).count();
        if (defaults != (cards.isEmpty() ? 0 : 1)) {
            throw new IllegalArgumentException(
                    defaults + " default cards among " + cards.size() + ".");
        }
    }

    public Optional<VaultedCard> card(String token) {
        return cards.stream().filter(card -> card.token().equals(token)).findFirst();
    }

    public Optional<VaultedCard> defaultCard() {
        return cards.stream().filter(VaultedCard::isDefault).findFirst();
    }

    Customer described(Contact news, Map<String, String> fields, Instant now) {
        return new Customer(
                id,
                contact.with(news),
                fields.isEmpty() ? customFields : fields,
                cards,
                createdAt,
                now);
    }

    /** With one more card; the first one is the default in any case. */
    Customer adding(VaultedCard card, boolean makeDefault, Instant now) {
        var all = new ArrayList<>(cards);
        all.add(card.asDefault(false));
        return withCards(all, now)
                .electing(makeDefault || cards.isEmpty() ? card.token() : null, now);
    }

    Customer replacing(VaultedCard card, boolean makeDefault, Instant now) {
        var all =
                cards.stream()
                        .map(each -> each.token().equals(card.token()) ? card : each)
                        .toList();
        return withCards(all, now).electing(makeDefault ? card.token() : null, now);
    }

    /** Without that card; when it was the default, the newest of the others is. */
    Customer dropping(String token, Instant now) {
        var left = cards.stream().filter(card -> !card.token().equals(token)).toList();
        return withCards(left, now);
    }

    Customer electing(@Nullable String token, Instant now) {
        if (token == null) {
            return this;
        }
        return new Customer(
                id,
                contact,
                customFields,
                cards.stream().map(card -> card.asDefault(card.token().equals(token))).toList(),
                createdAt,
                now);
    }

    private Customer withCards(List<VaultedCard> all, Instant now) {
        var hasDefault = all.stream().anyMatch(VaultedCard::isDefault);
        var elected = new ArrayList<>(all);
        if (!hasDefault && !all.isEmpty()) {
            elected.set(all.size() - 1, all.getLast().asDefault(true));
        }
        return new Customer(id, contact, customFields, elected, createdAt, now);
    }
}
