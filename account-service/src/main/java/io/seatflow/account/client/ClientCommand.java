package io.seatflow.account.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What may be asked of a client's life. */
public sealed interface ClientCommand {

    /** Begin its trial. */
    record StartTrial() implements ClientCommand {}

    /** Let its trial run for another 14 days. */
    record ExtendTrial() implements ClientCommand {}

    /** Let it work, with its seats on a plan. */
    record Activate(SeatSource seatSource, String requestedBy) implements ClientCommand {}

    /**
     * Let none of its users sign in.
     *
     * @param reason the slug of the problem that it is disabled for; null: somebody wants it
     */
    record Disable(boolean releaseSeats, @Nullable String reason) implements ClientCommand {

        /** Because somebody wants it. */
        public Disable(boolean releaseSeats) {
            this(releaseSeats, null);
        }
    }

    /** Do what it wants at the end of its trial, if {@code endsAt} still is that end. */
    record EndTrial(Instant endsAt, String requestedBy) implements ClientCommand {}

    /**
     * Have somebody else bill it.
     *
     * @param hasBillingContact whether a user of it may manage its company's settings
     */
    record ChangeBillingManager(
            BillingManager billingManager, SeatSource seatSource, boolean hasBillingContact)
            implements ClientCommand {}
}
