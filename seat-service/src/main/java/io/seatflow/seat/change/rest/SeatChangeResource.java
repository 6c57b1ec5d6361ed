package io.seatflow.seat.change.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.idempotency.IdempotencyKeys;
import io.seatflow.platform.idempotency.KeptAnswer;
import io.seatflow.platform.idempotency.KeyKnown;
import io.seatflow.platform.idempotency.KeyWithEffect;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.platform.tenancy.RequestId;
import io.seatflow.platform.wait.Waiting;
import io.seatflow.seat.change.ChangeCommand;
import io.seatflow.seat.change.ChangeDecision;
import io.seatflow.seat.change.OnShortfall;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.SeatRequest;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.rest.KnownClients;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Asks for seats, agrees to their price, or takes the request back. */
@Path("/v1/partners/{partnerId}/seat-changes")
@Consumes(MediaType.APPLICATION_JSON)
class SeatChangeResource {

    private static final String STATUS = "must be a status of a seat change";

    private final SeatChanges changes;
    private final KnownClients clients;
    private final Waiting waiting;
    private final IdempotencyKeys keys;
    private final CurrentCall call;
    private final BusinessClock clock;
    private final ObjectMapper json;

    SeatChangeResource(
            SeatChanges changes,
            KnownClients clients,
            Waiting waiting,
            IdempotencyKeys keys,
            CurrentCall call,
            BusinessClock clock,
            ObjectMapper json) {
        this.changes = changes;
        this.clients = clients;
        this.waiting = waiting;
        this.keys = keys;
        this.call = call;
        this.clock = clock;
        this.json = json;
    }

    /** Agreement to a price. */
    record ConfirmRequest(@Nullable UUID quoteId) {}

    /** A request taken back: there is nothing to say about it. */
    record CancelRequest() {}

    @POST
    @Cancellable(false)
    @KeyWithEffect
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PricedChangeView.class)))
    public Uni<RestResponse<byte[]>> ask(PartnerId partnerId, ChangeRequest body) {
        var request = permitted(body);
        var answers = answers(partnerId);
        var once = once(request.id());
        return requireMayWorkIn(partnerId, request.client())
                .chain(() -> changes.ask(partnerId, request, once, answers::endOfAsk))
                .chain(outcome ->
                        orOnceTheClientIsKnown(partnerId, request, once, answers, outcome))
                .chain(outcome -> answerToAsk(partnerId, answers, outcome))
                .onFailure(KeyKnown.class)
                .recoverWithUni(() -> again(once))
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(e ->
                        begun(partnerId, e)
                                .chain(change -> outcome(partnerId, answers, change))
                                .map(change -> answers.toAsk(change).first()));
    }

    @GET
    @Path("{changeId}")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PricedChangeView.class)))
    public Uni<RestResponse<byte[]>> get(PartnerId partnerId, SeatChangeId changeId) {
        call.caller().require(Permission.SEATS_READ);
        return visible(partnerId, changeId).map(change -> answers(partnerId).toGet(change).first());
    }

    @GET
    public Uni<Page<Object>> list(
            PartnerId partnerId,
            @RestQuery @Nullable String status,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        call.caller().require(Permission.SEATS_READ);
        var parameters = new QueryParameters();
        var wanted = parameters.read("status", status, SeatChangeResource::status, STATUS);
        var before = parameters.cursor(cursor, SeatChangeId::fromString);
        var atMost = parameters.limit(limit);
        parameters.requireAllGood();
        return changes.list(partnerId, wanted, ownClient(), before, atMost)
                .map(page -> page.map(change -> answers(partnerId).view(change)));
    }

    @POST
    @Path("{changeId}/confirm")
    @Cancellable(false)
    @KeyWithEffect
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PricedChangeView.class)))
    public Uni<RestResponse<byte[]>> confirm(
            PartnerId partnerId,
            SeatChangeId changeId,
            @RestHeader("If-Match") @Nullable String ifMatch,
            ConfirmRequest body) {
        var confirm = new ChangeCommand.Confirm(body.quoteId(), call.caller().actor());
        var answers = answers(partnerId);
        var once = once(changeId);
        return visible(partnerId, changeId)
                .call(change -> requireMayConfirm(partnerId, change))
                .chain(() ->
                        changes.decide(
                                partnerId,
                                changeId,
                                confirm,
                                Versions.of(ifMatch),
                                once,
                                answers::endOfConfirm))
                .chain(outcome -> answerToConfirm(partnerId, answers, outcome))
                .onFailure(KeyKnown.class)
                .recoverWithUni(() -> again(once))
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(e ->
                        begun(partnerId, e)
                                .chain(change -> outcome(partnerId, answers, change))
                                .map(change ->
                                        answers.toConfirm(new ChangeDecision.Stands(change))
                                                .first()));
    }

    @POST
    @Path("{changeId}/cancel")
    @Cancellable(false)
    @KeyWithEffect
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = PricedChangeView.class)))
    public Uni<RestResponse<byte[]>> cancel(
            PartnerId partnerId,
            SeatChangeId changeId,
            @RestHeader("If-Match") @Nullable String ifMatch,
            CancelRequest body) {
        var cancel = new ChangeCommand.Cancel(call.caller().actor());
        var answers = answers(partnerId);
        var once = once(changeId);
        return visible(partnerId, changeId)
                .invoke(this::requireMayCancel)
                .chain(() ->
                        changes.decide(
                                partnerId,
                                changeId,
                                cancel,
                                Versions.of(ifMatch),
                                once,
                                answers::endOfCancel))
                .map(outcome ->
                        outcome.answer() == null
                                ? answers.toCancel(outcome.decision()).first()
                                : outcome.answer().first())
                .onFailure(KeyKnown.class)
                .recoverWithUni(() -> again(once))
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(e ->
                        begun(partnerId, e)
                                .map(change ->
                                        answers.toCancel(new ChangeDecision.Stands(change))
                                                .first()));
    }

    private SeatRequest permitted(ChangeRequest body) {
        requireMayAsk(body);
        return new SeatRequest(
                new SeatChangeId(Ids.next()),
                body.action(),
                body.clientId() == null ? null : new ClientId(body.clientId()),
                body.seats(),
                body.shortfallWish(),
                call.caller().actor(),
                clock.now());
    }

    /** Seats of a client are handed out and back; the plan's are bought and given up. */
    private void requireMayAsk(ChangeRequest body) {
        var caller = call.caller();
        if (body.clientId() != null && !caller.seesClient(body.clientId())) {
            throw Problem.notFound("client");
        }
        if (body.clientId() != null && body.isOfOwnPlan(caller)) {
            return;
        }
        if (body.action().ofClient()) {
            caller.require(
                    caller.clientId() == null
                            ? Permission.SEATS_ALLOCATE
                            : Permission.CLIENT_SEATS_MANAGE);
        }
        if ((!body.action().ofClient() || body.shortfallWish() == OnShortfall.PURCHASE)
                && !caller.mayPurchase()) {
            throw Caller.forbidden("seats:purchase");
        }
    }

    /**
     * Refuses a member of the partner whose request is about a client in Setup, where only
     * administrators work. The gateway knows the clients that paths name; this one the body does. A
     * client's own people it has let in, or not.
     */
    private Uni<Void> requireMayWorkIn(PartnerId partner, @Nullable ClientId client) {
        var caller = call.caller();
        if (client == null
                || caller.clientId() != null
                || caller.isPartnerAdmin()
                || caller.isOperator()
                || caller.isProgram()) {
            return Uni.createFrom().voidItem();
        }
        return changes.isInSetup(partner, client)
                .invoke(isInSetup -> {
                    if (isInSetup) {
                        throw inSetup();
                    }
                })
                .replaceWithVoid();
    }

    private static Problem inSetup() {
        return new Problem(
                        ProblemType.FORBIDDEN,
                        "This client is being set up: only administrators of the partner work in it.")
                .with("reason", "client-in-setup");
    }

    private Uni<Void> requireMayConfirm(PartnerId partner, SeatChange change) {
        if (change.direct()) {
            requireOwnAdministrator();
        } else if (!call.caller().mayPurchase()) {
            if (!managesOwnClient(change)) {
                throw Caller.forbidden("seats:purchase");
            }
            return requirePartnersLeave(partner, change);
        }
        return Uni.createFrom().voidItem();
    }

    /** What has been confirmed is answered again, whatever the partner has come to forbid since. */
    private Uni<Void> requirePartnersLeave(PartnerId partner, SeatChange change) {
        return isUnconfirmed(change)
                ? changes.clientsMayConfirm(partner)
                        .invoke(may -> {
                            if (!may) {
                                throw heldByPartner(change);
                            }
                        })
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    private static boolean isUnconfirmed(SeatChange change) {
        return change.status() == SeatChange.Status.AWAITING_CONFIRMATION
                || change.status() == SeatChange.Status.QUOTING;
    }

    private static Problem heldByPartner(SeatChange change) {
        return new Problem(
                        ProblemType.FORBIDDEN,
                        "The partner has kept to itself to confirm what it pays for its clients.")
                .with("changeId", change.id().value());
    }

    /** What a client's own plan pays for is for its own administrators to decide. */
    private void requireOwnAdministrator() {
        if (!call.caller().isClientAdmin()) {
            throw Caller.forbidden("an administrator of the client");
        }
    }

    private void requireMayCancel(SeatChange change) {
        var caller = call.caller();
        var isOwn = change.request().requestedBy().equals(caller.actor());
        if (change.direct() && !isOwn) {
            requireOwnAdministrator();
            return;
        }
        var mayAllocate =
                caller.clientId() == null
                        && change.request().action().ofClient()
                        && caller.may(Permission.SEATS_ALLOCATE);
        if (!caller.mayPurchase() && !mayAllocate && !managesOwnClient(change) && !isOwn) {
            throw Caller.forbidden("seats:allocate or seats:purchase");
        }
    }

    /** Whoever sees a change as a client's user sees it because it is of that client. */
    private boolean managesOwnClient(SeatChange change) {
        var caller = call.caller();
        return caller.clientId() != null
                && change.request().client() != null
                && caller.may(Permission.CLIENT_SEATS_MANAGE);
    }

    private Uni<SeatChanges.Outcome> orOnceTheClientIsKnown(
            PartnerId partner,
            SeatRequest request,
            Work.Key once,
            Answers answers,
            SeatChanges.Outcome outcome) {
        return outcome.decision() instanceof ChangeDecision.UnknownClient(var client)
                ? clients.awaited(partner, client)
                        .chain(found ->
                                found.isPresent()
                                        ? askNow(partner, request, once, answers)
                                        : Uni.createFrom().item(outcome))
                : Uni.createFrom().item(outcome);
    }

    private Uni<SeatChanges.Outcome> askNow(
            PartnerId partner, SeatRequest request, Work.Key once, Answers answers) {
        return requireMayWorkIn(partner, request.client())
                .chain(() -> changes.ask(partner, request, once, answers::endOfAsk));
    }

    private Uni<RestResponse<byte[]>> answerToAsk(
            PartnerId partner, Answers answers, SeatChanges.Outcome outcome) {
        return outcome.answer() == null
                ? outcome(partner, answers, change(outcome.decision()))
                        .map(change -> answers.toAsk(change).first())
                : Uni.createFrom().item(outcome.answer().first());
    }

    private Uni<RestResponse<byte[]>> answerToConfirm(
            PartnerId partner, Answers answers, SeatChanges.Outcome outcome) {
        return outcome.answer() == null
                ? outcome(partner, answers, outcome.decision())
                        .map(decision -> answers.toConfirm(decision).first())
                : Uni.createFrom().item(outcome.answer().first());
    }

    private Work.Key once(SeatChangeId id) {
        return new Work.Key(call.idempotency(), id.value());
    }

    /** The first answer to a request that has come before. */
    private Uni<RestResponse<byte[]>> again(Work.Key once) {
        return keys.firstAnswer(once.request()).map(KeptAnswer::again);
    }

    /** What an earlier run of this request began. */
    private Uni<SeatChange> begun(PartnerId partner, Throwable failure) {
        return visible(partner, new SeatChangeId(((AlreadyBegun) failure).resourceId()));
    }

    /** Waits for billing as long as the caller wants to. */
    private Uni<SeatChange> outcome(PartnerId partner, Answers answers, SeatChange change) {
        return isAwaited(answers, change)
                ? waiting.until(
                        change.id().value(),
                        call.waitAtMost(),
                        () -> visible(partner, change.id()),
                        found -> !isAwaited(answers, found))
                : Uni.createFrom().item(change);
    }

    private static boolean isAwaited(Answers answers, SeatChange change) {
        return change.status().isUnderWay() || answers.awaitsFee(change);
    }

    private Uni<ChangeDecision> outcome(
            PartnerId partner, Answers answers, ChangeDecision decision) {
        return switch (decision) {
            case ChangeDecision.Accepted(var change, _, _) ->
                    outcome(partner, answers, change).map(ChangeDecision.Stands::new);
            case ChangeDecision.Stands(var change) ->
                    outcome(partner, answers, change).map(ChangeDecision.Stands::new);
            default -> Uni.createFrom().item(decision);
        };
    }

    private static SeatChange change(ChangeDecision decision) {
        return switch (decision) {
            case ChangeDecision.Accepted(var change, _, _) -> change;
            case ChangeDecision.Stands(var change) -> change;
            case ChangeDecision.UnknownClient _ -> throw Problem.notFound("client");
            case ChangeDecision.NotOpen _,
                    ChangeDecision.QuoteSuperseded _,
                    ChangeDecision.LimitReached _,
                    ChangeDecision.Stale _ ->
                    throw new IllegalStateException("No answer to a new request: " + decision);
        };
    }

    private Uni<SeatChange> visible(PartnerId partner, SeatChangeId id) {
        return changes.find(partner, id).map(this::visible);
    }

    private SeatChange visible(Optional<SeatChange> found) {
        return found.filter(this::isVisible).orElseThrow(() -> Problem.notFound("seat change"));
    }

    /** A client's users see their own client's changes alone. */
    private boolean isVisible(SeatChange change) {
        return call.caller().clientId() == null
                || Objects.equals(ownClient(), change.request().client());
    }

    private @Nullable ClientId ownClient() {
        var own = call.caller().clientId();
        return own == null ? null : new ClientId(own);
    }

    private Answers answers(PartnerId partner) {
        return new Answers(partner, call.caller(), call.path(), RequestId.traceId(), json);
    }

    private static SeatChange.Status status(String text) {
        return SeatChange.Status.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
