package io.seatflow.account.user;

/** What comes of asking once more for the seat of a user. */
public sealed interface Retry {

    /** It waits by a new change. */
    record Asks(User user) implements Retry {}

    /** It has a seat, or waits by a change that is not over. */
    record Stands(User user) implements Retry {}

    /** It gets none while its client is disabled. */
    record Refused() implements Retry {}
}
