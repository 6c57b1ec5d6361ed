package io.seatflow.account.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an event does not tell itself.
 *
 * @param client the client that it concerns, as the event has left it; null where it concerns none
 * @param byClient whether one of that client's people asked for it
 */
public record Facts(@Nullable ConcernedClient client, boolean byClient) {

    /** Of a client that was to be disabled when its trial was over: nothing was refused. */
    private static final String TRIAL_OVER = "trial-over";

    /** Nothing is known beyond the event. */
    public static final Facts NONE = new Facts(null, false);

    /**
     * A client that something concerns.
     *
     * @param trialEndsAt the end of its only trial; null where it had none
     * @param disabledFor the slug of the problem that it was disabled for; null where it was not
     */
    public record ConcernedClient(
            String name,
            String status,
            @Nullable Instant trialEndsAt,
            @Nullable String disabledFor) {}

    String clientName() {
        return client == null ? "a client" : client.name();
    }

    /** Whether its trial was to end then, and at no later instant. */
    boolean trialEnded(Instant endsAt) {
        return client != null && endsAt.equals(client.trialEndsAt());
    }

    /** Whether its trial still is to end then. */
    boolean isInTrialUntil(Instant endsAt) {
        return client != null
                && endsAt.equals(client.trialEndsAt())
                && client.status().equals("TRIAL");
    }

    /** Why it was disabled although it was to be activated; null where it was not. */
    @Nullable String notActivatedFor() {
        return client == null || TRIAL_OVER.equals(client.disabledFor())
                ? null
                : client.disabledFor();
    }
}
