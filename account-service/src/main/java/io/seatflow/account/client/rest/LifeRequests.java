package io.seatflow.account.client.rest;

import static java.util.Objects.requireNonNullElse;

import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.SeatSource;
import io.seatflow.account.client.postgres.Clients.Growing;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** What is asked of a client's life, as far as it has anything to say. */
final class LifeRequests {

    private LifeRequests() {}

    /** Nothing can be said. */
    record Plainly() {}

    /**
     * @param preview whether nothing is to change
     */
    record Activation(@Nullable SeatSource seatSource, @Nullable Boolean preview) {

        Growing toGrowing() {
            return growing(null, seatSource, preview);
        }
    }

    record Disabling(@Nullable Boolean releaseSeats) {

        boolean releases() {
            return requireNonNullElse(releaseSeats, false);
        }
    }

    /**
     * @param preview whether nothing is to change
     */
    record Billing(
            @NotNull BillingManager billingManager,
            @Nullable SeatSource seatSource,
            @Nullable Boolean preview) {

        Growing toGrowing() {
            return growing(billingManager, seatSource, preview);
        }
    }

    private static Growing growing(
            @Nullable BillingManager to,
            @Nullable SeatSource seatSource,
            @Nullable Boolean preview) {
        return new Growing(
                to,
                requireNonNullElse(seatSource, SeatSource.ADD_TO_PLAN),
                requireNonNullElse(preview, false));
    }
}
