package io.seatflow.billing.purchase.rest;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.plan.ChangeRequest;
import io.seatflow.billing.plan.ChangeRules;
import io.seatflow.billing.plan.ChangeRules.Sorted.Parts;
import io.seatflow.billing.plan.ChangeRules.Sorted.Wrong;
import io.seatflow.billing.plan.Plan.Standing;
import io.seatflow.billing.plan.postgres.HeldPlan;
import io.seatflow.billing.plan.postgres.PlanChanges;
import io.seatflow.billing.plan.postgres.PlanChanges.Asked;
import io.seatflow.billing.plan.postgres.PlanChanges.Status;
import io.seatflow.billing.plan.postgres.Plans;
import io.seatflow.billing.purchase.postgres.Purchases;
import io.seatflow.billing.quote.Price;
import io.seatflow.billing.quote.QuoteRules;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Another program or other add-ons for a partner's plan: previewed, done, scheduled, taken back.
 */
@Path("/v1/partners/{partnerId}/plan-changes")
class PlanChangeResource {

    private final Plans plans;
    private final PlanChanges changes;
    private final Purchases purchases;
    private final Collector collector;
    private final HibernateTransactions transactions;
    private final BusinessClock clock;
    private final Waiting waiting;
    private final CurrentCall call;

    PlanChangeResource(
            Plans plans,
            PlanChanges changes,
            Purchases purchases,
            Collector collector,
            HibernateTransactions transactions,
            BusinessClock clock,
            Waiting waiting,
            CurrentCall call) {
        this.plans = plans;
        this.changes = changes;
        this.purchases = purchases;
        this.collector = collector;
        this.transactions = transactions;
        this.clock = clock;
        this.waiting = waiting;
        this.call = call;
    }

    record PlanChangeRequest(
            @Nullable @Size(max = 40) String program,
            @Nullable @Size(max = 50) List<@NotNull String> addAddOns,
            @Nullable @Size(max = 50) List<@NotNull String> removeAddOns,
            @Nullable Boolean preview) {

        ChangeRequest toRequest() {
            return new ChangeRequest(
                    program,
                    addAddOns == null ? List.of() : addAddOns,
                    removeAddOns == null ? List.of() : removeAddOns);
        }
    }

    /**
     * @param id null where it is only previewed
     * @param quote what it is charged, once it is; what it would have been, where it was declined
     * @param reason why it was declined: a problem's slug
     * @param detail the same in words
     */
    record PlanChangeView(
            @Nullable UUID id,
            @Nullable Status status,
            LocalDate effectiveOn,
            Quote quote,
            @Nullable String reason,
            @Nullable String detail) {}

    @POST
    @Cancellable(false)
    public Uni<RestResponse<PlanChangeView>> change(
            UUID partnerId, PlanChangeRequest request, @Context Request conditions) {
        requireManagement();
        return Boolean.TRUE.equals(request.preview())
                ? preview(partnerId, request.toRequest(), conditions)
                : changeOnce(partnerId, request.toRequest(), conditions)
                        .chain(id -> settled(partnerId, id))
                        .map(shown -> answer(partnerId, shown));
    }

    @GET
    @Path("/{planChangeId}")
    public Uni<PlanChangeView> get(UUID partnerId, String planChangeId) {
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage, seats:purchase or billing:read");
        }
        return one(partnerId, id(planChangeId)).map(PlanChangeResource::view);
    }

    @DELETE
    @Path("/{planChangeId}")
    @Cancellable(false)
    public Uni<RestResponse<Void>> cancel(
            UUID partnerId, String planChangeId, @Context Request conditions) {
        requireManagement();
        var id = id(planChangeId);
        var by = call.caller().actor();
        return transactions
                .run(tx ->
                        plans.hold(partnerId, partnerId)
                                .invoke(held -> requireVersion(conditions, held))
                                .chain(held -> purchases.cancel(tx, held, id, by)))
                .invoke(PlanChangeResource::requireScheduled)
                .replaceWith(RestResponse::noContent);
    }

    /** Taken back twice is taken back. */
    private static void requireScheduled(Optional<Status> before) {
        var status = before.orElseThrow(() -> Problem.notFound("plan change"));
        if (status != Status.SCHEDULED && status != Status.CANCELLED) {
            throw new Problem(
                    ProblemType.CHANGE_NOT_OPEN, "It is " + status + ", not scheduled any more.");
        }
    }

    /** Refuses what was meant for another version of the plan than it has. */
    private static void requireVersion(Request conditions, HeldPlan held) {
        var version = String.valueOf(held.version());
        if (conditions.evaluatePreconditions(new EntityTag(version)) != null) {
            throw new Problem(
                    ProblemType.STALE_VERSION, "The plan is at version " + version + " now.");
        }
    }

    private Uni<RestResponse<PlanChangeView>> preview(
            UUID partnerId, ChangeRequest request, Request conditions) {
        return Panache.withSession(() -> plans.read(partnerId, partnerId))
                .invoke(held -> requireVersion(conditions, held))
                .map(held -> asked(Ids.next(), held, request, sorted(held, request)))
                .map(asked ->
                        RestResponse.ok(
                                new PlanChangeView(
                                        null, null, asked.periodEnd(), quote(asked), null, null)));
    }

    /** A repeat is known by its key before it is looked at: what it asks for may be done by now. */
    private Uni<UUID> changeOnce(UUID partnerId, ChangeRequest request, Request conditions) {
        var id = Ids.next();
        return transactions
                .run(tx ->
                        call.idempotency()
                                .begin(tx, id)
                                .chain(() -> plans.hold(partnerId, partnerId))
                                .invoke(held -> requireVersion(conditions, held))
                                .chain(held -> change(tx, held, id, request)))
                .invoke(collector::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId);
    }

    private Uni<UUID> change(HibernateTx tx, HeldPlan held, UUID id, ChangeRequest request) {
        var parts = sorted(held, request);
        return purchases
                .change(
                        tx,
                        held,
                        asked(id, held, request, parts),
                        parts.isAnythingNow() ? parts.now() : null)
                .replaceWith(id);
    }

    private static Parts sorted(HeldPlan held, ChangeRequest request) {
        return switch (ChangeRules.sort(held.plan(), held.catalog(), request)) {
            case Wrong(var faults) ->
                    throw Problem.invalid(
                            faults.stream()
                                    .map(fault ->
                                            new Problem.FieldError(fault.pointer(), fault.detail()))
                                    .toList());
            case Parts parts -> {
                if (parts.isAnythingNow() && held.plan().standing() == Standing.PAST_DUE) {
                    throw new Problem(ProblemType.PARTNER_PAST_DUE, "Invoices are past due.");
                }
                yield parts;
            }
        };
    }

    private Asked asked(UUID id, HeldPlan held, ChangeRequest request, Parts parts) {
        var now = clock.now();
        var on = held.plan().calendar().dayOf(now);
        Price price =
                QuoteRules.changing(held.plan(), held.pricing(), parts.now(), parts.later(), on);
        return new Asked(
                id,
                request,
                parts.later().program() != null,
                price.proratedCharge(),
                price.currentFee(),
                price.nextPeriodFee(),
                price.remainingDays(),
                price.periodDays(),
                price.periodEnd(),
                now,
                call.caller().actor());
    }

    private Uni<PlanChanges.Shown> settled(UUID partnerId, UUID id) {
        return waiting.until(
                id,
                call.waitAtMost(),
                () -> one(partnerId, id),
                shown -> shown.status() != Status.PENDING);
    }

    private Uni<PlanChanges.Shown> one(UUID partnerId, UUID id) {
        return Panache.withSession(() -> changes.one(partnerId, partnerId, id))
                .map(found -> found.orElseThrow(() -> Problem.notFound("plan change")));
    }

    private static RestResponse<PlanChangeView> answer(UUID partnerId, PlanChanges.Shown shown) {
        var place = URI.create("/v1/partners/%s/plan-changes/%s".formatted(partnerId, shown.id()));
        return switch (shown.status()) {
            case DECLINED -> throw declined(shown);
            case PENDING ->
                    ResponseBuilder.create(RestResponse.Status.ACCEPTED, view(shown))
                            .location(place)
                            .build();
            case COMPLETED, SCHEDULED, CANCELLED ->
                    ResponseBuilder.<PlanChangeView>created(place).entity(view(shown)).build();
        };
    }

    /** With the new price where that is why. */
    private static Problem declined(PlanChanges.Shown shown) {
        var type = ProblemType.ofSlug(String.valueOf(shown.reason()));
        var detail = String.valueOf(shown.detail());
        var problem = new Problem(type, detail).with("reason", detail).with("changeId", shown.id());
        return type == ProblemType.QUOTE_SUPERSEDED ? problem.with("quote", quote(shown)) : problem;
    }

    private static PlanChangeView view(PlanChanges.Shown shown) {
        return new PlanChangeView(
                shown.id(),
                shown.status(),
                shown.effectiveOn(),
                quote(shown),
                shown.reason(),
                shown.detail());
    }

    private static Quote quote(PlanChanges.Shown shown) {
        return new Quote(
                shown.id(),
                shown.proratedCharge(),
                shown.currentFee(),
                shown.nextPeriodFee(),
                shown.remainingDays(),
                shown.periodDays(),
                shown.periodEnd(),
                QuoteRules.expiresAt(shown.requestedAt()));
    }

    private static Quote quote(Asked asked) {
        return new Quote(
                asked.id(),
                asked.proratedCharge(),
                asked.currentFee(),
                asked.nextPeriodFee(),
                asked.remainingDays(),
                asked.periodDays(),
                asked.periodEnd(),
                QuoteRules.expiresAt(asked.at()));
    }

    private void requireManagement() {
        call.caller().require(Permission.BILLING_MANAGE);
        if (!call.caller().seesAmounts()) {
            throw Caller.forbidden("billing:manage");
        }
    }

    private static UUID id(String planChangeId) {
        try {
            return UUID.fromString(planChangeId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("plan change");
        }
    }
}
