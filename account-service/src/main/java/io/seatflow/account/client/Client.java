package io.seatflow.account.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A child account of one partner.
 *
 * @param seats its seats, as the ledger last told
 * @param inUse those with a user
 * @param change the seat change that it was made with; null where it asked for no seats
 * @param version counts its changes
 */
public record Client(
        UUID id,
        String name,
        ClientStatus status,
        Existence existence,
        BillingManager billingManager,
        OnTrialEnd onTrialEnd,
        @Nullable String externalId,
        @Nullable String purchaseOrder,
        int seats,
        int inUse,
        @Nullable SeatChange change,
        Instant createdAt,
        long version) {

    public Client {
        if (inUse < 0 || inUse > seats) {
            throw new IllegalArgumentException(inUse + " of " + seats + " seats in use.");
        }
    }

    public int free() {
        return seats - inUse;
    }
}
