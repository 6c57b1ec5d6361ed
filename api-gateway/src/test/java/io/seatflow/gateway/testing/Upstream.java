package io.seatflow.gateway.testing;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real HTTP server in a service's place, which answers as a test tells it to. */
public final class Upstream {

    private final Vertx vertx;
    private final String name;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Map<String, Handler<HttpServerRequest>> answers = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;
    private int port;

    Upstream(Vertx vertx, String name) {
        this.vertx = vertx;
        this.name = name;
    }

    /** What came over the wire. */
    public record Heard(String method, String uri, MultiMap headers, Buffer body) {}

    public String address() {
        return "http://localhost:" + port;
    }

    /** Everything that was received as a whole since the last {@link #reset}. */
    public List<Heard> heard() {
        return List.copyOf(heard);
    }

    public Heard last() {
        return heard.getLast();
    }

    /** From now on requests for this path are answered so. */
    public void answers(String path, Handler<HttpServerRequest> answer) {
        answers.put(path, answer);
    }

    public void answers(String path, int status, String json) {
        answers(path, request -> json(request, status, json));
    }

    /** Back to saying its name, and to knowing nothing. */
    public void reset() {
        answers.clear();
        heard.clear();
        start();
    }

    public void start() {
        if (server == null) {
            server =
                    done(
                            vertx.createHttpServer(
                                            new HttpServerOptions()
                                                    .setHost("localhost")
                                                    .setPort(port)
                                                    .setHandle100ContinueAutomatically(true))
                                    .requestHandler(this::receive)
                                    .listen());
            port = server.actualPort();
        }
    }

    public void stop() {
        if (server != null) {
            done(server.close());
            server = null;
        }
    }

    private void receive(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "/");
        request.body()
                .onSuccess(body -> {
                    heard.add(
                            new Heard(
                                    request.method().name(),
                                    request.uri(),
                                    MultiMap.caseInsensitiveMultiMap().addAll(request.headers()),
                                    body));
                    answers.getOrDefault(path, this::sayName).handle(request);
                });
    }

    private void sayName(HttpServerRequest request) {
        json(request, 200, JsonObject.of("service", name).encode());
    }

    private static void json(HttpServerRequest request, int status, String json) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }

    static <T> T done(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
