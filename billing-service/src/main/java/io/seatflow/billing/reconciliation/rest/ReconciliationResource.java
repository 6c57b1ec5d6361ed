package io.seatflow.billing.reconciliation.rest;

import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.Part;
import io.seatflow.billing.reconciliation.postgres.Reconciliations;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Comparisons of all books on request; for an operator. */
@Path("/v1/reconciliations")
class ReconciliationResource {

    private static final Duration SINCE_USUALLY = Duration.ofDays(7);
    private static final Duration SINCE_MAX = Duration.ofDays(400);

    private final Reconciliations reconciliations;
    private final Clock clock;
    private final CurrentCall call;

    ReconciliationResource(Reconciliations reconciliations, Clock clock, CurrentCall call) {
        this.reconciliations = reconciliations;
        this.clock = clock;
        this.call = call;
    }

    /**
     * @param since charges begun since then are compared, by the gateway's clock; null: those of a
     *     week. Supplies and invoices are compared whatever their age
     */
    record ReconciliationRequest(@Nullable Instant since) {}

    record ReconciliationView(
            UUID id,
            String status,
            Instant since,
            Instant until,
            Instant requestedAt,
            List<Progress> progress,
            List<Finding> findings) {

        record Progress(Part part, String status, long compared, @Nullable String failure) {

            static Progress of(Reconciliations.Progress part) {
                return new Progress(
                        part.part(),
                        part.finishedAt() == null ? "RUNNING" : "COMPLETED",
                        part.compared(),
                        part.failure());
            }
        }

        record Finding(
                Discrepancy.Kind kind,
                UUID partnerId,
                String about,
                String ours,
                String theirs,
                String remedy) {

            static Finding of(Discrepancy found) {
                return new Finding(
                        found.kind(),
                        found.partnerId(),
                        found.about(),
                        found.ours(),
                        found.theirs(),
                        found.kind().remedy());
            }
        }

        static ReconciliationView of(Reconciliations.Shown shown) {
            boolean isRunning = shown.parts().stream().anyMatch(part -> part.finishedAt() == null);
            return new ReconciliationView(
                    shown.id(),
                    isRunning ? "RUNNING" : "COMPLETED",
                    shown.since(),
                    shown.until(),
                    shown.requestedAt(),
                    shown.parts().stream().map(Progress::of).toList(),
                    shown.findings().stream().map(Finding::of).toList());
        }
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<ReconciliationView>> begin(ReconciliationRequest request) {
        call.caller().requireOperator();
        var now = clock.instant();
        var since = Objects.requireNonNullElse(request.since(), now.minus(SINCE_USUALLY));
        if (since.isAfter(now) || since.isBefore(now.minus(SINCE_MAX))) {
            throw Problem.invalid(
                    "/since", "must be within the last " + SINCE_MAX.toDays() + " days");
        }
        return reconciliations
                .begin(since, call.idempotency(), call.caller().actor())
                .chain(this::find)
                .map(view ->
                        ResponseBuilder.create(RestResponse.Status.ACCEPTED, view)
                                .location(URI.create("/v1/reconciliations/" + view.id()))
                                .build());
    }

    @GET
    @Path("/{reconciliationId}")
    public Uni<ReconciliationView> get(String reconciliationId) {
        call.caller().requireOperator();
        return find(id(reconciliationId));
    }

    private Uni<ReconciliationView> find(UUID id) {
        return reconciliations
                .find(id)
                .map(found -> found.orElseThrow(() -> Problem.notFound("reconciliation")))
                .map(ReconciliationView::of);
    }

    private static UUID id(String reconciliationId) {
        try {
            return UUID.fromString(reconciliationId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("reconciliation");
        }
    }
}
