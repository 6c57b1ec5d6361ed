package io.seatflow.billing.purchase;

import java.time.Instant;

/**
 * Seats that joined a plan without a purchase first.
 *
 * @param ledgerSequence the transfer in the partner's ledger that they joined by
 * @param sequence orders it among the partner's confirmations
 * @param reason why they joined, as seat-service names it
 */
public record Joining(int seats, long ledgerSequence, long sequence, Instant at, String reason) {}
