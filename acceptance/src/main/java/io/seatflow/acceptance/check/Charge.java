package io.seatflow.acceptance.check;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What billing, as the checker plays it, has charged.
 *
 * @param quoteId the price that was confirmed; null where any price was
 */
record Charge(UUID partner, UUID changeId, @Nullable UUID quoteId, int seats) {}
