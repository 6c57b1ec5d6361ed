package io.seatflow.account.user;

/** How a user in Keycloak differs from what it is to be. */
public enum SignInDifference {
    /** It is not there. */
    MISSING,
    /** It may not sign in, and should. */
    SHUT_OUT,
    /** It may sign in, and should not. */
    LET_IN,
    /** Its tokens would say that it is somebody else, or may do something else. */
    OTHER_CLAIMS,
    /** It has another role, or one more. */
    OTHER_ROLE
}
