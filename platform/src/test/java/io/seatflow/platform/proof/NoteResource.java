package io.seatflow.platform.proof;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.UriBuilder;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The smallest service there can be: one change, with all that the platform gives it. */
@Path("/v1/partners/{partnerId}/notes")
class NoteResource {

    private final PgTransactions transactions;
    private final Outbox outbox;
    private final CurrentCall call;
    private final BusinessClock clock;

    NoteResource(
            PgTransactions transactions, Outbox outbox, CurrentCall call, BusinessClock clock) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.call = call;
        this.clock = clock;
    }

    record NoteRequest(
            @NotNull @Min(1) @Max(100) Integer seats,
            @Nullable LocalDate day,
            @Nullable List<String> tags) {}

    record Note(UUID id, int seats) {}

    @GET
    public Uni<String> actor(UUID partnerId) {
        return Uni.createFrom().item(call.caller().actor());
    }

    /** Takes a number in its query, as lists do. */
    @GET
    @Path("/some")
    public Uni<Integer> some(UUID partnerId, @QueryParam("limit") @Nullable Integer limit) {
        return Uni.createFrom().item(limit == null ? 50 : limit);
    }

    @POST
    public Uni<RestResponse<Note>> add(UUID partnerId, NoteRequest request) {
        if (request.seats() == 99) {
            throw new Problem(ProblemType.INSUFFICIENT_SEATS, "99 are too many.")
                    .with("shortfall", 9);
        }
        var note = new Note(Ids.next(), request.seats());
        return transactions
                .run(tx -> store(tx, partnerId, note))
                .onFailure(AlreadyBegun.class)
                .recoverWithItem(e -> new Note(e.resourceId(), request.seats()))
                .map(stored -> created(partnerId, stored));
    }

    /** Takes no body, as an order to pay does. */
    @POST
    @Path("/none")
    public Uni<RestResponse<Note>> addNone(UUID partnerId) {
        return add(partnerId, new NoteRequest(1, null, null));
    }

    private Uni<Note> store(PgTx tx, UUID partner, Note note) {
        return call.idempotency()
                .begin(tx, note.id())
                .chain(() ->
                        tx.execute(
                                "insert into note values ($1, $2, $3)",
                                partner,
                                note.id(),
                                note.seats()))
                .chain(() ->
                        outbox.add(
                                tx,
                                partner,
                                clock.now(),
                                List.of(
                                        new SeatEvent.SeatLedgerOpened(note.seats()),
                                        new SeatEvent.SeatPurchaseAbandoned(note.id(), "none"))))
                .replaceWith(note);
    }

    private static RestResponse<Note> created(UUID partner, Note note) {
        return ResponseBuilder.<Note>created(
                        UriBuilder.fromPath("/v1/partners/{p}/notes/{n}").build(partner, note.id()))
                .entity(note)
                .build();
    }
}
