package io.seatflow.account.user;

/** What a user is in its account. */
public enum Role {
    ADMIN,
    MEMBER
}
