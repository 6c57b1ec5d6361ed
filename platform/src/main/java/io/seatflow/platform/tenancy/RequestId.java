package io.seatflow.platform.tenancy;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** The ids by which one request can be followed through every service, event and log line. */
public final class RequestId {

    /** The header that carries it, and the name it has in log lines. */
    public static final String HEADER = "X-Request-Id";

    static final String LOG_FIELD = "requestId";

    private RequestId() {}

    /**
     * The trace of the present work (W3C, 32 hex digits); the request id where there is no trace.
     */
    public static String traceId() {
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            return span.getTraceId();
        }
        Object id = MDC.get(LOG_FIELD);
        return id == null ? "" : id.toString();
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
