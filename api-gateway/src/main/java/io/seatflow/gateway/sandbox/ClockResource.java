package io.seatflow.gateway.sandbox;

import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** Business time of the whole suite. Absent outside the sandbox. */
@Path("/sandbox/clock")
@Tag(name = "Sandbox", description = "Local runs and tests only.")
class ClockResource {

    private final SuiteClock clock;
    private final CurrentCall call;

    ClockResource(SuiteClock clock, CurrentCall call) {
        this.clock = clock;
        this.call = call;
    }

    record Now(Instant now) {}

    @GET
    @Operation(summary = "The suite's business time")
    public Uni<Now> read(@HeaderParam("Authorization") String authorization) {
        return clock.read(authorization).map(time -> new Now(time.now()));
    }

    @POST
    @Cancellable(false)
    @Operation(
            summary = "Move business time",
            description =
                    "Answers when every service has passed that instant and done what fell due.")
    public Uni<Now> move(@HeaderParam("Authorization") String authorization, ClockMove move) {
        call.caller().requireOperator();
        return clock.move(move, authorization).map(time -> new Now(time.now()));
    }
}
