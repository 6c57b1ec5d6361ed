package io.seatflow.platform.clock;

import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** This service's share of the sandbox clock; the gateway moves all services to the same time. */
@Path("/internal/clock")
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class ClockResource {

    private final Sandbox sandbox;
    private final SandboxClock clock;
    private final BusinessClock business;
    private final CurrentCall call;

    ClockResource(Sandbox sandbox, SandboxClock clock, BusinessClock business, CurrentCall call) {
        this.sandbox = sandbox;
        this.clock = clock;
        this.business = business;
        this.call = call;
    }

    /**
     * @param ahead how far business time is to be ahead of the system's
     */
    record Move(@NotNull Duration ahead) {}

    /**
     * @param ahead how far {@code now} is ahead of the system's time
     */
    record Time(Instant now, Duration ahead) {}

    @GET
    @Operation(hidden = true)
    public Time read() {
        requireSandbox();
        return time(business.now());
    }

    @POST
    @Operation(hidden = true)
    public Uni<Time> move(Move move) {
        requireSandbox();
        call.caller().requireOperator();
        return clock.moveTo(move.ahead()).map(this::time);
    }

    private Time time(Instant now) {
        return new Time(now, business.ahead());
    }

    private void requireSandbox() {
        if (!sandbox.isOn()) {
            throw new Problem(ProblemType.NOT_FOUND, "There is no sandbox here.");
        }
    }
}
