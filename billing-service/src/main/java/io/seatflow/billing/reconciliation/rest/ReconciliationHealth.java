package io.seatflow.billing.reconciliation.rest;

import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.postgres.Reconciliations;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether all books agree, for whoever is on call. It is up whatever it tells: taking a replica out
 * of service mends nothing.
 */
@Wellness
@ApplicationScoped
class ReconciliationHealth implements AsyncHealthCheck {

    private final Reconciliations reconciliations;

    ReconciliationHealth(Reconciliations reconciliations) {
        this.reconciliations = reconciliations;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return reconciliations
                .open()
                .map(ReconciliationHealth::told)
                .onFailure()
                .recoverWithItem(failure ->
                        HealthCheckResponse.named("Books")
                                .up()
                                .withData("unknown", failure.toString())
                                .build());
    }

    private static HealthCheckResponse told(List<Discrepancy> open) {
        var response = HealthCheckResponse.named("Books").up().withData("findings", open.size());
        open.stream()
                .collect(
                        Collectors.groupingBy(
                                Discrepancy::kind, TreeMap::new, Collectors.counting()))
                .forEach((kind, count) -> response.withData(kind.word(), count));
        if (!open.isEmpty()) {
            response.withData("next", "POST /v1/reconciliations");
        }
        return response.build();
    }
}
