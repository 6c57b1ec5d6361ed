package io.seatflow.seat.check.rest;

import io.seatflow.seat.check.SelfCheck.Open;
import io.seatflow.seat.check.postgres.LedgerChecks;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether ledgers and balances agree, for whoever is on call. It is up whatever it tells, and among
 * the wellness checks: taking a replica out of service mends no balance.
 */
@Wellness
@ApplicationScoped
class LedgerHealth implements AsyncHealthCheck {

    private final LedgerChecks checks;

    LedgerHealth(LedgerChecks checks) {
        this.checks = checks;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return checks.open()
                .map(LedgerHealth::told)
                .onFailure()
                .recoverWithItem(failure -> unknown(failure));
    }

    private static HealthCheckResponse told(Open open) {
        var response =
                HealthCheckResponse.named("Seat ledger")
                        .up()
                        .withData("differences", open.differences());
        if (open.since() != null) {
            response.withData("since", open.since().toString())
                    .withData("partners", names(open))
                    .withData("next", "POST /v1/partners/{partnerId}/seats/verify");
        }
        return response.build();
    }

    private static String names(Open open) {
        return open.partners().stream().map(PartnerId::toString).collect(Collectors.joining(" "));
    }

    private static HealthCheckResponse unknown(Throwable failure) {
        return HealthCheckResponse.named("Seat ledger")
                .up()
                .withData("unknown", failure.toString())
                .build();
    }
}
