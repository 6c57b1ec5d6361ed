package io.seatflow.account.notification;

import org.jspecify.annotations.Nullable;

/**
 * What an event does not tell itself.
 *
 * @param clientName of the client that it concerns; null where it concerns none
 * @param byClient whether one of that client's people asked for it
 */
public record Facts(@Nullable String clientName, boolean byClient) {

    /** Nothing is known beyond the event. */
    public static final Facts NONE = new Facts(null, false);

    String client() {
        return clientName == null ? "a client" : clientName;
    }
}
