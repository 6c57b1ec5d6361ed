package io.seatflow.billing.payment;

/**
 * What is known of a card: never its number.
 *
 * @param brand as {@code AMEX}
 * @param expires month and year, as {@code 12/2029}
 */
public record Card(String brand, String last4, String expires) {}
