package io.seatflow.billing.payment;

/** What the gateway said about a payment, or did not say. */
public sealed interface Finding {

    /** It is charged. */
    record Charged(String transactionId) implements Finding {}

    /** It was refused; {@code detail} is the processor's words. */
    record Refused(String detail) implements Finding {}

    /** The gateway knows of no charge with this order id. */
    record NotFound() implements Finding {}

    /** No answer: it may be charged or not. */
    record NoAnswer(String why) implements Finding {}
}
