package io.seatflow.platform.event;

import java.time.Instant;
import java.util.UUID;

/** What trial-scheduler tells: when a trial ends. Topic {@code seatflow.trials}. */
public sealed interface TrialEvent extends SeatflowEvent {

    /** A trial's end is near. */
    record TrialExpiring(UUID clientId, Instant endsAt, int remainingDays) implements TrialEvent {}

    /**
     * A trial is over; account-service disables or activates the client if {@code endsAt} is still
     * its end.
     */
    record TrialExpired(UUID clientId, Instant endsAt) implements TrialEvent {}
}
