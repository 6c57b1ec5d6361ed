package io.seatflow.account.audit.rest;

import io.seatflow.account.audit.AuditFilter;
import io.seatflow.account.audit.Kept;
import io.seatflow.account.audit.postgres.AuditReader;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.list.Csv;
import io.seatflow.platform.list.CsvFile;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Who changed what, newest first: page by page, or all of it as a file. */
@Path("/v1/partners/{partnerId}/audit-log")
class AuditResource {

    private static final int CHARACTERS_MAX = 254;
    private static final String ID = "must be an id";
    private static final String WORDS = "must be at most 254 characters of text in one line";

    private final AuditReader log;
    private final BusinessClock clock;
    private final CurrentCall call;

    AuditResource(AuditReader log, BusinessClock clock, CurrentCall call) {
        this.log = log;
        this.clock = clock;
        this.call = call;
    }

    /** One page of entries, as the API's document shows it. */
    record AuditPage(List<AuditLine> items, @Nullable String nextCursor) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Who changed what, newest first",
            description =
                    "As JSON a page at a time; as CSV all that match in one file, for which Accept is"
                            + " text/csv or format is csv. A client's administrator sees what"
                            + " concerns that client.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = AuditPage.class)),
                @Content(
                        mediaType = Csv.MEDIA_TYPE,
                        schema = @Schema(implementation = String.class))
            })
    @APIResponse(
            responseCode = "400",
            description = "invalid-request: every parameter that is wrong is named in errors")
    public Uni<Page<AuditLine>> page(
            UUID partnerId,
            @Parameter(description = "Only what happened at this instant or later") @RestQuery
                    @Nullable String from,
            @Parameter(description = "Only what happened before this instant") @RestQuery
                    @Nullable String to,
            @Parameter(description = "Only what this address, integration or service did")
                    @RestQuery
                    @Nullable String actor,
            @Parameter(description = "Only this, as CREATED") @RestQuery @Nullable String action,
            @Parameter(description = "Only what was done to things of this kind, as CLIENT")
                    @RestQuery
                    @Nullable String subject,
            @Parameter(description = "Only what was done to this thing") @RestQuery
                    @Nullable String subjectId,
            @Parameter(description = "Only what concerns this client") @RestQuery
                    @Nullable String clientId,
            @Parameter(description = "json or csv") @RestQuery @Nullable String format,
            @Parameter(description = "How many at most, 1 to 200 (50); not with CSV") @RestQuery
                    @Nullable String limit,
            @Parameter(description = "The nextCursor of the page before; not with CSV") @RestQuery
                    @Nullable String cursor) {
        var parameters = new QueryParameters();
        AuditFilter filter =
                filter(parameters, from, to, actor, action, subject, subjectId, clientId);
        Kept.Place before = parameters.cursor(cursor, Kept.Place::parse);
        int atMost = parameters.limit(limit);
        parameters.refuseOtherFormats(format);
        parameters.requireAllGood();
        return log.entries(partnerId, permitted(filter), before, atMost)
                .map(page -> page.map(AuditLine::of));
    }

    /** All that match, read and sent some hundreds at a time, as fast as the caller takes them. */
    @GET
    @Produces(Csv.MEDIA_TYPE)
    @Operation(hidden = true)
    public RestMulti<String> file(
            UUID partnerId,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String to,
            @RestQuery @Nullable String actor,
            @RestQuery @Nullable String action,
            @RestQuery @Nullable String subject,
            @RestQuery @Nullable String subjectId,
            @RestQuery @Nullable String clientId,
            @RestQuery @Nullable String limit,
            @RestQuery @Nullable String cursor) {
        var parameters = new QueryParameters();
        AuditFilter filter =
                filter(parameters, from, to, actor, action, subject, subjectId, clientId);
        parameters.refuseWithCsv("limit", limit);
        parameters.refuseWithCsv("cursor", cursor);
        parameters.requireAllGood();
        return CsvFile.of("audit-log", partnerId, clock.now(), AuditLine.CSV_HEADER)
                .answer(log.allEntries(partnerId, permitted(filter)).map(AuditLine::csv));
    }

    /** A client's administrator sees what concerns that client, whatever they ask for. */
    private AuditFilter permitted(AuditFilter filter) {
        Caller caller = call.caller();
        if (!caller.isOperator()) {
            caller.require(Permission.AUDIT_READ);
        }
        if (filter.clientId() != null && !caller.seesClient(filter.clientId())) {
            throw Problem.notFound("client");
        }
        return caller.clientId() == null
                ? filter
                : new AuditFilter(
                        filter.from(),
                        filter.to(),
                        filter.actor(),
                        filter.action(),
                        filter.subject(),
                        filter.subjectId(),
                        caller.clientId());
    }

    private static AuditFilter filter(
            QueryParameters parameters,
            @Nullable String from,
            @Nullable String to,
            @Nullable String actor,
            @Nullable String action,
            @Nullable String subject,
            @Nullable String subjectId,
            @Nullable String clientId) {
        var since = parameters.instant("from", from);
        var until = parameters.instant("to", to);
        parameters.refuseUnlessAfter(since, until);
        return new AuditFilter(
                since,
                until,
                parameters.read("actor", actor, AuditResource::words, WORDS),
                parameters.read("action", action, AuditResource::words, WORDS),
                parameters.read("subject", subject, AuditResource::words, WORDS),
                parameters.read("subjectId", subjectId, UUID::fromString, ID),
                parameters.read("clientId", clientId, UUID::fromString, ID));
    }

    /** What no entry can have is refused, since the database could not even look for it. */
    private static String words(String text) {
        if (text.length() > CHARACTERS_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(WORDS);
        }
        return text;
    }
}
