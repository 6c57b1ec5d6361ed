package io.seatflow.account.client;

/** What becomes of a client when its trial ends. */
public enum OnTrialEnd {
    DISABLE,
    ACTIVATE
}
