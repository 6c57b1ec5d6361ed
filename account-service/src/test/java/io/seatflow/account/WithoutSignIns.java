package io.seatflow.account;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Partners are made without a sign-in: what is tested has nothing to do with Keycloak. */
public class WithoutSignIns implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("seatflow.identities", "off");
    }
}
