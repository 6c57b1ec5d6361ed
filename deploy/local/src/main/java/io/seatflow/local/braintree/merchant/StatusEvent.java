package io.seatflow.local.braintree.merchant;

import java.math.BigDecimal;
import java.time.Instant;

/** A step in the life of a transaction. */
public record StatusEvent(TransactionStatus status, BigDecimal amount, Instant at) {}
