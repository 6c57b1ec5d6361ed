package io.seatflow.platform.tenancy;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** How a verified token's claims are read. */
public final class CallerClaims {

    private CallerClaims() {}

    /**
     * Who an identity is.
     *
     * @throws UnauthorizedException where nobody has shown a token
     */
    public static Caller callerOf(SecurityIdentity found) {
        if (found.isAnonymous() || !(found.getPrincipal() instanceof JsonWebToken token)) {
            throw new UnauthorizedException();
        }
        String scopes = token.getClaim("scope");
        return new Caller(
                token.getSubject() == null ? token.getName() : token.getSubject(),
                token.getClaim("email"),
                found.getRoles(),
                uuid(token.getClaim("partner_id")),
                uuid(token.getClaim("client_id")),
                uuid(token.getClaim("user_id")),
                strings(token.getClaim("permissions")),
                scopes == null ? Set.of() : new HashSet<>(List.of(scopes.split(" "))));
    }

    private static @Nullable UUID uuid(@Nullable Object claim) {
        try {
            return claim == null ? null : UUID.fromString(claim.toString());
        } catch (IllegalArgumentException e) {
            // Keycloak names the OAuth client in client_id for service accounts: that is no client
            // of ours.
            return null;
        }
    }

    private static Set<String> strings(@Nullable Object claim) {
        Set<String> found = new HashSet<>();
        switch (claim) {
            case null -> {}
            case JsonArray array ->
                    array.getValuesAs(JsonString.class)
                            .forEach(value -> found.add(value.getString()));
            case Collection<?> values -> values.forEach(value -> found.add(String.valueOf(value)));
            default -> found.addAll(Arrays.asList(claim.toString().split(" ")));
        }
        return found;
    }
}
