package io.seatflow.account.client;

/** What a client is to its partner, and so who of it may sign in. */
public enum ClientStatus {
    SETUP,
    TRIAL,
    ACTIVE,
    DISABLED
}
