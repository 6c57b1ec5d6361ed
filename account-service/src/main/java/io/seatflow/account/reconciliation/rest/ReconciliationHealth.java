package io.seatflow.account.reconciliation.rest;

import io.seatflow.account.reconciliation.postgres.Disagreements;
import io.seatflow.account.user.Agreement;
import io.seatflow.account.user.postgres.Identities;
import io.seatflow.platform.database.Contexts;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether users, their seats and their sign-ins agree, for whoever is on call. It is up whatever it
 * tells: taking a replica out of service mends nothing.
 */
@Wellness
@ApplicationScoped
class ReconciliationHealth implements AsyncHealthCheck {

    private final Disagreements disagreements;
    private final Identities identities;
    private final Vertx vertx;

    ReconciliationHealth(Disagreements disagreements, Identities identities, Vertx vertx) {
        this.disagreements = disagreements;
        this.identities = identities;
        this.vertx = vertx;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Contexts.onNewContext(vertx, disagreements::agreement)
                .chain(seats ->
                        Contexts.onNewContext(vertx, identities::agreement)
                                .map(signIns -> told(seats, signIns)))
                .onFailure()
                .recoverWithItem(failure ->
                        HealthCheckResponse.named("Users")
                                .up()
                                .withData("unknown", failure.toString())
                                .build());
    }

    private static HealthCheckResponse told(Agreement seats, Agreement signIns) {
        return HealthCheckResponse.named("Users")
                .up()
                .withData("seatsDiffer", seats.findings())
                .withData("seatsComparedAt", String.valueOf(seats.comparedAt()))
                .withData("signInsDiffer", signIns.findings())
                .withData("signInsComparedAt", String.valueOf(signIns.comparedAt()))
                .build();
    }
}
