package io.seatflow.account.user;

import org.jspecify.annotations.Nullable;

/**
 * A sign-in that is not yet as it is to be, or that its user has not been told of.
 *
 * @param revision of the wish: it may be another by the time that this one is carried out
 * @param keycloakId where Keycloak knows the user already
 * @param password null: the user is invited to choose one
 * @param invites whether only the invitation is missing
 * @param tries how often it has been tried, this time included
 */
public record PendingSignIn(
        User user,
        SignInWish wish,
        long revision,
        @Nullable String keycloakId,
        @Nullable PasswordHash password,
        boolean invites,
        int tries) {}
