package io.seatflow.account.client;

import org.jspecify.annotations.Nullable;

/**
 * The most seats that a client may come to have.
 *
 * @param seats null: no limit
 * @param complimentary the most in Setup or Trial
 */
public record ClientLimits(@Nullable Integer seats, int complimentary) {

    /** Of a client for which nobody has set another. */
    public static final ClientLimits DEFAULT = new ClientLimits(null, 100);

    public ClientLimits {
        if (complimentary < 0 || (seats != null && seats < 0)) {
            throw new IllegalArgumentException(
                    "Limits of " + seats + " and " + complimentary + " seats.");
        }
    }
}
