package io.seatflow.gateway.upstream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** What the gateway asks of others on its own account: documents, health, the time. */
@Singleton
public class Calls {

    private static final int CONNECT_MILLIS_MAX = 2_000;

    private final WebClient client;

    Calls(Vertx vertx) {
        client =
                WebClient.create(
                        vertx,
                        new WebClientOptions()
                                .setConnectTimeout(CONNECT_MILLIS_MAX)
                                .setFollowRedirects(false));
    }

    public Uni<HttpResponse<Buffer>> get(
            URI address, Map<String, String> headers, Duration within) {
        return with(client.getAbs(address.toString()), headers, within).send();
    }

    public Uni<HttpResponse<Buffer>> post(
            URI address, Map<String, String> headers, JsonObject body, Duration within) {
        return with(client.postAbs(address.toString()), headers, within).sendJsonObject(body);
    }

    private static HttpRequest<Buffer> with(
            HttpRequest<Buffer> request, Map<String, String> headers, Duration within) {
        headers.forEach(request::putHeader);
        return request.timeout(within.toMillis());
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
