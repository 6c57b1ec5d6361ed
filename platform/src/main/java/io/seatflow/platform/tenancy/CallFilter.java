package io.seatflow.platform.tenancy;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls and refuses with 404 what does not exist for them: a path's {@code partnerId}
 * and {@code clientId} are checked here for every endpoint there is or ever will be.
 */
class CallFilter {

    private static final Pattern WAIT = Pattern.compile("\\bwait\\s*=\\s*(\\d{1,6})\\b");
    private static final int WAIT_SECONDS_MAX = 30;

    private final CurrentIdentityAssociation identity;
    private final CurrentCall call;

    CallFilter(CurrentIdentityAssociation identity, CurrentCall call) {
        this.identity = identity;
        this.call = call;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<@Nullable Response> identify(ContainerRequestContext request) {
        String requestId = request.getHeaderString(RequestId.HEADER);
        RequestId.follow(
                requestId == null || requestId.length() > 100 ? Ids.next().toString() : requestId);
        if (!needsCaller(request.getUriInfo().getPath())) {
            return Uni.createFrom().nullItem();
        }
        call.waitsAtMost(waitOf(request.getHeaderString("Prefer")));
        return identity.getDeferredIdentity().invoke(found -> admit(found, request)).map(_ -> null);
    }

    @ServerResponseFilter
    public void tell(ContainerResponseContext response) {
        String requestId = RequestId.current();
        if (requestId != null) {
            response.getHeaders().putSingle(RequestId.HEADER, requestId);
        }
    }

    private static boolean needsCaller(String path) {
        String absolute = path.startsWith("/") ? path : "/" + path;
        return absolute.startsWith("/v1/") || absolute.startsWith("/internal/");
    }

    private void admit(SecurityIdentity found, ContainerRequestContext request) {
        if (found.isAnonymous() || !(found.getPrincipal() instanceof JsonWebToken token)) {
            throw new UnauthorizedException();
        }
        Caller caller = callerOf(token, found.getRoles());
        UUID partner = idIn(request, "partnerId");
        UUID client = idIn(request, "clientId");
        if ((partner != null && !caller.seesPartner(partner))
                || (client != null && !caller.seesClient(client))) {
            throw Problem.notFound(client == null ? "partner" : "client");
        }
        call.calledBy(caller);
    }

    private static @Nullable UUID idIn(ContainerRequestContext request, String parameter) {
        String value = request.getUriInfo().getPathParameters().getFirst(parameter);
        if (value == null) {
            return null;
        }
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound(parameter.replace("Id", ""));
        }
    }

    private static Caller callerOf(JsonWebToken token, Set<String> roles) {
        String scopes = token.getClaim("scope");
        return new Caller(
                token.getSubject() == null ? token.getName() : token.getSubject(),
                token.getClaim("email"),
                roles,
                uuid(token.getClaim("partner_id")),
                uuid(token.getClaim("client_id")),
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

    private static Duration waitOf(@Nullable String prefer) {
        if (prefer == null) {
            return Duration.ofSeconds(5);
        }
        if (prefer.contains("respond-async")) {
            return Duration.ZERO;
        }
        Matcher wait = WAIT.matcher(prefer);
        return Duration.ofSeconds(
                wait.find() ? Math.min(Integer.parseInt(wait.group(1)), WAIT_SECONDS_MAX) : 5);
    }
}
