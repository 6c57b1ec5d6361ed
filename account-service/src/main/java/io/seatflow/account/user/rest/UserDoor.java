package io.seatflow.account.user.rest;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.role.Role;
import io.seatflow.account.role.postgres.Roles;
import io.seatflow.account.role.token.Grants;
import io.seatflow.account.user.NewUser;
import io.seatflow.account.user.PasswordHash;
import io.seatflow.account.user.User;
import io.seatflow.account.user.UserState;
import io.seatflow.account.user.keycloak.SignIns;
import io.seatflow.account.user.postgres.Identities;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.account.version.Versions;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** The users of an account, a partner's or a client's. */
@ApplicationScoped
class UserDoor {

    private final Users users;
    private final Roles roles;
    private final Identities identities;
    private final SignIns signIns;
    private final Waiting waiting;
    private final CurrentCall call;

    UserDoor(
            Users users,
            Roles roles,
            Identities identities,
            SignIns signIns,
            Waiting waiting,
            CurrentCall call) {
        this.users = users;
        this.roles = roles;
        this.identities = identities;
        this.signIns = signIns;
        this.waiting = waiting;
        this.call = call;
    }

    /**
     * The users of one account.
     *
     * @param clientId null: the partner's own
     * @param path of their list
     */
    record Account(UUID partnerId, @Nullable UUID clientId, String path) {

        static Account of(UUID partnerId) {
            return new Account(partnerId, null, "/v1/partners/" + partnerId + "/users");
        }

        static Account of(UUID partnerId, UUID clientId) {
            return new Account(
                    partnerId,
                    clientId,
                    "/v1/partners/" + partnerId + "/clients/" + clientId + "/users");
        }
    }

    Uni<RestResponse<UserView>> add(Account account, UserRequest request) {
        Caller caller = call.caller();
        return permitToManage(account)
                .chain(() -> roles.requireAccount(account.partnerId(), account.clientId()))
                .chain(() -> role(account, request.role()))
                .invoke(role -> Grants.requireMayGive(caller, account.clientId(), role))
                .chain(role -> add(account, request, role))
                .chain(id -> settled(account, id))
                .map(user -> made(Status.CREATED, account, user));
    }

    private Uni<UUID> add(Account account, UserRequest request, Role role) {
        return requireFree(request.address())
                .chain(() -> hash(request.password()))
                .chain(password -> create(account, request, role, password))
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId);
    }

    private Uni<UUID> create(
            Account account, UserRequest request, Role role, @Nullable PasswordHash password) {
        String actor = call.caller().actor();
        var wanted =
                new NewUser(
                        Ids.next(),
                        account.partnerId(),
                        account.clientId(),
                        request.address(),
                        request.name().strip(),
                        role,
                        Ids.next(),
                        actor);
        return users.create(
                wanted, password, call.idempotency(), new Origin(actor, "POST " + account.path()));
    }

    Uni<Page<UserView>> list(Account account, @Nullable String limit, @Nullable String cursor) {
        Caller caller = call.caller();
        var parameters = new QueryParameters();
        int length = parameters.limit(limit);
        UUID after = parameters.cursor(cursor, UUID::fromString);
        parameters.requireAllGood();
        return permitToRead(account)
                .chain(() -> roles.requireAccount(account.partnerId(), account.clientId()))
                .chain(() -> users.list(account.partnerId(), account.clientId(), after, length + 1))
                .map(rows -> Page.of(rows, length, user -> user.id().toString()))
                .map(page -> page.map(user -> UserView.of(user, caller)));
    }

    Uni<RestResponse<UserView>> get(Account account, UUID userId) {
        return permitToRead(account)
                .chain(() -> users.get(account.partnerId(), account.clientId(), userId))
                .map(this::shown);
    }

    Uni<RestResponse<UserView>> retry(Account account, UUID userId) {
        String actor = call.caller().actor();
        return permitToManage(account)
                .chain(() ->
                        users.retry(
                                account.partnerId(),
                                account.clientId(),
                                userId,
                                actor,
                                call.idempotency(),
                                new Origin(
                                        actor, "POST " + account.path() + "/" + userId + "/retry")))
                .onFailure(AlreadyBegun.class)
                .recoverWithNull()
                .chain(() -> settled(account, userId))
                .map(user -> made(Status.OK, account, user));
    }

    /** Answers once Keycloak knows the user no more, or the caller has waited long enough. */
    Uni<RestResponse<Void>> remove(Account account, UUID userId, @Nullable String ifMatch) {
        Caller caller = call.caller();
        return permitToManage(account)
                .chain(() -> users.get(account.partnerId(), account.clientId(), userId))
                // Nobody puts out who may more than they.
                .invoke(user -> Grants.requireMayGive(caller, account.clientId(), user.role()))
                .chain(() ->
                        users.remove(
                                account.partnerId(),
                                account.clientId(),
                                userId,
                                ifMatch,
                                new Origin(
                                        caller.actor(), "DELETE " + account.path() + "/" + userId)))
                .invoke(signIns::wake)
                .chain(() -> settledSignIn(account.partnerId(), userId, call.waitAtMost()))
                .map(_ -> RestResponse.noContent());
    }

    private Uni<Void> permitToManage(Account account) {
        return roles.permit(
                account.partnerId(),
                account.clientId(),
                () -> Grants.requireManage(call.caller(), account.clientId()));
    }

    private Uni<Void> permitToRead(Account account) {
        return roles.permit(
                account.partnerId(),
                account.clientId(),
                () -> Grants.requireRead(call.caller(), account.clientId()));
    }

    private Uni<Role> role(Account account, String name) {
        return roles.named(account.partnerId(), account.clientId(), name.strip())
                .map(found ->
                        found.orElseThrow(() ->
                                Problem.invalid(
                                        "/role",
                                        "must be ADMIN, MEMBER or the name of a role of this account")));
    }

    /** A repeat of a request that was cut off finds its own user there, and goes on. */
    private Uni<Void> requireFree(String email) {
        if (call.idempotency().begunResourceId() != null) {
            return Uni.createFrom().voidItem();
        }
        return signIns.isTaken(email)
                .invoke(taken -> {
                    if (taken) {
                        throw Users.emailTaken("/email");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<@Nullable PasswordHash> hash(@Nullable String password) {
        return password == null
                ? Uni.createFrom().nullItem()
                : signIns.hash(password).map(hash -> hash);
    }

    /** First the seat is waited for, then the sign-in of whoever has one. */
    private Uni<User> settled(Account account, UUID userId) {
        long deadlineNanos = System.nanoTime() + call.waitAtMost().toNanos();
        return waiting.until(
                        userId,
                        call.waitAtMost(),
                        () -> users.get(account.partnerId(), account.clientId(), userId),
                        user -> !isUnderWay(user))
                .chain(user ->
                        user.state().isActive()
                                ? settledSignIn(
                                                account.partnerId(),
                                                userId,
                                                Duration.ofNanos(
                                                        Math.max(
                                                                0,
                                                                deadlineNanos - System.nanoTime())))
                                        .replaceWith(user)
                                : Uni.createFrom().item(user));
    }

    private Uni<Boolean> settledSignIn(UUID partnerId, UUID userId, Duration atMost) {
        return waiting.until(
                partnerId,
                atMost,
                () -> identities.isSettled(partnerId, userId),
                isSettled -> isSettled);
    }

    private static boolean isUnderWay(User user) {
        return user.state() instanceof UserState.AwaitingSeat(var wait)
                && wait.status().isUnderWay();
    }

    /** Done where it has its seat; still awaited else, and to be looked up again. */
    private RestResponse<UserView> made(Status done, Account account, User user) {
        return ResponseBuilder.create(
                        user.state().isActive() ? done : Status.ACCEPTED,
                        UserView.of(user, call.caller()))
                .location(URI.create(account.path() + "/" + user.id()))
                .header("ETag", Versions.etag(user.version()))
                .build();
    }

    private RestResponse<UserView> shown(User user) {
        return ResponseBuilder.ok(UserView.of(user, call.caller()))
                .header("ETag", Versions.etag(user.version()))
                .build();
    }
}
