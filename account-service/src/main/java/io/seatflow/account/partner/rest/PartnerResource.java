package io.seatflow.account.partner.rest;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.partner.Partner;
import io.seatflow.account.partner.Registration;
import io.seatflow.account.partner.postgres.Partners;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.keycloak.SignIns;
import io.seatflow.account.user.postgres.Identities;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.net.URI;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Partners. */
@Path("/v1/partners")
class PartnerResource {

    private final Partners partners;
    private final Identities identities;
    private final SignIns signIns;
    private final Waiting waiting;
    private final CurrentCall call;

    PartnerResource(
            Partners partners,
            Identities identities,
            SignIns signIns,
            Waiting waiting,
            CurrentCall call) {
        this.partners = partners;
        this.identities = identities;
        this.signIns = signIns;
        this.waiting = waiting;
        this.call = call;
    }

    /** A partner and whether its administrator can sign in. */
    private record Started(Partner partner, boolean canSignIn) {

        boolean isComplete() {
            return canSignIn && partner.progress().isComplete();
        }
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<PartnerView>> register(PartnerRequest request) {
        Registration registration = request.toRegistration();
        return requireFree(registration.adminEmail())
                .chain(() -> hash(request.admin().password()))
                .chain(password -> register(registration, password))
                .invoke(signIns::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId)
                .chain(this::started)
                .map(PartnerResource::answer);
    }

    @GET
    @Path("/{partnerId}")
    public Uni<RestResponse<PartnerView>> get(UUID partnerId) {
        if (!call.caller().isOperator()) {
            call.caller().require(Permission.PARTNER_READ);
        }
        return partners.get(partnerId).map(PartnerResource::ok);
    }

    @PATCH
    @Path("/{partnerId}")
    @Cancellable(false)
    public Uni<RestResponse<PartnerView>> edit(
            UUID partnerId, @HeaderParam("If-Match") @Nullable String ifMatch, PartnerPatch patch) {
        call.caller().require(Permission.PARTNER_MANAGE);
        return partners.edit(
                        partnerId,
                        patch.nameEdit(),
                        patch.supplyLimitEdit(),
                        patch.clientsMayConfirmEdit(),
                        ifMatch,
                        new Origin(call.caller().actor(), "PATCH /v1/partners/" + partnerId))
                .map(PartnerResource::ok);
    }

    /** A repeat of a request that was cut off finds its own administrator there, and goes on. */
    private Uni<Void> requireFree(String email) {
        if (call.idempotency().begunResourceId() != null) {
            return Uni.createFrom().voidItem();
        }
        return signIns.isTaken(email).invoke(PartnerResource::refuseTaken).replaceWithVoid();
    }

    private static void refuseTaken(boolean taken) {
        if (taken) {
            throw Users.emailTaken("/admin/email");
        }
    }

    private Uni<@Nullable PasswordHash> hash(@Nullable String password) {
        return password == null
                ? Uni.createFrom().nullItem()
                : signIns.hash(password).map(hash -> hash);
    }

    private Uni<UUID> register(Registration registration, @Nullable PasswordHash password) {
        return partners.register(
                registration,
                password,
                call.idempotency(),
                new Origin(call.caller().actor(), "POST /v1/partners"));
    }

    private Uni<Started> started(UUID id) {
        return waiting.until(
                id,
                call.waitAtMost(),
                () ->
                        partners.get(id)
                                .chain(partner ->
                                        identities
                                                .canSignIn(id)
                                                .map(can -> new Started(partner, can))),
                Started::isComplete);
    }

    private static RestResponse<PartnerView> answer(Started started) {
        Partner partner = started.partner();
        return ResponseBuilder.create(
                        started.isComplete() ? Status.CREATED : Status.ACCEPTED,
                        PartnerView.of(partner))
                .location(URI.create("/v1/partners/" + partner.id()))
                .header("ETag", Versions.etag(partner.version()))
                .build();
    }

    private static RestResponse<PartnerView> ok(Partner partner) {
        return ResponseBuilder.ok(PartnerView.of(partner))
                .header("ETag", Versions.etag(partner.version()))
                .build();
    }
}
