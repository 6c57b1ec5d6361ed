package io.seatflow.billing.payment;

import java.time.LocalDate;
import java.util.Optional;

/** What a plan pays with, or why it cannot. */
public sealed interface Paying {

    record With(StoredCard card) implements Paying {}

    /**
     * Nothing can be charged; the gateway is not asked.
     *
     * @param reason the problem's slug
     */
    record Not(String reason, String detail) implements Paying {}

    /**
     * With a plan's default card.
     *
     * @param on the plan's local day
     */
    static Paying with(Optional<StoredCard> card, LocalDate on) {
        if (card.isEmpty()) {
            return new Not("payment-method-required", "There is no card on file.");
        }
        var known = card.get().card();
        return known.isExpired(on)
                ? new Not(
                        "payment-declined",
                        "The %s expired at the end of %s."
                                .formatted(known.words(), known.expires()))
                : new With(card.get());
    }
}
