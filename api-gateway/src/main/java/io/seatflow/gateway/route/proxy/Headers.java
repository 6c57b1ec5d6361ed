package io.seatflow.gateway.route.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
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

    /** Set on every answer, so that a service's word would stand beside it. */
    private static final Set<String> GATEWAYS_OWN =
            Set.of("x-content-type-options", "x-frame-options", "referrer-policy", "x-request-id");

    /** Continued by the tracer, which sets them anew. */
    private static final Set<String> TRACE = Set.of("traceparent", "tracestate", "baggage");

    private Headers() {}

    /** Nobody says but the gateway where a request came from; it answers Expect itself. */
    static void towardsService(MultiMap headers, HttpServerRequest request) {
        removeHopByHop(headers);
        TRACE.forEach(headers::remove);
        for (String name : List.copyOf(headers.names())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-forwarded-")
                    || lower.equals("forwarded")
                    || lower.equals("x-real-ip")
                    || lower.equals("expect")) {
                headers.remove(name);
            }
        }
        String from = request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress();
        String scheme = request.scheme() == null ? "http" : request.scheme();
        HostAndPort authority = request.authority();
        headers.set("X-Forwarded-For", from).set("X-Forwarded-Proto", scheme);
        if (authority != null) {
            headers.set("X-Forwarded-Host", authority.toString());
        }
        headers.set("Forwarded", forwarded(from, scheme, authority));
    }

    /** As RFC 7239 has it. */
    private static String forwarded(String from, String scheme, @Nullable HostAndPort authority) {
        String node = from.contains(":") ? "\"[" + from + "]\"" : from;
        String host = authority == null ? "" : ";host=\"" + authority + "\"";
        return "for=" + node + host + ";proto=" + scheme;
    }

    static void towardsCaller(MultiMap headers) {
        removeHopByHop(headers);
        GATEWAYS_OWN.forEach(headers::remove);
        String type = headers.get("Content-Type");
        if (type != null
                && type.startsWith("text/html")
                && !headers.contains("Content-Security-Policy")) {
            headers.set(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'");
        }
    }

    private static void removeHopByHop(MultiMap headers) {
        for (String named : List.copyOf(headers.getAll("Connection"))) {
            for (String name : named.split(",", -1)) {
                if (!name.isBlank()) {
                    headers.remove(name.strip());
                }
            }
        }
        HOP_BY_HOP.forEach(headers::remove);
    }
}
