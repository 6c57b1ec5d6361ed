package io.seatflow.billing.payment;

import java.util.Optional;
import org.joda.money.Money;

/**
 * A sale as the gateway has it in its books.
 *
 * @param orderId the payment's id, where it is one of ours
 * @param status the gateway's own word
 */
public record GatewayCharge(
        String transactionId, Optional<String> orderId, Money amount, State state, String status) {

    /** What it means for whoever's card it was. */
    public enum State {
        /** It may yet become either. */
        OPEN,
        CHARGED,
        /** It was charged, and something of it was given back, or it was undone. */
        GIVEN_BACK,
        /** Nothing was taken. */
        FAILED
    }
}
