package io.seatflow.platform.inbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether events stand still here because nobody answers, for whoever is on call. It is up whatever
 * it tells, and among the wellness checks: another replica would be handed the same events.
 */
@Wellness
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class EventsHealth implements HealthCheck {

    private static final int SHOWN_MAX = 10;

    private final Patience patience;

    EventsHealth(Patience patience) {
        this.patience = patience;
    }

    @Override
    public HealthCheckResponse call() {
        var standing = patience.standing();
        var response =
                HealthCheckResponse.named("Events").up().withData("unanswered", standing.size());
        standing.stream()
                .limit(SHOWN_MAX)
                .forEach(one ->
                        response.withData(
                                one.event().id().toString(),
                                one.event() + ", since " + one.since()));
        return response.build();
    }
}
