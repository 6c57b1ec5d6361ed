package io.seatflow.account.notification.rest;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.notification.Choice;
import io.seatflow.account.notification.Reader;
import io.seatflow.account.notification.Told;
import io.seatflow.account.notification.postgres.ReadNotices;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.tenancy.Caller;
import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.tenancy.Permission;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * What the caller was told of: everybody reads their own notices, and nobody another's. Programs
 * read what the partner's people were told.
 */
@Path("/v1/partners/{partnerId}/notifications")
class NotificationResource {

    private final ReadNotices notices;
    private final CurrentCall call;

    NotificationResource(ReadNotices notices, CurrentCall call) {
        this.notices = notices;
        this.call = call;
    }

    /** One page of notices, and how many are unread in all; of programs none: they mark nothing. */
    record NotificationPage(
            List<NotificationView> items, @Nullable String nextCursor, long unread) {}

    /** How many are unread. */
    record Unread(long unread) {}

    /** How the caller hears of each kind. */
    record Choices(List<Choice> items) {}

    @GET
    @Operation(
            summary = "The caller's notices, newest first",
            description =
                    "To an integration: what the partner's people were told, each thing once.")
    public Uni<NotificationPage> list(
            UUID partnerId,
            @Parameter(description = "true: only what is not read yet") @RestQuery
                    @Nullable String unread,
            @Parameter(description = "How many at most, 1 to 200 (50)") @RestQuery
                    @Nullable String limit,
            @Parameter(description = "The nextCursor of the page before") @RestQuery
                    @Nullable String cursor) {
        var parameters = new QueryParameters();
        UUID before = parameters.cursor(cursor, UUID::fromString);
        int length = parameters.limit(limit);
        Boolean only =
                parameters.read(
                        "unread", unread, NotificationResource::bool, "must be true or false");
        parameters.requireAllGood();
        if (call.caller().isProgram()) {
            return listOfPartner(partnerId, before, length);
        }
        Reader reader = reader(partnerId);
        return notices.list(reader, Boolean.TRUE.equals(only), before, length + 1)
                .map(rows -> Page.of(rows, length, told -> told.id().toString()))
                .chain(page -> counted(reader, page));
    }

    private Uni<NotificationPage> listOfPartner(UUID partnerId, @Nullable UUID before, int length) {
        call.caller().require(Permission.PARTNER_READ);
        return notices.listOfPartner(partnerId, call.caller().seesAmounts(), before, length + 1)
                .map(rows -> Page.of(rows, length, told -> told.id().toString()))
                .map(page -> page.map(this::view))
                .map(page -> new NotificationPage(page.items(), page.nextCursor(), 0));
    }

    @POST
    @Path("/{notificationId}/read")
    @Cancellable(false)
    @Operation(summary = "Marks a notice as read")
    public Uni<NotificationView> read(UUID partnerId, String notificationId) {
        Reader reader = reader(partnerId);
        UUID id = id(notificationId);
        return notices.markRead(reader, id, call.idempotency())
                .onFailure(AlreadyBegun.class)
                .recoverWithNull()
                .chain(() -> notices.find(reader, id))
                .map(found -> view(found.orElseThrow(() -> Problem.notFound("notification"))));
    }

    @POST
    @Path("/read-all")
    @Cancellable(false)
    @Operation(summary = "Marks all of the caller's notices as read")
    public Uni<Unread> readAll(UUID partnerId) {
        Reader reader = reader(partnerId);
        return notices.markAllRead(reader, call.idempotency())
                .onFailure(AlreadyBegun.class)
                .recoverWithNull()
                .chain(() -> notices.unread(reader))
                .map(Unread::new);
    }

    @GET
    @Path("/preferences")
    @Operation(summary = "How the caller hears of each kind of notice")
    public Uni<Choices> preferences(UUID partnerId) {
        return notices.choices(reader(partnerId))
                .map(found -> new Choices(found.orElseThrow(() -> Problem.notFound("user"))));
    }

    @PUT
    @Path("/preferences")
    @Cancellable(false)
    @Operation(
            summary = "Chooses how the caller hears of each kind",
            description = "In the portal, by e-mail, both or not at all. A kind not named: both.")
    public Uni<Choices> choose(UUID partnerId, ChoicesRequest request) {
        Reader reader = reader(partnerId);
        var origin =
                new Origin(
                        call.caller().actor(),
                        "PUT /v1/partners/" + partnerId + "/notifications/preferences");
        return notices.choose(reader, request.toChoices(), origin).map(Choices::new);
    }

    private Uni<NotificationPage> counted(Reader reader, Page<Told> page) {
        Page<NotificationView> shown = page.map(this::view);
        return notices.unread(reader)
                .map(unread -> new NotificationPage(shown.items(), shown.nextCursor(), unread));
    }

    private NotificationView view(Told told) {
        Caller caller = call.caller();
        return NotificationView.of(told, caller.seesAmounts() || caller.seesOwnAmounts());
    }

    /** What was read, and how somebody wants to hear of things, is people's. */
    private Reader reader(UUID partnerId) {
        Caller caller = call.caller();
        if (caller.email() == null) {
            throw Caller.forbidden("a person: programs mark nothing as read");
        }
        return new Reader(partnerId, caller.clientId(), caller.email().toLowerCase(Locale.ROOT));
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static UUID id(String notificationId) {
        try {
            return UUID.fromString(notificationId);
        } catch (IllegalArgumentException _) {
            throw Problem.notFound("notification");
        }
    }
}
