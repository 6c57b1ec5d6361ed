package io.seatflow.billing.invoice;

/**
 * What an invoice says of the two that it is between, as it was when it was issued.
 *
 * @param payer whom it is made out to
 * @param payerEmail empty where it is not known
 */
public record Letterhead(Issuer issuer, String payer, String payerEmail) {}
