package io.seatflow.local.braintree.merchant;

import java.time.Instant;

/** A trial of a card without a charge, which failed. */
public record Verification(String id, Card card, Verdict verdict, Instant createdAt) {}
