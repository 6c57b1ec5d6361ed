package io.seatflow.platform.inbox;

/** A dead letter failed again when it was replayed; it stays, and what waits behind it. */
final class FailedAgain extends RuntimeException {

    private final RawEvent event;
    private final int replayedBefore;

    FailedAgain(RawEvent event, Throwable cause, int replayedBefore) {
        super(String.valueOf(cause), cause, false, false);
        this.event = event;
        this.replayedBefore = replayedBefore;
    }

    RawEvent event() {
        return event;
    }

    /** How many of the same partner and topic had their effect before it. */
    int replayedBefore() {
        return replayedBefore;
    }
}
