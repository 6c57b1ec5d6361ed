package io.seatflow.platform.inbox;

/** An event came before one of another topic that it builds on; it is tried again shortly. */
public final class Premature extends RuntimeException {

    public Premature(String missing) {
        super(missing, null, false, false);
    }
}
