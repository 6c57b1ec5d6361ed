package io.seatflow.platform.tenancy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** The ids by which one request can be followed through every service, event and log line. */
public final class RequestId {

    /** The header that carries it. */
    public static final String HEADER = "X-Request-Id";

    private static final String LOG_FIELD = "requestId";

    private RequestId() {}

    /**
     * The trace of the present work (W3C, 32 hex digits); the request id where there is no trace.
     */
    public static String traceId() {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            return span.getTraceId();
        }
        String id = current();
        return id == null ? "" : id;
    }

    /** The request that the present work came of; null for what no request began. */
    public static @Nullable String current() {
        Object id = MDC.get(LOG_FIELD);
        return id == null ? null : id.toString();
    }

    /**
     * Continues a request in work that it caused: log lines and events made from now on carry its
     * id.
     */
    public static void follow(@Nullable String requestId) {
        if (requestId == null) {
            MDC.remove(LOG_FIELD);
        } else {
            MDC.put(LOG_FIELD, requestId);
        }
    }

    /**
     * The present work as a W3C {@code traceparent}, to go on with an event; null outside any
     * trace.
     */
    public static @Nullable String traceParent() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-"
                        + span.getTraceId()
                        + "-"
                        + span.getSpanId()
                        + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }
}
