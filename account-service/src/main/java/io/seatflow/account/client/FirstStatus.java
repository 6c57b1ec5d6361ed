package io.seatflow.account.client;

/** What a client may be made as: nobody is made Disabled. */
public enum FirstStatus {
    SETUP,
    TRIAL,
    ACTIVE
}
