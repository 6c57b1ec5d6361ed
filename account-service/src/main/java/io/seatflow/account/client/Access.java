package io.seatflow.account.client;

import org.jspecify.annotations.Nullable;

/**
 * Whether somebody may work in a client.
 *
 * @param reason why not; null where they may
 */
public record Access(boolean allowed, @Nullable String reason) {

    static final Access ALLOWED = new Access(true, null);

    public static Access refused(String reason) {
        return new Access(false, reason);
    }
}
