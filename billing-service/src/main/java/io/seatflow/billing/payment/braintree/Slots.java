package io.seatflow.billing.payment.braintree;

import java.util.concurrent.Semaphore;

/**
 * How many calls of a kind may be at the gateway at once. Each is counted from before it is taken
 * up until its outcome is noted, so that nothing is taken up that would only wait.
 */
final class Slots {

    private final int max;
    private final Semaphore free;

    Slots(int max) {
        this.max = max;
        this.free = new Semaphore(max);
    }

    int free() {
        return free.availablePermits();
    }

    int taken() {
        return max - free();
    }

    /** Takes one; whether there was one. */
    boolean take() {
        return free.tryAcquire();
    }

    void giveBack() {
        free.release();
    }
}
