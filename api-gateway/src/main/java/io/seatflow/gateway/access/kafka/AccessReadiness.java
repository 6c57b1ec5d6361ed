package io.seatflow.gateway.access.kafka;

import io.seatflow.gateway.access.Access;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Nobody is to be sent here before it is known who may not come in. */
@Readiness
class AccessReadiness implements HealthCheck {

    private final Access access;

    AccessReadiness(Access access) {
        this.access = access;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("access").status(access.knowsAll()).build();
    }
}
