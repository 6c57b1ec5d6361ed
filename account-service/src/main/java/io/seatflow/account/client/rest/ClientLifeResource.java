package io.seatflow.account.client.rest;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientCommand;
import io.seatflow.account.client.ClientCommand.Disable;
import io.seatflow.account.client.ClientCommand.ExtendTrial;
import io.seatflow.account.client.ClientCommand.StartTrial;
import io.seatflow.account.client.PlanGrowth;
import io.seatflow.account.client.postgres.Clients;
import io.seatflow.account.client.postgres.Clients.Growing;
import io.seatflow.account.client.postgres.PlanGrowths;
import io.seatflow.account.client.postgres.Refusals;
import io.seatflow.account.role.postgres.Roles;
import io.seatflow.account.user.keycloak.SignIns;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** What becomes of a client in its life. */
@Path("/v1/partners/{partnerId}/clients/{clientId}")
class ClientLifeResource {

    private final Clients clients;
    private final PlanGrowths growths;
    private final Roles roles;
    private final SignIns signIns;
    private final Waiting waiting;
    private final BusinessClock clock;
    private final CurrentCall call;

    ClientLifeResource(
            Clients clients,
            PlanGrowths growths,
            Roles roles,
            SignIns signIns,
            Waiting waiting,
            BusinessClock clock,
            CurrentCall call) {
        this.clients = clients;
        this.growths = growths;
        this.roles = roles;
        this.signIns = signIns;
        this.waiting = waiting;
        this.clock = clock;
        this.call = call;
    }

    @POST
    @Path("/start-trial")
    @Cancellable(false)
    public Uni<RestResponse<ClientView>> startTrial(
            UUID partnerId,
            UUID clientId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            LifeRequests.Plainly request) {
        return decide(partnerId, clientId, new StartTrial(), ifMatch);
    }

    @POST
    @Path("/extend-trial")
    @Cancellable(false)
    public Uni<RestResponse<ClientView>> extendTrial(
            UUID partnerId,
            UUID clientId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            LifeRequests.Plainly request) {
        return decide(partnerId, clientId, new ExtendTrial(), ifMatch);
    }

    @POST
    @Path("/disable")
    @Cancellable(false)
    public Uni<RestResponse<ClientView>> disable(
            UUID partnerId,
            UUID clientId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            LifeRequests.Disabling request) {
        return decide(partnerId, clientId, new Disable(request.releases()), ifMatch);
    }

    /** Answers with the client, or what its activation would cost. */
    @POST
    @Path("/activate")
    @Cancellable(false)
    public Uni<RestResponse<?>> activate(
            UUID partnerId,
            UUID clientId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            LifeRequests.Activation request) {
        return grow(partnerId, clientId, request.toGrowing(), ifMatch);
    }

    /** Answers with the client, or what the change would cost the partner. */
    @POST
    @Path("/billing-manager")
    @Cancellable(false)
    public Uni<RestResponse<?>> changeBillingManager(
            UUID partnerId,
            UUID clientId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            LifeRequests.Billing request) {
        return grow(partnerId, clientId, request.toGrowing(), ifMatch);
    }

    private Uni<RestResponse<ClientView>> decide(
            UUID partnerId, UUID clientId, ClientCommand command, @Nullable String ifMatch) {
        Caller caller = call.caller();
        return permit(partnerId, clientId)
                .chain(() ->
                        clients.decide(
                                partnerId,
                                clientId,
                                command,
                                ifMatch,
                                call.idempotency(),
                                origin(caller)))
                .invoke(signIns::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithUni(() -> clients.get(partnerId, clientId))
                .map(client -> answer(Status.OK, partnerId, client, caller));
    }

    private Uni<RestResponse<?>> grow(
            UUID partnerId, UUID clientId, Growing growing, @Nullable String ifMatch) {
        Caller caller = call.caller();
        return permit(partnerId, clientId)
                .chain(() ->
                        clients.grow(
                                partnerId,
                                clientId,
                                growing,
                                ifMatch,
                                call.idempotency(),
                                origin(caller)))
                .invoke(signIns::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId)
                .chain(growthId -> outcome(partnerId, growthId, growing, caller))
                .chain(growth -> answer(partnerId, growth, growing, caller));
    }

    private Uni<PlanGrowth> outcome(UUID partnerId, UUID growthId, Growing growing, Caller caller) {
        return waiting.until(
                growthId,
                call.waitAtMost(),
                () -> growths.get(partnerId, growthId),
                growth ->
                        growing.isPreview()
                                ? growth.isPreviewed(caller.seesAmounts())
                                : growth.isSettled());
    }

    private Uni<RestResponse<?>> answer(
            UUID partnerId, PlanGrowth growth, Growing growing, Caller caller) {
        if (growth.reason() != null) {
            return clients.get(partnerId, growth.clientId())
                    .map(client -> {
                        throw refusal(growth, client);
                    });
        }
        if (growing.isPreview()) {
            return Uni.createFrom().item(preview(growth, caller));
        }
        return clients.get(partnerId, growth.clientId())
                .map(client ->
                        answer(
                                growth.isDone() ? Status.OK : Status.ACCEPTED,
                                partnerId,
                                client,
                                caller));
    }

    private static RestResponse<?> preview(PlanGrowth growth, Caller caller) {
        if (!growth.isPreviewed(caller.seesAmounts())) {
            throw new Problem(ProblemType.UNAVAILABLE, "What it would cost was not known in time.");
        }
        return RestResponse.ok(GrowthView.of(growth, caller.seesAmounts()));
    }

    private static Problem refusal(PlanGrowth growth, Client client) {
        ProblemType type = ProblemType.ofSlug(Objects.requireNonNull(growth.reason()));
        if (type == ProblemType.INVALID_TRANSITION) {
            return Refusals.invalidTransition(client.status(), client.state().allowed());
        }
        var problem = new Problem(type, Objects.requireNonNullElse(growth.detail(), type.title()));
        return growth.limit() == null ? problem : problem.with("limit", growth.limit());
    }

    private RestResponse<ClientView> answer(
            Status status, UUID partnerId, Client client, Caller caller) {
        return ResponseBuilder.create(status, ClientView.of(client, caller, clock.now()))
                .location(URI.create("/v1/partners/" + partnerId + "/clients/" + client.id()))
                .header("ETag", Versions.etag(client.version()))
                .build();
    }

    private Uni<Void> permit(UUID partnerId, UUID clientId) {
        return roles.permit(
                partnerId, clientId, () -> call.caller().require(Permission.CLIENTS_MANAGE));
    }

    private Origin origin(Caller caller) {
        return new Origin(caller.actor(), "POST " + call.path());
    }
}
