package io.seatflow.account.user;

/** What a sign-in is to be in Keycloak. */
public enum SignInWish {
    ENABLED,
    DISABLED,
    GONE
}
