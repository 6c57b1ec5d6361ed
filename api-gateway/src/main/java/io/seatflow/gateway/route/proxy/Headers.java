package io.seatflow.gateway.route.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which headers pass the gateway, and what it says itself about where a request came from. */
final class Headers {

    /** Meant for one connection, not for what lies behind it (RFC 9110, 7.6.1). */
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    /**
     * What the gateway says itself: where a request came from, to whom it goes and how long it is;
     * the trace, which the tracer continues; and Expect, which it has answered.
     */
    private static final Set<String> OF_THE_REQUEST =
            with(
                    HOP_BY_HOP,
                    "host",
                    "content-length",
                    "forwarded",
                    "x-real-ip",
                    "expect",
                    "traceparent",
                    "tracestate",
                    "baggage");

    /** Set on every answer, so that a service's word would stand beside it. */
    private static final Set<String> OF_THE_ANSWER =
            with(
                    HOP_BY_HOP,
                    "x-content-type-options",
                    "x-frame-options",
                    "referrer-policy",
                    "x-request-id");

    private Headers() {}

    private static Set<String> with(Set<String> names, String... more) {
        var all = new HashSet<>(names);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /** Nobody says but the gateway where a request came from; it answers Expect itself. */
    static void towardsService(HttpServerRequest request, MultiMap to) {
        Set<String> named = namedByConnection(request.headers());
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!OF_THE_REQUEST.contains(name)
                    && !name.startsWith("x-forwarded-")
                    && !named.contains(name)) {
                to.add(header.getKey(), header.getValue());
            }
        }
        String from = request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        String scheme = request.scheme() == null ? "http" : request.scheme();
        HostAndPort authority = request.authority();
        to.set("X-Forwarded-For", from).set("X-Forwarded-Proto", scheme);
        if (authority != null) {
            to.set("X-Forwarded-Host", authority.toString());
        }
        to.set("Forwarded", forwarded(from, scheme, authority));
    }

    /** As RFC 7239 has it. */
    private static String forwarded(String from, String scheme, @Nullable HostAndPort authority) {
        String node = from.contains(":") ? "\"[" + from + "]\"" : from;
        String host = authority == null ? "" : ";host=\"" + authority + "\"";
        return "for=" + node + host + ";proto=" + scheme;
    }

    /** A service's answer as it is for the caller, whose answer has the gateway's own headers. */
    static void towardsCaller(MultiMap answer, MultiMap to) {
        Set<String> named = namedByConnection(answer);
        for (Map.Entry<String, String> header : answer) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!OF_THE_ANSWER.contains(name) && !named.contains(name)) {
                to.add(header.getKey(), header.getValue());
            }
        }
        String type = to.get("Content-Type");
        if (type != null
                && type.startsWith("text/html")
                && !to.contains("Content-Security-Policy")) {
            to.set(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");
        }
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        if (!headers.contains("Connection")) {
            return Set.of();
        }
        var named = new HashSet<String>();
        for (String names : headers.getAll("Connection")) {
            for (String name : names.split(",", -1)) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return named;
    }
}
