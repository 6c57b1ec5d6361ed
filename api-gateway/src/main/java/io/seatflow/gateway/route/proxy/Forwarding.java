package io.seatflow.gateway.route.proxy;

import io.quarkus.runtime.configuration.MemorySize;
import io.seatflow.gateway.route.Service;
import io.seatflow.gateway.upstream.Upstreams;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemAnswer;
import io.seatflow.platform.problem.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Passes requests on to services and their answers back, both as they come. */
@Singleton
class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int IDLE_CONNECTION_SECONDS_MAX = 60;
    private static final Set<HttpMethod> READS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Map<Service, HttpProxy> proxies = new EnumMap<>(Service.class);
    private final Refusals refusals;
    private final long bodyBytesMax;
    private final Duration answerWithin;

    Forwarding(
            Vertx vertx,
            Upstreams upstreams,
            Refusals refusals,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodyMax,
            @ConfigProperty(name = "seatflow.gateway.answer-within") Duration answerWithin,
            @ConfigProperty(name = "seatflow.gateway.connections-per-service") int connectionsMax) {
        this.refusals = refusals;
        this.bodyBytesMax = bodyMax.asLongValue();
        this.answerWithin = answerWithin;
        HttpClient client = client(vertx, connectionsMax);
        for (Service service : Service.values()) {
            proxies.put(service, proxy(service, upstreams.address(service), client));
        }
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

    /** Passes the request on to the service; its answer, or a problem, goes back to the caller. */
    void forward(HttpServerRequest request, Service service) {
        Objects.requireNonNull(proxies.get(service)).handle(request);
    }

    private HttpProxy proxy(Service service, URI address, HttpClient client) {
        boolean ssl = "https".equals(address.getScheme());
        int port = address.getPort() > 0 ? address.getPort() : ssl ? 443 : 80;
        return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(_ ->
                        client.request(
                                new RequestOptions()
                                        .setSsl(ssl)
                                        .setHost(address.getHost())
                                        .setPort(port)
                                        .setTimeout(answerWithin.toMillis())))
                .addInterceptor(new Passage(service));
    }

    private final class Passage implements ProxyInterceptor {

        private final Service service;

        Passage(Service service) {
            this.service = service;
        }

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            ProxyRequest request = context.request();
            Headers.towardsService(request.headers(), request.proxiedRequest());
            MeasuredBody body =
                    new MeasuredBody(
                            request.getBody().stream(),
                            bodyBytesMax,
                            () -> letFinish(request.proxiedRequest()));
            request.setBody(Body.body(body, request.getBody().length()));
            return context.sendRequest()
                    .recover(failure ->
                            Future.succeededFuture(
                                    problem(request, problemOf(request, body, failure))));
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            Headers.towardsCaller(context.response().headers());
            return context.sendResponse();
        }

        private Problem problemOf(ProxyRequest request, MeasuredBody body, Throwable failure) {
            if (body.isTooLarge()) {
                return Entrance.tooLarge(bodyBytesMax);
            }
            HttpServerRequest from = request.proxiedRequest();
            if (!from.response().closed()) {
                LOG.warnf(
                        "%s %s: no answer from %s: %s",
                        from.method(), from.path(), service.title(), failure.getMessage());
            }
            return new Problem(
                    ProblemType.UNAVAILABLE,
                    "The "
                            + service.title()
                            + " did not answer. What was asked of it may have been done: repeat it with the same Idempotency-Key.");
        }
    }

    /**
     * From here on the service has the whole request: it carries a change out whether or not
     * anybody waits for the answer, so its connection is left alone when the caller hangs up.
     */
    private static void letFinish(HttpServerRequest request) {
        if (!READS.contains(request.method())) {
            request.response().exceptionHandler(_ -> {});
        }
    }

    private ProxyResponse problem(ProxyRequest request, Problem problem) {
        ProblemAnswer answer = ProblemAnswer.to(problem, request.proxiedRequest().path());
        ProxyResponse response = request.release().response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.putHeader("Content-Type", ProblemAnswer.MEDIA_TYPE);
        refusals.hangUpOnWhoStillSends(request.proxiedRequest());
        return response.setBody(Body.body(refusals.written(answer)));
    }
}
