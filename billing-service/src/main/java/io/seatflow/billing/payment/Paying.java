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
     * @param detail for those who may see the cards
     * @param toBuyers the same for those who may only buy with them
     */
    record Not(String reason, String detail, String toBuyers) implements Paying {

        private Not(String reason, String detail) {
            this(reason, detail, detail);
        }
    }

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
                                .formatted(known.words(), known.expires()),
                        "The card on file has expired.")
                : new With(card.get());
    }
}
