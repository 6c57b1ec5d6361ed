package io.seatflow.platform.proof;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * What a service's {@code application.properties} would say. A file of that name here, or a
 * migration at its usual place, would reach every service that has this module's tests on its path.
 */
public class ProofProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "seatflow.service", "platform",
                "seatflow.database.name", "platform",
                "quarkus.flyway.locations", "db/platform,db/proof",
                "seatflow.events.answer-within", "4s",
                "quarkus.datasource.reactive.additional-properties.idle_in_transaction_session_timeout",
                        "5s",
                "mp.messaging.incoming.seats.connector", "smallrye-kafka",
                "mp.messaging.incoming.seats.topic", "seatflow.seats");
    }
}
