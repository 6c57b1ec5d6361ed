package io.seatflow.platform.inbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.database.Outages;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.idempotency.AlreadyBegun;
import io.seatflow.platform.list.Page;
import io.seatflow.platform.list.QueryParameters;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.seatflow.platform.tenancy.CurrentCall;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** What operators do about events that a service could not handle. */
@Path("/v1/dead-letters/{service}")
@Tag(name = "Operations")
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class DeadLetterResource {

    private static final Logger LOG = Logger.getLogger(DeadLetterResource.class);

    /** As many as are done well before a caller stops waiting. */
    private static final int REPLAYED_MAX = 500;

    private final DeadLetters letters;
    private final EventStream events;
    private final Instance<TopicConsumer> consumers;
    private final PgTransactions transactions;
    private final CurrentCall call;
    private final String ownName;

    DeadLetterResource(
            DeadLetters letters,
            EventStream events,
            @Any Instance<TopicConsumer> consumers,
            PgTransactions transactions,
            CurrentCall call,
            @ConfigProperty(name = "seatflow.service") String ownName) {
        this.letters = letters;
        this.events = events;
        this.consumers = consumers;
        this.transactions = transactions;
        this.call = call;
        this.ownName = ownName;
    }

    /** Whose events of which topic are to be handled again. */
    record ReplayRequest(@NotNull UUID partnerId, @NotBlank String topic) {}

    /**
     * @param replayed how many had their effect
     * @param finished whether nothing waits any more; otherwise: once more
     */
    record Replayed(int replayed, boolean finished) {}

    /**
     * The dead letter to be given up, and why.
     *
     * @param id of the one that all others wait for
     */
    record SkipRequest(
            @NotNull UUID partnerId,
            @NotBlank String topic,
            @NotNull UUID id,
            @NotBlank @Size(max = 500) String reason) {}

    record Skipped(UUID id, String skippedBy, String reason) {}

    @GET
    @Operation(summary = "The dead letters that hold up a partner's events of a topic")
    public Uni<Page<DeadLetters.Stop>> list(
            String service, @RestQuery @Nullable String limit, @RestQuery @Nullable String cursor) {
        admit(service);
        var parameters = new QueryParameters();
        int length = parameters.limit(limit);
        Place after = parameters.cursor(cursor, Place::of);
        parameters.requireAllGood();
        Place start = after == null ? Place.START : after;
        return letters.stops(start.partnerId(), start.topic(), length + 1)
                .map(stops ->
                        Page.of(stops, length, stop -> stop.partnerId() + " " + stop.topic()));
    }

    @POST
    @Path("/replays")
    @Cancellable(false)
    @Operation(summary = "Handles again what waits of a partner and topic, in order")
    public Uni<Replayed> replay(String service, ReplayRequest request) {
        admit(service);
        TopicConsumer consumer = consumerOf(request.topic());
        String actor = call.caller().actor();
        return letters.first(request.partnerId(), request.topic())
                .map(first -> first.orElseThrow(() -> Problem.notFound("dead letter")))
                .chain(_ ->
                        events.replay(
                                request.partnerId(), request.topic(), consumer::on, REPLAYED_MAX))
                .onFailure(FailedAgain.class)
                .transform(failure -> refusal(failure))
                .invoke(replayed -> tell(actor, request, replayed))
                .map(replayed -> new Replayed(replayed, replayed < REPLAYED_MAX));
    }

    @POST
    @Path("/skips")
    @Cancellable(false)
    @Operation(summary = "Gives one dead letter up: its event never has its effect here")
    public Uni<Skipped> skip(String service, SkipRequest request) {
        admit(service);
        var skipped = new Skipped(request.id(), call.caller().actor(), request.reason());
        return transactions
                .run(tx ->
                        call.idempotency().begin(tx, request.id()).chain(() -> giveUp(tx, request)))
                .invoke(() -> tell(skipped, request))
                .onFailure(AlreadyBegun.class)
                .recoverWithNull()
                .replaceWith(skipped);
    }

    private Uni<Void> giveUp(PgTx tx, SkipRequest request) {
        return letters.lockFirst(tx, request.partnerId(), request.topic())
                .map(first -> first.orElseThrow(() -> Problem.notFound("dead letter")))
                .invoke(first -> requireFirst(first, request))
                .chain(first -> letters.forget(tx, first));
    }

    private static void requireFirst(RawEvent first, SkipRequest request) {
        if (!first.id().equals(request.id())) {
            throw new Problem(
                            ProblemType.DEAD_LETTER_NOT_FIRST,
                            "The one that all others of that partner and topic wait for is "
                                    + first.id()
                                    + ".")
                    .with("first", first.id());
        }
    }

    private static Problem refusal(FailedAgain failure) {
        if (Outages.isPassing(failure)) {
            return new Problem(ProblemType.UNAVAILABLE, "The database does not answer.");
        }
        return new Problem(
                        ProblemType.DEAD_LETTER_FAILED,
                        failure.event().type() + " failed again: " + failure.getMessage())
                .with("id", failure.event().id())
                .with("replayed", failure.replayedBefore());
    }

    private void admit(String service) {
        call.caller().requireOperator();
        if (!service.equals(ownName)) {
            throw Problem.notFound("service");
        }
    }

    private TopicConsumer consumerOf(String topic) {
        return consumers.stream()
                .filter(consumer -> consumer.topic().equals(topic))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("/topic", "must be one that the service hears"));
    }

    private static void tell(String actor, ReplayRequest request, int replayed) {
        LOG.infof(
                "%s replayed %d dead letters of partner %s on %s.",
                actor, replayed, request.partnerId(), request.topic());
    }

    private static void tell(Skipped skipped, SkipRequest request) {
        LOG.warnf(
                "%s gave up dead letter %s of partner %s on %s: %s",
                skipped.skippedBy(),
                request.id(),
                request.partnerId(),
                request.topic(),
                request.reason());
    }

    private record Place(UUID partnerId, String topic) {

        static final Place START = new Place(Ids.NIL, "");

        static Place of(String position) {
            List<String> parts = List.of(position.split(" ", 2));
            return new Place(UUID.fromString(parts.getFirst()), parts.getLast());
        }
    }
}
