package io.seatflow.seat.check.rest;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.seat.check.Difference;
import io.seatflow.seat.check.Verification;
import io.seatflow.seat.check.postgres.LedgerChecks;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Proof on demand that a partner's seats are what its ledger says. */
@Path("/v1/partners/{partnerId}/seats/verify")
class VerifyResource {

    private final LedgerChecks checks;
    private final CurrentCall call;

    VerifyResource(LedgerChecks checks, CurrentCall call) {
        this.checks = checks;
        this.call = call;
    }

    /**
     * What a verification found.
     *
     * @param took an ISO 8601 duration
     */
    record Report(
            boolean agrees,
            long checkedRows,
            long fromSequence,
            long toSequence,
            List<ReportedDifference> differences,
            String took) {

        static Report of(Verification verification) {
            return new Report(
                    verification.agrees(),
                    verification.checkedRows(),
                    verification.fromSequence(),
                    verification.toSequence(),
                    verification.differences().stream().map(ReportedDifference::of).toList(),
                    verification.took().toString());
        }
    }

    /** Two sides that do not say the same. */
    record ReportedDifference(
            Difference.Kind kind,
            @Nullable Long seq,
            @Nullable UUID clientId,
            String ledger,
            String balances) {

        static ReportedDifference of(Difference difference) {
            var client = difference.client();
            return new ReportedDifference(
                    difference.kind(),
                    difference.sequence(),
                    client == null ? null : client.value(),
                    difference.ledger(),
                    difference.balances());
        }
    }

    /** Changes nothing of the partner's: whoever repeats it gets the same proof again. */
    @POST
    @Cancellable(false)
    @Operation(
            summary = "Replay the partner's whole ledger and compare it with the balances",
            description = "For operators. At most 1,000 differences are listed.")
    @APIResponse(responseCode = "200", description = "What was compared and what differs")
    @APIResponse(responseCode = "403", description = "forbidden: the caller is no operator")
    @APIResponse(
            responseCode = "503",
            description =
                    "unavailable: this partner's ledger is being verified, or two others are; with"
                            + " Retry-After")
    public Uni<Report> verify(PartnerId partnerId) {
        call.caller().requireOperator();
        return checks.verify(partnerId)
                .map(found -> found.orElseThrow(() -> Problem.notFound("partner")))
                .map(Report::of);
    }
}
