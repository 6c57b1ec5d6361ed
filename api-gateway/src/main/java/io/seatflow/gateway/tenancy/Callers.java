package io.seatflow.gateway.tenancy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CallerClaims;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, by their token. A token that was found good is known until it expires, since checking
 * its signature costs more than all the rest of passing a request on.
 */
@Singleton
public class Callers {

    private static final int TOKENS_MAX = 10_000;

    /** No longer than this after a key of Keycloak's is withdrawn are its tokens taken here. */
    private static final Duration KNOWN_AT_MOST = Duration.ofMinutes(5);

    private final IdentityProviderManager identities;
    private final Clock clock;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(TOKENS_MAX).expireAfterWrite(KNOWN_AT_MOST).build();

    Callers(IdentityProviderManager identities, Clock clock) {
        this.identities = identities;
        this.clock = clock;
    }

    private record Known(Caller caller, Instant expiresAt) {}

    /** Who sends this request, if their token is known; null if it has to be checked. */
    public @Nullable Caller known(RoutingContext routing) {
        String authorization = routing.request().getHeader("Authorization");
        Known before = authorization == null ? null : known.getIfPresent(authorization);
        return before != null && clock.instant().isBefore(before.expiresAt())
                ? before.caller()
                : null;
    }

    /** Checks who sends this request; fails as security failures do where that cannot be told. */
    public Uni<Caller> callerOf(RoutingContext routing) {
        String authorization = routing.request().getHeader("Authorization");
        // Who asks gives the answer: Quarkus's own handler would give another, at the same time.
        routing.put(
                QuarkusHttpUser.AUTH_FAILURE_HANDLER,
                (BiConsumer<RoutingContext, Throwable>) (_, _) -> {});
        return QuarkusHttpUser.getSecurityIdentity(routing, identities)
                .map(identity -> remember(authorization, identity));
    }

    private Caller remember(@Nullable String authorization, SecurityIdentity identity) {
        Caller caller = CallerClaims.callerOf(identity);
        if (authorization != null && identity.getPrincipal() instanceof JsonWebToken token) {
            known.put(
                    authorization,
                    new Known(caller, Instant.ofEpochSecond(token.getExpirationTime())));
        }
        return caller;
    }
}
