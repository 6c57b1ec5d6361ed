package io.seatflow.account.role.rest;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.role.Role;
import io.seatflow.account.role.RoleRules;
import io.seatflow.account.role.postgres.Roles;
import io.seatflow.account.role.token.Grants;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** The roles of an account, a partner's or a client's. */
@ApplicationScoped
class RoleDoor {

    private final Roles roles;
    private final CurrentCall call;

    RoleDoor(Roles roles, CurrentCall call) {
        this.roles = roles;
        this.call = call;
    }

    /** Those that every account has, and then its own by name. */
    Uni<Page<RoleView>> list(
            UUID partnerId,
            @Nullable UUID clientId,
            @Nullable String limit,
            @Nullable String cursor) {
        var parameters = new QueryParameters();
        int length = parameters.limit(limit);
        String read = parameters.cursor(cursor, name -> name);
        parameters.requireAllGood();
        String after = read == null ? "" : read;
        String afterOwn = Role.isBuiltIn(after) ? "" : after;
        return roles.permit(partnerId, clientId, () -> Grants.requireRead(call.caller(), clientId))
                .chain(() -> roles.requireAccount(partnerId, clientId))
                .chain(() -> roles.list(partnerId, clientId, afterOwn, length + 1))
                .map(own ->
                        Stream.concat(
                                        builtInAfter(after)
                                                .map(role -> RoleView.builtIn(role, clientId)),
                                        own.stream().map(RoleView::of))
                                .limit(length + 1L)
                                .toList())
                .map(all -> Page.of(all, length, RoleView::name));
    }

    /** An account's own roles are called otherwise. */
    private static Stream<Role> builtInAfter(String after) {
        return switch (after) {
            case "" -> Stream.of(Role.ADMIN, Role.MEMBER);
            case "ADMIN" -> Stream.of(Role.MEMBER);
            default -> Stream.empty();
        };
    }

    Uni<RestResponse<RoleView>> create(
            UUID partnerId, @Nullable UUID clientId, String path, RoleRequest request) {
        Caller caller = call.caller();
        var role = new Role(request.name().strip(), new HashSet<>(request.permissions()));
        return roles.permit(partnerId, clientId, () -> Grants.requireManage(caller, clientId))
                .chain(() -> roles.requireAccount(partnerId, clientId))
                .invoke(() -> requireKnown(clientId, request))
                .invoke(() -> Grants.requireMayGive(caller, clientId, role))
                .chain(() ->
                        roles.create(
                                partnerId,
                                clientId,
                                role,
                                call.idempotency(),
                                new Origin(caller.actor(), "POST " + path)))
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(AlreadyBegun::resourceId)
                .chain(id -> roles.get(partnerId, clientId, id))
                .map(made ->
                        ResponseBuilder.create(Status.CREATED, RoleView.of(made))
                                .location(URI.create(path))
                                .build());
    }

    private static void requireKnown(@Nullable UUID clientId, RoleRequest request) {
        List<FieldError> errors = new ArrayList<>();
        String known = String.join(", ", RoleRules.permissions(clientId));
        for (int place : RoleRules.unknown(clientId, request.permissions())) {
            errors.add(new FieldError("/permissions/" + place, "must be one of " + known));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }
}
