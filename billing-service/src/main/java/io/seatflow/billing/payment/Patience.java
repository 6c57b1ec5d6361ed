package io.seatflow.billing.payment;

import java.time.Duration;

/**
 * How long the gateway is waited for.
 *
 * @param timeout after which the SDK gives up on an answer
 * @param margin how much later a request may still land
 * @param lookEvery how often an unknown outcome is looked up
 */
public record Patience(Duration timeout, Duration margin, Duration lookEvery) {

    /** How long after it was taken up a charge may be sent: half of what is waited for the rest. */
    public Duration sendWithin() {
        return margin.dividedBy(2);
    }

    /** Longer than a call can take: whoever holds it so long has died. */
    public Duration lease() {
        return timeout.multipliedBy(2).plusSeconds(5);
    }

    /**
     * After so long a charge is looked up, even if whoever makes it may still be at it: looking
     * does no harm.
     */
    public Duration leaseOfCharge() {
        return lookEvery.multipliedBy(2);
    }
}
