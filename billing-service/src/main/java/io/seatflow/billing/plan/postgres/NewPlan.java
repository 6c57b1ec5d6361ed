package io.seatflow.billing.plan.postgres;

import java.util.UUID;

/**
 * Whose a new plan is and how it pays.
 *
 * @param planId the partner's own id for its own plan
 * @param prorationCollection {@code IMMEDIATE} or {@code NEXT_INVOICE}
 */
public record NewPlan(
        UUID partnerId,
        UUID planId,
        String prorationCollection,
        String payerName,
        String payerEmail) {}
