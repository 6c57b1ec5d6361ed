package io.seatflow.account.user;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.seatflow.local.servers.TestServers;
import java.util.Map;

/** A real Keycloak with the realm of {@code deploy/keycloak}. */
public class KeycloakServers implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("seatflow.keycloak.issuer", TestServers.issuer().toString());
    }

    @Override
    public void stop() {
        // It serves every test class of the module and goes with its JVM.
    }
}
