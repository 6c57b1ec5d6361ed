package io.seatflow.billing.payment;

/** What became of storing a card at the gateway. */
public sealed interface Vaulting {

    record Stored(Card card) implements Vaulting {}

    /** The gateway does not take it; {@code detail} is its words. */
    record Refused(String detail) implements Vaulting {}

    /** No answer: it may be stored or not, and is tried again. */
    record NoAnswer(String why) implements Vaulting {}
}
