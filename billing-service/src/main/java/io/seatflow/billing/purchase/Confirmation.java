package io.seatflow.billing.purchase;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Someone entitled has confirmed a purchase.
 *
 * @param quoteId what was confirmed; null: any price
 * @param sequence orders the confirmations of a partner
 */
public record Confirmation(
        UUID changeId,
        int shortfall,
        @Nullable UUID quoteId,
        long sequence,
        int attempt,
        Instant at,
        String by) {}
