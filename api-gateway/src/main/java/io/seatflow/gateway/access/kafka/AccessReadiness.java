package io.seatflow.gateway.access.kafka;

import io.seatflow.gateway.access.Access;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Nobody is to be sent here before it is known who may not come in, or when nobody hears any more
 * who is shut out. While the brokers are away what is known stays in force, and the door open.
 */
@Readiness
class AccessReadiness implements HealthCheck {

    private final Access access;
    private final AccountNews news;

    AccessReadiness(Access access, AccountNews news) {
        this.access = access;
        this.news = news;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("access")
                .status(access.knowsAll() && news.isListening())
                .build();
    }
}
