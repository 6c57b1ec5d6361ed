package io.seatflow.account.audit;

/** Through what somebody made a change. */
public enum Channel {
    /** A person who has signed in. */
    PORTAL,
    /** A program with credentials of its own. */
    INTEGRATION,
    /** Nobody: a service, on what it was told or because it was time. */
    SERVICE
}
