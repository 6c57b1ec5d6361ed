package io.seatflow.billing.payment.braintree;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of a kind may be at the gateway at once. Each is counted from before it is taken
 * up until its outcome is noted, so that nothing is taken up that would only wait.
 */
final class Slots {

    /** One slot of so many is nobody's by right, and at least one. */
    private static final int SHARE = 8;

    private final int max;
    private final Semaphore free;
    private final @Nullable Slots whole;

    Slots(int max) {
        this(max, null);
    }

    private Slots(int max, @Nullable Slots whole) {
        this.max = max;
        this.free = new Semaphore(max);
        this.whole = whole;
    }

    /**
     * All of these but a share, for calls that go before all others: however many of them there
     * always are, what is older than they are is not kept waiting for ever.
     */
    Slots allButAShare() {
        return new Slots(max - Math.max(1, max / SHARE), this);
    }

    int free() {
        var own = free.availablePermits();
        return whole == null ? own : Math.min(own, whole.free());
    }

    int taken() {
        return max - free.availablePermits();
    }

    /** Takes one; whether there was one. */
    boolean take() {
        if (!free.tryAcquire()) {
            return false;
        }
        if (whole != null && !whole.take()) {
            free.release();
            return false;
        }
        return true;
    }

    void giveBack() {
        free.release();
        if (whole != null) {
            whole.giveBack();
        }
    }
}
