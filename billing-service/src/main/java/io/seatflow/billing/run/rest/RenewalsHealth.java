package io.seatflow.billing.run.rest;

import io.seatflow.billing.run.postgres.StuckRenewals;
import io.seatflow.billing.run.postgres.StuckRenewals.Longest;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether all plans whose period is over can go on to the next, for whoever is on call. It is up
 * whatever it tells: taking a replica out of service mends nothing.
 */
@Wellness
@ApplicationScoped
class RenewalsHealth implements AsyncHealthCheck {

    private static final String NAME = "Renewals";

    private final StuckRenewals stuck;

    RenewalsHealth(StuckRenewals stuck) {
        this.stuck = stuck;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return stuck.longest()
                .map(RenewalsHealth::told)
                .onFailure()
                .recoverWithItem(failure ->
                        HealthCheckResponse.named(NAME)
                                .up()
                                .withData("unknown", failure.toString())
                                .build());
    }

    private static HealthCheckResponse told(Optional<Longest> longest) {
        var response =
                HealthCheckResponse.named(NAME)
                        .up()
                        .withData("stuck", longest.map(Longest::count).orElse(0L));
        longest.ifPresent(first ->
                response.withData("since", first.since().toString())
                        .withData("partner", first.key().partnerId().toString())
                        .withData("plan", first.key().planId().toString())
                        .withData("failure", first.failure())
                        .withData("next", "POST /v1/billing-runs"));
        return response.build();
    }
}
