package io.seatflow.account.user.keycloak;

/** A user of an account, as Keycloak knows it. */
record KnownSignIn(String id, String email, boolean isEnabled) {}
