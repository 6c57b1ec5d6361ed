package io.seatflow.billing.run.rest;

import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.run.postgres.BillingRuns;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Billing runs on request; for an operator. */
@Path("/v1/billing-runs")
class BillingRunResource {

    /** Where a day begins first. */
    private static final ZoneOffset EASTERNMOST = ZoneOffset.ofHours(14);

    private final BillingRuns runs;
    private final BusinessClock clock;
    private final CurrentCall call;

    BillingRunResource(BillingRuns runs, BusinessClock clock, CurrentCall call) {
        this.runs = runs;
        this.clock = clock;
        this.call = call;
    }

    /**
     * @param asOf a local day in each plan's zone; a plan in whose zone it has not come is not due
     */
    record RunRequest(@NotNull LocalDate asOf) {}

    /**
     * @param failures the first hundred plans that could not go on; {@code /failures} lists all
     */
    record RunView(
            UUID id,
            String status,
            LocalDate asOf,
            Instant requestedAt,
            Progress progress,
            Summary summary,
            List<BillingRuns.Failure> failures) {

        record Progress(long plans, long done, long failed, long waiting) {}

        /**
         * @param seconds from the request to the last invoice so far, by business time
         */
        record Summary(double seconds, List<Total> totals) {}

        /**
         * @param collecting is being paid
         * @param notCollected is owed and not being paid: declined, or without a card
         */
        record Total(
                long invoices,
                Money invoiced,
                Money collected,
                Money collecting,
                Money notCollected) {

            static Total of(BillingRuns.Total total) {
                return new Total(
                        total.invoices(),
                        total.invoiced(),
                        total.collected(),
                        total.collecting(),
                        total.notCollected());
            }
        }

        static RunView of(BillingRuns.Shown run) {
            return new RunView(
                    run.id(),
                    run.done() == run.plans() ? "COMPLETED" : "RUNNING",
                    run.asOf(),
                    run.requestedAt(),
                    new Progress(
                            run.plans(),
                            run.done(),
                            run.failed(),
                            run.plans() - run.done() - run.failed()),
                    new Summary(
                            run.took().toMillis() / 1e3,
                            run.totals().stream().map(Total::of).toList()),
                    run.failures());
        }
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<RunView>> begin(RunRequest request) {
        call.caller().requireOperator();
        if (request.asOf().isAfter(LocalDate.ofInstant(clock.now(), EASTERNMOST))) {
            throw Problem.invalid("/asOf", "must not be after today");
        }
        return runs.begin(request.asOf(), call.idempotency(), call.caller().actor())
                .chain(this::find)
                .map(view ->
                        ResponseBuilder.create(RestResponse.Status.ACCEPTED, view)
                                .location(URI.create("/v1/billing-runs/" + view.id()))
                                .build());
    }

    @GET
    @Path("/{runId}")
    public Uni<RunView> get(String runId) {
        call.caller().requireOperator();
        return find(id(runId));
    }

    /** The plans of a run that could not go on: all of them, page by page. */
    @GET
    @Path("/{runId}/failures")
    public Uni<Page<BillingRuns.Failure>> failures(
            String runId, @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
        call.caller().requireOperator();
        var parameters = new QueryParameters();
        var atMost = parameters.limit(limit);
        var after = parameters.cursor(cursor, BillingRunResource::place);
        parameters.requireAllGood();
        return runs.failures(id(runId), after, atMost + 1)
                .map(found -> found.orElseThrow(() -> Problem.notFound("billing run")))
                .map(rows -> Page.of(rows, atMost, BillingRunResource::position));
    }

    private static String position(BillingRuns.Failure failure) {
        return failure.partnerId() + "/" + failure.planId();
    }

    private static PlanKey place(String position) {
        int slash = position.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("No place in this list: " + position);
        }
        return new PlanKey(
                UUID.fromString(position.substring(0, slash)),
                UUID.fromString(position.substring(slash + 1)));
    }

    private Uni<RunView> find(UUID id) {
        return runs.find(id)
                .map(found -> found.orElseThrow(() -> Problem.notFound("billing run")))
                .map(RunView::of);
    }

    private static UUID id(String runId) {
        try {
            return UUID.fromString(runId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("billing run");
        }
    }
}
