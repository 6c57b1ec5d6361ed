package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.Standing;
import io.seatflow.seat.ledger.postgres.LedgerReader;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How many seats there are, whose, since when. */
@Path("/v1/partners/{partnerId}")
class SeatsResource {

    private final LedgerReader ledger;
    private final KnownClients clients;
    private final PartnersReaders readers;
    private final CurrentCall call;
    private final BusinessClock clock;

    SeatsResource(
            LedgerReader ledger,
            KnownClients clients,
            PartnersReaders readers,
            CurrentCall call,
            BusinessClock clock) {
        this.ledger = ledger;
        this.clients = clients;
        this.readers = readers;
        this.call = call;
        this.clock = clock;
    }

    /** A client's seats. */
    record ClientSeats(int seats, int inUse, int free, int retiring, Source source, long version) {

        /**
         * A source may change while no seat moves, and seats leave by the clock: so the version
         * alone does not tell.
         */
        String tag() {
            return version + "-" + source + "-" + retiring;
        }
    }

    @GET
    @Path("seats")
    @Operation(summary = "Where the partner's seats are, or were at a past instant")
    @APIResponse(responseCode = "200", description = "The figures, with their ETag")
    @APIResponse(responseCode = "304", description = "The caller has these (If-None-Match)")
    @APIResponse(responseCode = "412", description = "stale-version: not what If-Match names")
    public Uni<RestResponse<Standing>> seats(
            PartnerId partnerId,
            @Parameter(description = "An instant that is past; absent: now") @RestQuery
                    @Nullable String asOf,
            @Context Request request) {
        readers.require();
        return standing(partnerId, past(asOf))
                .map(found -> found.orElseThrow(() -> Problem.notFound("partner")))
                .map(standing ->
                        Tagged.answer(request, standing, Long.toString(standing.version())));
    }

    @GET
    @Path("clients/{clientId}/seats")
    @Operation(summary = "A client's seats")
    @APIResponse(responseCode = "200", description = "The figures, with their ETag")
    @APIResponse(responseCode = "304", description = "The caller has these (If-None-Match)")
    @APIResponse(responseCode = "412", description = "stale-version: not what If-Match names")
    public Uni<RestResponse<ClientSeats>> clientSeats(
            PartnerId partnerId, ClientId clientId, @Context Request request) {
        return clients.awaited(partnerId, clientId)
                .map(SeatsResource::present)
                .invoke(() -> call.caller().require(Permission.SEATS_READ))
                .map(seats -> Tagged.answer(request, seats, seats.tag()));
    }

    private Uni<Optional<Standing>> standing(PartnerId partner, @Nullable Instant asOf) {
        return asOf == null ? ledger.standing(partner) : ledger.standing(partner, asOf);
    }

    private @Nullable Instant past(@Nullable String asOf) {
        var parameters = new QueryParameters();
        var instant = parameters.instant("asOf", asOf);
        if (instant != null && instant.isAfter(clock.now())) {
            parameters.refuse("asOf", "must not be in the future");
        }
        parameters.requireAllGood();
        return instant;
    }

    private static ClientSeats present(Optional<ClientStanding> found) {
        var client = found.orElseThrow(() -> Problem.notFound("client"));
        return new ClientSeats(
                client.seats(),
                client.inUse(),
                client.free(),
                client.retiring(),
                client.source(),
                client.version());
    }
}
