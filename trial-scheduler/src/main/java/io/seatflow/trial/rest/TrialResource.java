package io.seatflow.trial.rest;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.trial.Trial;
import io.seatflow.trial.postgres.Trials;
import io.seatflow.trial.postgres.Trials.Place;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The trials of a partner's clients. */
@Path("/v1/partners/{partnerId}/trials")
class TrialResource {

    private final Trials trials;
    private final BusinessClock clock;
    private final CurrentCall call;

    TrialResource(Trials trials, BusinessClock clock, CurrentCall call) {
        this.trials = trials;
        this.clock = clock;
        this.call = call;
    }

    /** A trial that runs, as the API tells of it. */
    record TrialView(
            UUID clientId,
            Instant startedAt,
            Instant endsAt,
            int remainingDays,
            boolean extended) {}

    /** Those that run, the next to end first. */
    @GET
    public Uni<Page<TrialView>> list(
            UUID partnerId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Caller caller = call.caller();
        if (!caller.isOperator()) {
            caller.require(Permission.CLIENTS_READ);
        }
        var parameters = new QueryParameters();
        int length = parameters.limit(limit);
        Place after = parameters.cursor(cursor, TrialResource::place);
        parameters.requireAllGood();
        return trials.running(partnerId, caller.clientId(), after, length + 1)
                .map(rows ->
                        Page.of(rows, length, trial -> trial.endsAt() + " " + trial.clientId()))
                .map(page -> page.map(this::view));
    }

    private TrialView view(Trial trial) {
        return new TrialView(
                trial.clientId(),
                trial.startedAt(),
                trial.endsAt(),
                trial.remainingDays(clock.now()),
                trial.extended());
    }

    private static Place place(String position) {
        int space = Math.max(0, position.indexOf(' '));
        return new Place(
                Instant.parse(position.substring(0, space)),
                UUID.fromString(position.substring(space + 1)));
    }
}
