package io.seatflow.account.role.rest;

import io.seatflow.platform.list.Page;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The roles of a client. */
@Path("/v1/partners/{partnerId}/clients/{clientId}/roles")
class ClientRoleResource {

    private final RoleDoor door;

    ClientRoleResource(RoleDoor door) {
        this.door = door;
    }

    @GET
    public Uni<Page<RoleView>> list(
            UUID partnerId,
            UUID clientId,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        return door.list(partnerId, clientId, limit, cursor);
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<RoleView>> create(UUID partnerId, UUID clientId, RoleRequest request) {
        return door.create(
                partnerId,
                clientId,
                "/v1/partners/" + partnerId + "/clients/" + clientId + "/roles",
                request);
    }
}
