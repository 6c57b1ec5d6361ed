package io.seatflow.account.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that Keycloak has had for a while as it was to be.
 *
 * @param revision of the wish: it may be another by the time that this one has been compared
 * @param keycloakId Keycloak's of the user
 * @param comparedAt when it was compared before; null: never
 */
public record SettledSignIn(
        User user,
        SignInWish wish,
        long revision,
        String keycloakId,
        @Nullable Instant comparedAt) {}
