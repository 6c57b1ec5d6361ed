package io.seatflow.local.braintree.sandbox;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the stand-in treats charges.
 *
 * @param delayMillis how long a charge lies about before it is decided, whether or not anyone still
 *     waits for it
 * @param decline every charge is declined
 * @param amountRules Braintree's published test amounts decide
 * @param failNext how the next charge goes wrong, and only that one
 * @param failPlan how each of the charges after that goes wrong, or that it does not
 */
public record Behaviour(
        int delayMillis,
        boolean decline,
        boolean amountRules,
        @Nullable Failure failNext,
        List<Optional<Failure>> failPlan) {

    public static final int DELAY_MILLIS_MAX = 600_000;
    public static final int PLAN_MAX = 100_000;

    /** Everything is approved at once. */
    public static final Behaviour KIND = new Behaviour(0, false, false, null, List.of());

    public Behaviour {
        failPlan = List.copyOf(failPlan);
        if (delayMillis < 0 || delayMillis > DELAY_MILLIS_MAX) {
            throw new IllegalArgumentException("A delay of " + delayMillis + " ms.");
        }
    }

    /** How it treats the next charge: as that is meant for it alone, or else as planned. */
    Behaviour forNext() {
        return failNext != null || failPlan.isEmpty()
                ? this
                : new Behaviour(
                        delayMillis,
                        decline,
                        amountRules,
                        failPlan.getFirst().orElse(null),
                        List.of());
    }

    /** What is left once the next charge has come. */
    Behaviour afterNext() {
        var left =
                failNext != null || failPlan.isEmpty()
                        ? failPlan
                        : failPlan.subList(1, failPlan.size());
        return new Behaviour(delayMillis, decline, amountRules, null, left);
    }
}
