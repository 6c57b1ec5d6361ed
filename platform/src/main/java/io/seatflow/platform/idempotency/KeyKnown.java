package io.seatflow.platform.idempotency;

/** A request with this key has come before: the endpoint gives its first answer. */
public final class KeyKnown extends RuntimeException {

    public KeyKnown() {
        super("This Idempotency-Key is known.", null, false, false);
    }
}
