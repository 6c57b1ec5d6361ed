package io.seatflow.account.client;

/** Whether a client exists yet, and still. */
public enum Existence {
    /** It is not certain yet that it gets its seats: it can be looked up, and is in no list. */
    FORMING,
    LISTED,
    /** It did not get its seats, and does not exist for anyone. */
    GONE
}
