package io.seatflow.gateway.route.proxy;

import io.quarkus.runtime.configuration.MemorySize;
import io.seatflow.gateway.route.Service;
import io.seatflow.gateway.upstream.Upstreams;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests on to services and their answers back, both as they come. What is small is passed
 * on in one piece, so that each of the four crossings of a socket is one write.
 */
@Singleton
class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int IDLE_CONNECTION_SECONDS_MAX = 60;
    private static final int SMALL_BYTES_MAX = 64 * 1024;
    private static final Set<HttpMethod> READS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Upstreams upstreams;
    private final Refusals refusals;
    private final long bodyBytesMax;
    private final Duration answerWithin;

    /**
     * Each event loop has connections of its own: passing a request from one loop's thread to
     * another's, and its answer back, would cost more than the rest.
     */
    private final ThreadLocal<HttpClient> clients;

    Forwarding(
            Vertx vertx,
            Upstreams upstreams,
            Refusals refusals,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodyMax,
            @ConfigProperty(name = "seatflow.gateway.answer-within") Duration answerWithin,
            @ConfigProperty(name = "seatflow.gateway.connections-per-service") int connectionsMax) {
        this.upstreams = upstreams;
        this.refusals = refusals;
        this.bodyBytesMax = bodyMax.asLongValue();
        this.answerWithin = answerWithin;
        this.clients = ThreadLocal.withInitial(() -> client(vertx, connectionsMax));
    }

    private static HttpClient client(Vertx vertx, int connectionsMax) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS_MAX)
                        .setKeepAlive(true)
                        .setKeepAliveTimeout(IDLE_CONNECTION_SECONDS_MAX),
                new PoolOptions()
                        .setHttp1MaxSize(connectionsMax)
                        .setMaxWaitQueueSize(4 * connectionsMax));
    }

    /**
     * Passes the request on to the service; its answer, or a problem, goes back to the caller. To
     * be called on the request's own event loop.
     */
    void forward(HttpServerRequest request, Service service) {
        var passage = new Passage(request, service);
        long bytes = declaredBytes(request);
        if (bytes < 0 || bytes > SMALL_BYTES_MAX) {
            passage.stream(bytes);
        } else if (bytes == 0) {
            request.resume();
            passage.send(Buffer.buffer());
        } else {
            // A caller who hangs up while they are still sending has not asked.
            request.body().onSuccess(passage::send);
            request.resume();
        }
    }

    /** -1: it does not say. */
    private static long declaredBytes(HttpServerRequest request) {
        if (request.headers().contains("Transfer-Encoding")) {
            return -1;
        }
        String length = request.getHeader("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }

    /** One request on its way to a service, and its answer on the way back. */
    private final class Passage {

        private final HttpServerRequest request;
        private final HttpServerResponse response;
        private final Service service;
        private @Nullable MeasuredBody streamed;

        Passage(HttpServerRequest request, Service service) {
            this.request = request;
            this.response = request.response();
            this.service = service;
        }

        void send(Buffer body) {
            open().compose(
                            out -> {
                                letGoOf(out);
                                return body.length() == 0 ? out.send() : out.send(body);
                            })
                    .onComplete(this::answer, this::fail);
        }

        void stream(long bytes) {
            request.pause();
            open().compose(out -> stream(out, bytes)).onComplete(this::answer, this::fail);
        }

        private Future<HttpClientResponse> stream(HttpClientRequest out, long bytes) {
            if (bytes < 0) {
                out.setChunked(true);
            } else {
                out.putHeader("Content-Length", Long.toString(bytes));
            }
            var body = new MeasuredBody(request, bodyBytesMax, () -> letGoOf(out));
            streamed = body;
            Promise<HttpClientResponse> answered = Promise.promise();
            out.response().onComplete(answered::tryComplete, answered::tryFail);
            body.pipe()
                    .endOnFailure(false)
                    .to(out)
                    .onFailure(failure -> {
                        out.reset();
                        answered.tryFail(failure);
                    });
            return answered.future();
        }

        private Future<HttpClientRequest> open() {
            URI address = upstreams.address(service);
            boolean ssl = "https".equals(address.getScheme());
            return clients.get()
                    .request(
                            new RequestOptions()
                                    .setMethod(request.method())
                                    .setSsl(ssl)
                                    .setHost(address.getHost())
                                    .setPort(
                                            address.getPort() > 0
                                                    ? address.getPort()
                                                    : ssl ? 443 : 80)
                                    .setURI(request.uri())
                                    .setTimeout(answerWithin.toMillis()))
                    .onSuccess(out -> Headers.towardsService(request, out.headers()));
        }

        /**
         * From here on the service has the whole request: it carries a change out whether or not
         * anybody waits for the answer, so its connection is left alone when the caller hangs up.
         */
        private void letGoOf(HttpClientRequest out) {
            response.exceptionHandler(
                    READS.contains(request.method()) ? _ -> out.reset() : _ -> {});
        }

        private void answer(HttpClientResponse answer) {
            if (response.closed()) {
                return;
            }
            response.setStatusCode(answer.statusCode());
            Headers.towardsCaller(answer.headers(), response.headers());
            String length = answer.getHeader("Content-Length");
            if (isWithoutBody(answer)) {
                answer.endHandler(_ -> response.end());
                answer.exceptionHandler(_ -> breakOff());
            } else if (length != null && isSmall(length)) {
                new Parcel(answer).deliver();
            } else {
                response.setChunked(length == null);
                answer.pipe().endOnFailure(false).to(response).onFailure(_ -> breakOff());
            }
        }

        private boolean isWithoutBody(HttpClientResponse answer) {
            int status = answer.statusCode();
            return request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
        }

        /** What is not whole must not look whole. */
        private void breakOff() {
            response.reset();
        }

        private void fail(Throwable failure) {
            if (streamed != null && streamed.isTooLarge()) {
                refusals.answer(request, Entrance.tooLarge(bodyBytesMax));
                return;
            }
            if (response.closed()) {
                return;
            }
            LOG.warnf(
                    "%s %s: no answer from %s: %s",
                    request.method(), request.path(), service.title(), failure.getMessage());
            refusals.answer(
                    request,
                    new Problem(
                            ProblemType.UNAVAILABLE,
                            "The "
                                    + service.title()
                                    + " did not answer. What was asked of it may have been done: repeat it with the same Idempotency-Key."));
        }

        /** A small answer, which goes out once it is all there. */
        private final class Parcel {

            private final HttpClientResponse answer;
            private Buffer body = Buffer.buffer();

            Parcel(HttpClientResponse answer) {
                this.answer = answer;
            }

            void deliver() {
                answer.exceptionHandler(_ -> breakOffAfter(body));
                answer.handler(this::add);
                answer.endHandler(_ -> response.end(body));
            }

            private void add(Buffer part) {
                body = body.length() == 0 ? part : body.appendBuffer(part);
            }
        }

        private void breakOffAfter(Buffer part) {
            if (part.length() == 0) {
                breakOff();
            } else {
                response.write(part).onComplete(_ -> breakOff());
            }
        }
    }

    private static boolean isSmall(String length) {
        return length.length() < 6 && Integer.parseInt(length) <= SMALL_BYTES_MAX;
    }
}
