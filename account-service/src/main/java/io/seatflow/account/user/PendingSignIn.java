package io.seatflow.account.user;

import org.jspecify.annotations.Nullable;

/**
 * A sign-in that a user is to have and does not have yet, or has not been told of.
 *
 * @param keycloakId where Keycloak knows the user already, and only the invitation is missing
 * @param password null: the user is invited to choose one
 * @param tries how often it has been tried, this time included
 */
public record PendingSignIn(
        User user, @Nullable String keycloakId, @Nullable PasswordHash password, int tries) {}
