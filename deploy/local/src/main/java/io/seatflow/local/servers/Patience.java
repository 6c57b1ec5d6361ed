package io.seatflow.local.servers;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something that cannot call back. */
public final class Patience {

    private static final Duration POLL = Duration.ofMillis(50);

    private Patience() {}

    /** Looks again and again until the condition holds; false when it took too long. */
    public static boolean until(Duration most, BooleanSupplier condition) {
        var deadline = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupFailure("Interrupted while waiting.", e);
        }
    }
}
