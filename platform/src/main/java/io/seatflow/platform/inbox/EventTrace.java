package io.seatflow.platform.inbox;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.seatflow.platform.tenancy.RequestId;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Continues the trace and the request that an event came of, in log lines and in the events that
 * follow from it.
 */
final class EventTrace {

    private static final String TRACE_PARENT = "traceparent";

    private static final TextMapGetter<Map<String, String>> GETTER =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(Map<String, String> carrier) {
                    return carrier.keySet();
                }

                @Override
                public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
                    return carrier == null ? null : carrier.get(key);
                }
            };

    private EventTrace() {}

    /** Runs the work, which is on a Vert.x context of its own, as a span of the event's trace. */
    // Closed when the work ends, which is after this method has returned.
    @SuppressWarnings("MustBeClosedChecker")
    static Uni<Void> follow(RawEvent event, Supplier<Uni<Void>> work) {
        RequestId.follow(event.requestId());
        Span span = start(event, GlobalOpenTelemetry.get());
        Scope scope = Context.current().with(span).makeCurrent();
        return work.get()
                .onFailure()
                .invoke(failure ->
                        span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage())))
                .onTermination()
                .invoke(() -> {
                    span.end();
                    scope.close();
                });
    }

    private static Span start(RawEvent event, OpenTelemetry telemetry) {
        Map<String, String> carrier =
                event.traceParent() == null ? Map.of() : Map.of(TRACE_PARENT, event.traceParent());
        return telemetry
                .getTracer("seatflow.events")
                .spanBuilder(event.type())
                .setParent(
                        W3CTraceContextPropagator.getInstance()
                                .extract(Context.root(), carrier, GETTER))
                .setSpanKind(SpanKind.CONSUMER)
                .startSpan();
    }
}
