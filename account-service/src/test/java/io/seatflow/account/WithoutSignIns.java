package io.seatflow.account;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * As in production, outside the sandbox; but partners are made without a sign-in, since what is
 * tested has nothing to do with Keycloak.
 */
public class WithoutSignIns implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("seatflow.identities", "off", "seatflow.sandbox", "false");
    }
}
