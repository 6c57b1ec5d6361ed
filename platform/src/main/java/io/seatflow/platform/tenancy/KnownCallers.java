package io.seatflow.platform.tenancy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Callers by the token that showed who they are. A token that was found good is known until it
 * expires: checking its signature again costs more than many a request that it comes with.
 */
@Singleton
public class KnownCallers {

    private static final int TOKENS_MAX = 20_000;

    /** No longer than this after a key of Keycloak's is withdrawn are its tokens taken here. */
    private static final Duration KNOWN_AT_MOST = Duration.ofMinutes(5);

    private final Clock clock;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(TOKENS_MAX).expireAfterWrite(KNOWN_AT_MOST).build();

    KnownCallers(Clock clock) {
        this.clock = clock;
    }

    private record Known(Caller caller, long expiresAtMillis) {}

    /**
     * Whose token this is; null where that must be found out.
     *
     * @param authorization the whole header
     */
    public @Nullable Caller find(@Nullable String authorization) {
        var before = authorization == null ? null : known.getIfPresent(authorization);
        return before != null && clock.millis() < before.expiresAtMillis() ? before.caller() : null;
    }

    /**
     * Keeps in mind whom a token has shown.
     *
     * @throws io.quarkus.security.UnauthorizedException where nobody has shown a token
     */
    public Caller remember(@Nullable String authorization, SecurityIdentity identity) {
        var caller = CallerClaims.callerOf(identity);
        if (authorization != null && identity.getPrincipal() instanceof JsonWebToken token) {
            var expiresAt = Instant.ofEpochSecond(token.getExpirationTime());
            known.put(authorization, new Known(caller, expiresAt.toEpochMilli()));
        }
        return caller;
    }
}
