package io.seatflow.billing.purchase;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A purchase that was confirmed before.
 *
 * @param planId the plan that was to pay
 * @param quoteId the quote that was confirmed, or null where any price was
 */
public record Known(UUID planId, PurchaseStatus status, @Nullable UUID quoteId) {}
