package io.seatflow.gateway.sandbox;

import io.seatflow.gateway.route.Service;
import io.seatflow.gateway.upstream.Calls;
import io.seatflow.gateway.upstream.Upstreams;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.RequestId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** The services' business time, read and moved as one. They keep it; nothing is kept here. */
@Singleton
class SuiteClock {

    private static final Logger LOG = Logger.getLogger(SuiteClock.class);
    private static final String PATH = "/internal/clock";
    private static final Duration READ_WITHIN = Duration.ofSeconds(5);

    /** Several billing periods of a whole suite may fall due at once. */
    private static final Duration MOVE_WITHIN = Duration.ofMinutes(10);

    private final Upstreams upstreams;
    private final Calls calls;
    private final Clock system;

    SuiteClock(Upstreams upstreams, Calls calls, Clock system) {
        this.upstreams = upstreams;
        this.calls = calls;
        this.system = system;
    }

    /**
     * @param ahead how far {@code now} is ahead of the system's time
     */
    record Time(Instant now, Duration ahead) {}

    /** The latest time that any service has reached. */
    Uni<Time> read(String authorization) {
        return Uni.join()
                .all(
                        Upstreams.SUITE.stream()
                                .map(service -> readOne(service, authorization))
                                .toList())
                .andFailFast()
                .map(times -> Collections.max(times, Comparator.comparing(Time::ahead)));
    }

    /** Moves all services as far; done when each has done what fell due. */
    Uni<Time> move(ClockMove move, String authorization) {
        return read(authorization).chain(time -> moveAll(ahead(move, time), authorization));
    }

    private Duration ahead(ClockMove move, Time time) {
        Instant target = move.target(time.now());
        // Counted from the offset and not from the clock, so that a length is kept to the
        // microsecond.
        return move.to() == null
                ? time.ahead().plus(Duration.between(time.now(), target))
                : Duration.between(system.instant(), target);
    }

    /** Twice round: the first may leave work for services that were asked before. */
    private Uni<Time> moveAll(Duration ahead, String authorization) {
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().iterable(Upstreams.SUITE),
                        Multi.createFrom().iterable(Upstreams.SUITE))
                .onItem()
                .transformToUniAndConcatenate(service -> moveOne(service, ahead, authorization))
                .collect()
                .last();
    }

    private Uni<Time> readOne(Service service, String authorization) {
        return understand(
                service, calls.get(address(service), headers(authorization), READ_WITHIN));
    }

    private Uni<Time> moveOne(Service service, Duration ahead, String authorization) {
        return understand(
                service,
                calls.post(
                        address(service),
                        headers(authorization),
                        JsonObject.of("ahead", ahead.toString()),
                        MOVE_WITHIN));
    }

    private Uni<Time> understand(Service service, Uni<HttpResponse<Buffer>> asked) {
        return asked.map(SuiteClock::time)
                .onFailure()
                .invoke(e -> LOG.warnf("No time from %s: %s", service.title(), e.getMessage()))
                .onFailure()
                .transform(_ ->
                        new Problem(
                                ProblemType.UNAVAILABLE,
                                "The "
                                        + service.title()
                                        + " did not answer. Some services may have moved already: ask again, for the same instant."));
    }

    private static Time time(HttpResponse<Buffer> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("status " + answer.statusCode());
        }
        JsonObject time = answer.bodyAsJsonObject();
        return new Time(
                Instant.parse(time.getString("now")), Duration.parse(time.getString("ahead")));
    }

    private URI address(Service service) {
        return upstreams.address(service).resolve(PATH);
    }

    private static Map<String, String> headers(String authorization) {
        var headers = new HashMap<>(Map.of("Authorization", authorization));
        String requestId = RequestId.current();
        if (requestId != null) {
            headers.put(RequestId.HEADER, requestId);
        }
        return headers;
    }
}
