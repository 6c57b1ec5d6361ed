package io.seatflow.account.client;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A child account of one partner.
 *
 * @param figures its seats, as the ledger last told
 * @param change the seat change that it was made with; null where it asked for no seats
 * @param version counts its changes
 */
public record Client(
        UUID id,
        String name,
        ClientState state,
        Existence existence,
        BillingManager billingManager,
        OnTrialEnd onTrialEnd,
        ClientLimits limits,
        @Nullable String externalId,
        @Nullable String purchaseOrder,
        SeatFigures figures,
        @Nullable SeatChange change,
        Instant createdAt,
        long version) {

    public ClientStatus status() {
        return state.status();
    }

    /** The same client in another state: its next version. */
    Client become(ClientState next) {
        return new Client(
                id,
                name,
                next,
                existence,
                billingManager,
                onTrialEnd,
                limits,
                externalId,
                purchaseOrder,
                figures,
                change,
                createdAt,
                version + 1);
    }

    /** The same client, billed by another: its next version. */
    Client billedBy(BillingManager next) {
        return new Client(
                id,
                name,
                state,
                existence,
                next,
                onTrialEnd,
                limits,
                externalId,
                purchaseOrder,
                figures,
                change,
                createdAt,
                version + 1);
    }

    /** The same client with these seats: its next version. */
    Client having(SeatFigures next) {
        return next.equals(figures)
                ? this
                : new Client(
                        id,
                        name,
                        state,
                        existence,
                        billingManager,
                        onTrialEnd,
                        limits,
                        externalId,
                        purchaseOrder,
                        next,
                        change,
                        createdAt,
                        version + 1);
    }

    /** The same client after its first seat change went on: its next version. */
    Client following(@Nullable SeatChange next, Existence nextExistence) {
        return new Client(
                id,
                name,
                state,
                nextExistence,
                billingManager,
                onTrialEnd,
                limits,
                externalId,
                purchaseOrder,
                figures,
                next,
                createdAt,
                version + 1);
    }
}
