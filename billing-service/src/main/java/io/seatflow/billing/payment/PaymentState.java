package io.seatflow.billing.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a payment that is under way has come.
 *
 * @param tries how often the gateway was asked to charge it
 * @param sentAt since when the last time; null while it is not, or not again, sent
 */
public record PaymentState(int tries, @Nullable Instant sentAt) {}
