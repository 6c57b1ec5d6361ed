package io.seatflow.account.user.rest;

import io.seatflow.account.user.rest.UserDoor.Account;
import io.seatflow.platform.list.Page;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The users of a partner. */
@Path("/v1/partners/{partnerId}/users")
class PartnerUserResource {

    private final UserDoor door;

    PartnerUserResource(UserDoor door) {
        this.door = door;
    }

    @POST
    @Cancellable(false)
    public Uni<RestResponse<UserView>> add(UUID partnerId, UserRequest request) {
        return door.add(Account.of(partnerId), request);
    }

    @GET
    public Uni<Page<UserView>> list(
            UUID partnerId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return door.list(Account.of(partnerId), limit, cursor);
    }

    @GET
    @Path("/{userId}")
    public Uni<RestResponse<UserView>> get(UUID partnerId, UUID userId) {
        return door.get(Account.of(partnerId), userId);
    }

    @DELETE
    @Path("/{userId}")
    @Cancellable(false)
    public Uni<RestResponse<Void>> remove(
            UUID partnerId, UUID userId, @HeaderParam("If-Match") @Nullable String ifMatch) {
        return door.remove(Account.of(partnerId), userId, ifMatch);
    }

    @POST
    @Path("/{userId}/retry")
    @Cancellable(false)
    public Uni<RestResponse<UserView>> retry(UUID partnerId, UUID userId) {
        return door.retry(Account.of(partnerId), userId);
    }
}
