package io.seatflow.platform.inbox;

import java.time.Duration;

/** A handler did not say in time that it was done; it was given up. */
final class Unanswered extends RuntimeException {

    Unanswered(Duration within) {
        super("There was no answer within " + within.toSeconds() + " s.", null, false, false);
    }
}
