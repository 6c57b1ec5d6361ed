package io.seatflow.billing.purchase;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A purchase that was confirmed before.
 *
 * @param requoteId the quote that asks again, where it was quoted again
 */
public record Known(PurchaseStatus status, @Nullable UUID requoteId) {}
