package io.seatflow.platform.tenancy;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** As long as an IPv6 address with its zone is. */
    private static final int ADDRESS_CHARACTERS_MAX = 64;

    private final CurrentIdentityAssociation identity;
    private final KnownCallers known;
    private final CurrentCall call;

    CallFilter(CurrentIdentityAssociation identity, KnownCallers known, CurrentCall call) {
        this.identity = identity;
        this.known = known;
        this.call = call;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<@Nullable Response> identify(
            ContainerRequestContext request, HttpServerRequest http) {
        String requestId = request.getHeaderString(RequestId.HEADER);
        RequestId.follow(
                requestId == null || requestId.length() > 100 ? Ids.next().toString() : requestId);
        if (!needsCaller(String.valueOf(http.path()))) {
            return Uni.createFrom().nullItem();
        }
        call.cameFrom(addressOf(request, http));
        call.waitsAtMost(waitOf(request.getHeaderString("Prefer")));
        String authorization = request.getHeaderString("Authorization");
        Caller caller = known.find(authorization);
        if (caller != null) {
            admit(caller, request);
            return Uni.createFrom().nullItem();
        }
        return identity.getDeferredIdentity()
                .invoke(found -> admit(known.remember(authorization, found), request))
                .map(_ -> null);
    }

    @ServerResponseFilter
    public void tell(ContainerResponseContext response) {
        String requestId = RequestId.current();
        if (requestId != null) {
            response.getHeaders().putSingle(RequestId.HEADER, requestId);
        }
    }

    /** The gateway says whom it passes on for; whoever comes past it is seen here. */
    private static @Nullable String addressOf(
            ContainerRequestContext request, HttpServerRequest http) {
        String forwarded = request.getHeaderString("X-Forwarded-For");
        if (forwarded != null && forwarded.length() <= ADDRESS_CHARACTERS_MAX) {
            return forwarded.strip();
        }
        return http.remoteAddress() == null ? null : http.remoteAddress().hostAddress();
    }

    private static boolean needsCaller(String path) {
        return path.startsWith("/v1/")
                || path.startsWith("/internal/")
                || path.startsWith("/sandbox/");
    }

    private void admit(Caller caller, ContainerRequestContext request) {
        var parameters = request.getUriInfo().getPathParameters();
        UUID partner = idIn(parameters, "partnerId");
        UUID client = idIn(parameters, "clientId");
        if ((partner != null && !caller.seesPartner(partner))
                || (client != null && !caller.seesClient(client))) {
            throw Problem.notFound(client == null ? "partner" : "client");
        }
        call.isAbout(client);
        call.calledBy(caller);
    }

    private static @Nullable UUID idIn(
            MultivaluedMap<String, String> parameters, String parameter) {
        String value = parameters.getFirst(parameter);
        if (value == null) {
            return null;
        }
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound(parameter.replace("Id", ""));
        }
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
