package io.seatflow.gateway.route.proxy;

import io.quarkus.runtime.configuration.MemorySize;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.RequestId;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What happens to every request first: it gets its id, and is turned away if it is too large. */
@Singleton
class Entrance {

    /** Before Quarkus's own limit of bodies, whose answer would be empty. */
    static final int FIRST = -10_000;

    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7e]{1,100}");

    private final Refusals refusals;
    private final long bodyBytesMax;

    Entrance(
            Refusals refusals,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodyMax) {
        this.refusals = refusals;
        this.bodyBytesMax = bodyMax.asLongValue();
    }

    void open(@Observes Router router) {
        router.route().order(FIRST).handler(this::enter);
    }

    private void enter(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        String id = requestId(request.getHeader(RequestId.HEADER));
        request.headers().set(RequestId.HEADER, id);
        RequestId.follow(id);
        routing.addHeadersEndHandler(_ -> request.response().putHeader(RequestId.HEADER, id));
        if (declaredBytes(request) > bodyBytesMax) {
            refusals.answer(request, tooLarge(bodyBytesMax));
        } else {
            routing.next();
        }
    }

    static Problem tooLarge(long bodyBytesMax) {
        return new Problem(
                ProblemType.PAYLOAD_TOO_LARGE,
                "A request body has at most " + bodyBytesMax + " bytes.");
    }

    private static String requestId(@Nullable String sent) {
        return sent != null && REQUEST_ID.matcher(sent).matches() ? sent : Ids.next().toString();
    }

    private static long declaredBytes(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            // Longer than a long has digits: Vert.x has refused all else.
            return Long.MAX_VALUE;
        }
    }
}
