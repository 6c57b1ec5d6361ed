package io.seatflow.account.client.rest;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.client.Access;
import io.seatflow.account.client.Birth;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientRules;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.NewClient;
import io.seatflow.account.client.OnShortfall;
import io.seatflow.account.client.SeatChange;
import io.seatflow.account.client.postgres.Clients;
import io.seatflow.account.partner.postgres.Partners;
import io.seatflow.account.role.Role;
import io.seatflow.account.role.postgres.Roles;
import io.seatflow.account.role.token.Grants;
import io.seatflow.account.user.Admission;
import io.seatflow.account.user.NewUser;
import io.seatflow.account.user.UserRules;
import io.seatflow.account.user.keycloak.SignIns;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The clients of a partner. */
@Path("/v1/partners/{partnerId}/clients")
class ClientResource {

    private static final int QUERY_CHARACTERS_MAX = 200;
    private static final String STATUS = "must be one of SETUP, TRIAL, ACTIVE, DISABLED";
    private static final String WORDS =
            "must be at most " + QUERY_CHARACTERS_MAX + " characters of text";

    private final Clients clients;
    private final Partners partners;
    private final Roles roles;
    private final SignIns signIns;
    private final Users users;
    private final Waiting waiting;
    private final BusinessClock clock;
    private final CurrentCall call;

    ClientResource(
            Clients clients,
            Partners partners,
            Roles roles,
            SignIns signIns,
            Users users,
            Waiting waiting,
            BusinessClock clock,
            CurrentCall call) {
        this.clients = clients;
        this.partners = partners;
        this.roles = roles;
        this.signIns = signIns;
        this.users = users;
        this.waiting = waiting;
        this.clock = clock;
        this.call = call;
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<ClientView>> create(UUID partnerId, ClientRequest request) {
        Caller caller = call.caller();
        requireMayCreate(caller, request);
        NewClient wanted = request.toNewClient(caller.actor());
        var origin = new Origin(caller.actor(), "POST /v1/partners/" + partnerId + "/clients");
        return administrator(partnerId, wanted.id(), request.admin())
                .chain(admin ->
                        clients.create(partnerId, wanted, admin, call.idempotency(), origin))
                .invoke(signIns::wake)
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId)
                .chain(id -> settled(partnerId, id))
                .chain(client -> answer(partnerId, client, caller));
    }

    @GET
    public Uni<Page<ClientView>> list(
            UUID partnerId,
            @QueryParam("status") @Nullable String status,
            @QueryParam("q") @Nullable String q,
            @QueryParam("externalId") @Nullable String externalId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Caller caller = call.caller();
        requireMayRead(caller);
        var parameters = new QueryParameters();
        int length = parameters.limit(limit);
        var filter =
                new Clients.Filter(
                        caller.clientId(),
                        parameters.read("status", status, ClientStatus::valueOf, STATUS),
                        parameters.read("q", q, ClientResource::words, WORDS),
                        parameters.read("externalId", externalId, ClientResource::words, WORDS),
                        parameters.cursor(cursor, UUID::fromString));
        parameters.requireAllGood();
        return clients.list(partnerId, filter, length + 1)
                .map(rows -> Page.of(rows, length, client -> client.id().toString()))
                .map(page -> page.map(client -> ClientView.of(client, caller, clock.now())));
    }

    @GET
    @Path("/{clientId}")
    public Uni<RestResponse<ClientView>> get(UUID partnerId, UUID clientId) {
        Caller caller = call.caller();
        return roles.permit(partnerId, clientId, () -> requireMayRead(caller))
                .chain(() -> clients.get(partnerId, clientId))
                .map(client -> ok(client, caller));
    }

    @PATCH
    @Path("/{clientId}")
    @Cancellable(false)
    public Uni<RestResponse<ClientView>> edit(
            UUID partnerId,
            UUID clientId,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            ClientPatch patch) {
        Caller caller = call.caller();
        var origin =
                new Origin(
                        caller.actor(), "PATCH /v1/partners/" + partnerId + "/clients/" + clientId);
        return roles.permit(partnerId, clientId, () -> requireMayEdit(caller, patch))
                .chain(() ->
                        clients.edit(
                                partnerId,
                                clientId,
                                patch.toEdit(),
                                caller.clientId() != null,
                                ifMatch,
                                origin))
                .map(client -> ok(client, caller));
    }

    @GET
    @Path("/{clientId}/access")
    public Uni<Access> access(UUID partnerId, UUID clientId) {
        Caller caller = call.caller();
        return clients.get(partnerId, clientId).chain(client -> access(partnerId, client, caller));
    }

    /** A token may be older than what has become of its user. */
    private Uni<Access> access(UUID partnerId, Client client, Caller caller) {
        Access toClient =
                ClientRules.access(
                        client.status(),
                        caller.isPartnerAdmin() || caller.isOperator() || caller.isProgram(),
                        caller.clientId() != null);
        UUID userId = caller.userId();
        if (userId == null || !toClient.allowed()) {
            return Uni.createFrom().item(toClient);
        }
        Admission admission =
                caller.clientId() == null ? Admission.ACTIVE : ClientRules.admission(client);
        return users.ofToken(partnerId, userId)
                .map(user ->
                        user.filter(found -> UserRules.maySignIn(found, admission)).isPresent()
                                ? toClient
                                : Access.refused("user-not-active"));
    }

    private static void requireMayCreate(Caller caller, ClientRequest request) {
        caller.require(Permission.CLIENTS_MANAGE);
        if (request.admin() != null) {
            Grants.requireMayGive(caller, Ids.NIL, Role.ADMIN);
        }
        if (request.wantedSeats() == 0) {
            return;
        }
        caller.require(Permission.SEATS_ALLOCATE);
        if (request.shortfallWish() == OnShortfall.PURCHASE && !caller.mayPurchase()) {
            throw Caller.forbidden("seats:purchase, to buy in the same action");
        }
    }

    /** A client's administrators may limit its seats, and edit nothing else of it. */
    private static void requireMayEdit(Caller caller, ClientPatch patch) {
        boolean limitsItself = caller.isClientAdmin() && patch.isNothingButSeatLimit();
        if (patch.isForThePartner() && !limitsItself) {
            caller.require(Permission.CLIENTS_MANAGE);
        }
        if (patch.complimentaryLimit() != null) {
            caller.requireOperator();
        }
    }

    /** A repeat of a request that was cut off finds its own administrator there, and goes on. */
    private Uni<Clients.@Nullable Administrator> administrator(
            UUID partnerId, UUID clientId, ClientRequest.@Nullable Admin admin) {
        if (admin == null) {
            return Uni.createFrom().nullItem();
        }
        NewUser user = admin.toUser(partnerId, clientId, call.caller().actor());
        Uni<Boolean> taken =
                call.idempotency().begunResourceId() == null
                        ? signIns.isTaken(user.email())
                        : Uni.createFrom().item(false);
        String password = admin.password();
        return taken.invoke(ClientResource::refuseTaken)
                .chain(() ->
                        password == null
                                ? Uni.createFrom().item(new Clients.Administrator(user, null))
                                : signIns.hash(password)
                                        .map(hash -> new Clients.Administrator(user, hash)));
    }

    private static void refuseTaken(boolean taken) {
        if (taken) {
            throw Users.emailTaken("/admin/email");
        }
    }

    private static void requireMayRead(Caller caller) {
        if (!caller.isOperator()) {
            caller.require(Permission.CLIENTS_READ);
        }
    }

    /** Also of a client that is gone: its refusal is the answer. */
    private Uni<Client> settled(UUID partnerId, UUID clientId) {
        return waiting.until(
                clientId,
                call.waitAtMost(),
                () ->
                        clients.find(partnerId, clientId)
                                .map(found -> found.orElseThrow(() -> Problem.notFound("client"))),
                client -> !(ClientRules.birth(client) instanceof Birth.Pending));
    }

    private Uni<RestResponse<ClientView>> answer(UUID partnerId, Client client, Caller caller) {
        return switch (ClientRules.birth(client)) {
            case Birth.Done _ ->
                    Uni.createFrom().item(made(Status.CREATED, partnerId, client, caller));
            case Birth.Pending _, Birth.Asked _ ->
                    Uni.createFrom().item(made(Status.ACCEPTED, partnerId, client, caller));
            case Birth.Refused(var change) -> refusal(partnerId, client, change, caller);
        };
    }

    private RestResponse<ClientView> made(
            Status status, UUID partnerId, Client client, Caller caller) {
        return ResponseBuilder.create(status, ClientView.of(client, caller, clock.now()))
                .location(URI.create("/v1/partners/" + partnerId + "/clients/" + client.id()))
                .header("ETag", Versions.etag(client.version()))
                .build();
    }

    private RestResponse<ClientView> ok(Client client, Caller caller) {
        return ResponseBuilder.ok(ClientView.of(client, caller, clock.now()))
                .header("ETag", Versions.etag(client.version()))
                .build();
    }

    private Uni<RestResponse<ClientView>> refusal(
            UUID partnerId, Client client, SeatChange change, Caller caller) {
        Problem problem = problemOf(change, caller);
        if (problem.type() == ProblemType.COMPLIMENTARY_LIMIT) {
            throw problem.with("limit", client.limits().complimentary());
        }
        if (problem.type() != ProblemType.SUPPLY_LIMIT_REACHED) {
            return Uni.createFrom().failure(problem);
        }
        return partners.get(partnerId)
                .map(partner -> {
                    Integer limit = partner.supplyLimit();
                    throw limit == null ? problem : problem.with("limit", limit);
                });
    }

    private static Problem problemOf(SeatChange change, Caller caller) {
        ProblemType type =
                change.reason() == null
                        ? ProblemType.CHANGE_NOT_OPEN
                        : ProblemType.ofSlug(change.reason());
        String detail =
                Objects.requireNonNullElse(
                        change.detail(), "The client was not made: it did not get its seats.");
        if (type == ProblemType.PAYMENT_DECLINED) {
            return declined(change, detail, caller.seesAmountsOf(change.payingClientId()));
        }
        Problem problem = new Problem(type, detail).with("changeId", change.id());
        return type == ProblemType.INSUFFICIENT_SEATS
                ? problem.with("shortfall", change.shortfall())
                : problem;
    }

    /** What the processor said of a card is for those who may see what it was to pay. */
    private static Problem declined(SeatChange change, String detail, boolean seesAmounts) {
        var type = ProblemType.PAYMENT_DECLINED;
        return seesAmounts
                ? new Problem(type, detail).with("changeId", change.id()).with("reason", detail)
                : new Problem(type, type.title() + ".").with("changeId", change.id());
    }

    /**
     * What no name or id can have is refused here, since the database could not even look for it.
     */
    private static String words(String text) {
        if (text.length() > QUERY_CHARACTERS_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(WORDS);
        }
        return text;
    }
}
