package io.seatflow.gateway.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.seatflow.local.servers.TestServers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that lies behind the gateway, as servers of the test's own. */
public final class Upstreams implements QuarkusTestResourceLifecycleManager {

    private static @Nullable Upstreams running;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Upstream> servers = new LinkedHashMap<>();

    /** Those that the gateway under test has before it. */
    public static Upstreams running() {
        return Objects.requireNonNull(running);
    }

    @Override
    public Map<String, String> start() {
        running = this;
        var settings = new HashMap<String, String>();
        for (String name : new String[] {"account", "seat", "billing", "trial", "braintree"}) {
            settings.put("seatflow.url." + name, serve(name).address());
        }
        settings.put("seatflow.health.keycloak", serve("keycloak").address() + "/realms/seatflow");
        settings.put("quarkus.oidc.auth-server-url", "");
        settings.put("quarkus.oidc.public-key", TestTokens.publicKey());
        settings.put("quarkus.http.test-port", "0");
        settings.put("kafka.bootstrap.servers", TestServers.kafka());
        settings.put("seatflow.gateway.answer-within", "2s");
        return settings;
    }

    private Upstream serve(String name) {
        Upstream upstream = new Upstream(vertx, name);
        upstream.start();
        servers.put(name, upstream);
        return upstream;
    }

    public Upstream get(String name) {
        return Objects.requireNonNull(servers.get(name));
    }

    public void reset() {
        servers.values().forEach(Upstream::reset);
    }

    @Override
    public void stop() {
        Upstream.done(vertx.close());
    }
}
