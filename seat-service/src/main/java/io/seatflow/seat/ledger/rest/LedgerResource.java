package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.Csv;
import io.seatflow.platform.list.CsvFile;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Entry;
import io.seatflow.seat.ledger.EntryFilter;
import io.seatflow.seat.ledger.LedgerEvent;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.postgres.LedgerReader;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** The lines of a partner's ledger, newest first: page by page, or all of them as a file. */
@Path("/v1/partners/{partnerId}/seats/ledger")
class LedgerResource {

    private final LedgerReader ledger;
    private final PartnersReaders readers;
    private final BusinessClock clock;

    LedgerResource(LedgerReader ledger, PartnersReaders readers, BusinessClock clock) {
        this.ledger = ledger;
        this.readers = readers;
        this.clock = clock;
    }

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

    /** One page of lines, as the API's document shows it. */
    record LedgerPage(List<LedgerLine> items, @Nullable String nextCursor) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The ledger's lines, newest first",
            description =
                    "As JSON a page at a time; as CSV all that match in one file, for which Accept is"
                            + " text/csv or format is csv.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = LedgerPage.class)),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(implementation = String.class))
            })
    @APIResponse(
            responseCode = "400",
            description = "invalid-request: every parameter that is wrong is named in errors")
    public Uni<Page<LedgerLine>> page(
            PartnerId partnerId,
            @Parameter(description = "Only lines of this client") @RestQuery
                    @Nullable String clientId,
            @Parameter(description = "Only seats that moved for this") @RestQuery
                    @Nullable String reason,
            @Parameter(description = "Only what happened at this instant or later") @RestQuery
                    @Nullable String from,
            @Parameter(description = "Only what happened before this instant") @RestQuery
                    @Nullable String to,
            @Parameter(description = "json or csv") @RestQuery @Nullable String format,
            @Parameter(description = "How many lines at most, 1 to 200 (50); not with CSV")
                    @RestQuery
                    @Nullable String limit,
            @Parameter(description = "The nextCursor of the page before; not with CSV") @RestQuery
                    @Nullable String cursor) {
        readers.require();
        var parameters = new QueryParameters();
        var filter = filter(parameters, clientId, reason, from, to);
        var before = parameters.cursor(cursor, Long::valueOf);
        var atMost = parameters.limit(limit);
        parameters.refuseOtherFormats(format);
        parameters.requireAllGood();
        return ledger.entries(partnerId, filter, before, atMost)
                .map(page -> page.map(LedgerResource::line));
    }

    /**
     * All lines, read and sent some hundreds at a time, as fast as the caller takes them. What
     * happens while they are sent is not among them, so that the file has an end.
     */
    @GET
    @Produces(Csv.MEDIA_TYPE)
    @Operation(hidden = true)
    public RestMulti<String> file(
            PartnerId partnerId,
            @RestQuery @Nullable String clientId,
            @RestQuery @Nullable String reason,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String to,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        readers.require();
        var parameters = new QueryParameters();
        var filter = filter(parameters, clientId, reason, from, to);
        parameters.refuseWithCsv("limit", limit);
        parameters.refuseWithCsv("cursor", cursor);
        parameters.requireAllGood();
        return CsvFile.of("seat-ledger", partnerId, clock.now(), LedgerCsv.HEADER)
                .answer(ledger.allEntries(partnerId, filter).map(LedgerCsv::lines));
    }

    private static EntryFilter filter(
            QueryParameters parameters,
            @Nullable String clientId,
            @Nullable String reason,
            @Nullable String from,
            @Nullable String to) {
        var client = parameters.read("clientId", clientId, ClientId::fromString, CLIENT);
        var why = parameters.read("reason", reason, LedgerResource::reason, REASON);
        var since = parameters.instant("from", from);
        var until = parameters.instant("to", to);
        parameters.refuseUnlessAfter(since, until);
        return new EntryFilter(client, why, since, until);
    }

    private static final String CLIENT = "must be a client's id";
    private static final String REASON = "must be the reason of a line, as ALLOCATE";

    private static LedgerEvent.Reason reason(String text) {
        return LedgerEvent.Reason.valueOf(text.toUpperCase(Locale.ROOT));
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
}
