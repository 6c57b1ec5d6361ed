package io.seatflow.account.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a new client.
 *
 * @param changeId the id of the seat change that gives it its seats, if it wants any
 */
public record NewClient(
        UUID id,
        String name,
        FirstStatus status,
        BillingManager billingManager,
        OnTrialEnd onTrialEnd,
        OnShortfall onShortfall,
        int seats,
        @Nullable String externalId,
        @Nullable String purchaseOrder,
        UUID changeId,
        String requestedBy) {}
