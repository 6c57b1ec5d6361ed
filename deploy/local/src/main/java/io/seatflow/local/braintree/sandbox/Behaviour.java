package io.seatflow.local.braintree.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * How the stand-in treats charges.
 *
 * @param delayMillis how long a charge lies about before it is decided, whether or not anyone still
 *     waits for it
 * @param decline every charge is declined
 * @param amountRules Braintree's published test amounts decide
 * @param failNext how the next charge goes wrong, and only that one
 */
public record Behaviour(
        int delayMillis, boolean decline, boolean amountRules, @Nullable Failure failNext) {

    public static final int DELAY_MILLIS_MAX = 600_000;

    /** Everything is approved at once. */
    public static final Behaviour KIND = new Behaviour(0, false, false, null);

    public Behaviour {
        if (delayMillis < 0 || delayMillis > DELAY_MILLIS_MAX) {
            throw new IllegalArgumentException("A delay of " + delayMillis + " ms.");
        }
    }

    Behaviour failing(@Nullable Failure next) {
        return new Behaviour(delayMillis, decline, amountRules, next);
    }
}
