package io.seatflow.platform.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.seatflow.local.servers.PostgresAddress;
import io.seatflow.local.servers.TestServers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A real PostgreSQL with every service's database, a real Kafka, and a key that {@link TestTokens}
 * signs with.
 */
public class Servers implements QuarkusTestResourceLifecycleManager {

    private static final List<String> DATABASES =
            List.of("accounts", "seats", "billing", "trials", "platform");

    @Override
    public Map<String, String> start() {
        PostgresAddress postgres = TestServers.postgres();
        DATABASES.forEach(name -> postgres.createDatabase(name, "seatflow"));
        var settings = new HashMap<String, String>();
        settings.put("SEATFLOW_POSTGRES", postgres.host() + ":" + postgres.port());
        settings.put("kafka.bootstrap.servers", TestServers.kafka());
        // A key of our own stands in the place of the address where Keycloak tells its keys.
        settings.put("quarkus.oidc.auth-server-url", "");
        settings.put("quarkus.oidc.public-key", TestTokens.publicKey());
        settings.put("quarkus.http.test-port", "0");
        return settings;
    }

    @Override
    public void stop() {
        // The servers serve every test class of the module and go with its JVM.
    }
}
