package io.seatflow.billing.payment.postgres;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.joda.money.Money;

/** Something to do at the gateway that this process has taken up, for as long as its lease runs. */
public sealed interface Claim {

    UUID partnerId();

    UUID planId();

    UUID id();

    /**
     * Charge a card, under the payment's id.
     *
     * @param at when it was taken up
     */
    record Charge(UUID partnerId, UUID planId, UUID id, Money amount, UUID card, Instant at)
            implements Claim {}

    /** Look up what became of a charge. */
    record LookUp(UUID partnerId, UUID planId, UUID id) implements Claim {}

    /**
     * Pay a charge back.
     *
     * @param part how much of it; nothing: all
     */
    record GiveBack(
            UUID partnerId, UUID planId, UUID id, String transactionId, Optional<Money> part)
            implements Claim {}

    /** Store a card, under the payment method's id. */
    record Store(
            UUID partnerId, UUID planId, UUID id, String nonce, String payerName, String payerEmail)
            implements Claim {}
}
