package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.Cursor;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.EntryFilter;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.Standing;
import io.seatflow.seat.ledger.postgres.LedgerReader;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** How many seats there are, whose, since when. */
@Path("/v1/partners/{partnerId}")
class SeatsResource {

    private final LedgerReader ledger;
    private final KnownClients clients;
    private final CurrentCall call;
    private final BusinessClock clock;

    SeatsResource(
            LedgerReader ledger, KnownClients clients, CurrentCall call, BusinessClock clock) {
        this.ledger = ledger;
        this.clients = clients;
        this.call = call;
        this.clock = clock;
    }

    /** A client's seats. */
    record ClientSeats(int seats, int inUse, int free, Source source, long version) {}

    /** A line of the ledger. */
    record LedgerLine(
            long seq,
            String from,
            String to,
            @Nullable UUID clientId,
            int seats,
            LedgerEvent.Reason reason,
            @Nullable UUID changeId,
            String actor,
            Instant occurredAt) {}

    @GET
    @Path("seats")
    public Uni<RestResponse<Standing>> seats(
            PartnerId partnerId, @RestQuery @Nullable String asOf) {
        requirePartnersReader();
        return standing(partnerId, past(asOf))
                .map(found -> found.orElseThrow(() -> Problem.notFound("partner")))
                .map(standing -> tagged(standing, standing.version()));
    }

    @GET
    @Path("clients/{clientId}/seats")
    public Uni<RestResponse<ClientSeats>> clientSeats(PartnerId partnerId, ClientId clientId) {
        call.caller().require(Permission.SEATS_READ);
        return clients.awaited(partnerId, clientId)
                .map(SeatsResource::present)
                .map(seats -> tagged(seats, seats.version()));
    }

    @GET
    @Path("seats/ledger")
    public Uni<Page<LedgerLine>> ledger(
            PartnerId partnerId,
            @RestQuery @Nullable Integer limit,
            @RestQuery @Nullable String cursor) {
        requirePartnersReader();
        var before = Cursor.decode(cursor).map(SeatsResource::sequence).orElse(null);
        return ledger.entries(partnerId, EntryFilter.ALL, before, Cursor.limit(limit))
                .map(page -> page.map(SeatsResource::line));
    }

    /** The partner's figures are nothing that a client's users see. */
    private void requirePartnersReader() {
        call.caller().require(Permission.SEATS_READ);
        if (call.caller().clientId() != null) {
            throw Caller.forbidden("a user of the partner");
        }
    }

    private Uni<Optional<Standing>> standing(PartnerId partner, @Nullable Instant asOf) {
        return asOf == null ? ledger.standing(partner) : ledger.standing(partner, asOf);
    }

    private @Nullable Instant past(@Nullable String asOf) {
        if (asOf == null) {
            return null;
        }
        var instant = instant(asOf);
        if (instant.isAfter(clock.now())) {
            throw Problem.invalid("/asOf", "must not be in the future");
        }
        return instant;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.invalid("/asOf", "must be an instant, as 2026-12-01T00:00:00Z");
        }
    }

    private static Long sequence(String cursor) {
        try {
            return Long.valueOf(cursor);
        } catch (NumberFormatException e) {
            throw Problem.invalid("/cursor", "must be a nextCursor of this list");
        }
    }

    private static ClientSeats present(Optional<ClientStanding> found) {
        var client = found.orElseThrow(() -> Problem.notFound("client"));
        return new ClientSeats(
                client.seats(), client.inUse(), client.free(), client.source(), client.version());
    }

    private static LedgerLine line(Entry entry) {
        var transfer = entry.transfer();
        var client = transfer.client();
        return new LedgerLine(
                entry.sequence(),
                transfer.from().kind().name(),
                transfer.to().kind().name(),
                client == null ? null : client.value(),
                transfer.seats(),
                entry.reason(),
                entry.changeId(),
                entry.actor(),
                entry.occurredAt());
    }

    private static <T> RestResponse<T> tagged(T entity, long version) {
        return RestResponse.ResponseBuilder.ok(entity).tag(Long.toString(version)).build();
    }
}
