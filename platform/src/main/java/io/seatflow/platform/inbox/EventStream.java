package io.seatflow.platform.inbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Outages;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Hands a batch from Kafka to its handler: a partner's events in order, different partners' at
 * once. What fails is tried again, also what does not answer; what goes on failing becomes a dead
 * letter, so that it stops no other partner. A database that is down stops everything until it is
 * back, and loses nothing.
 */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class EventStream {

    private static final Logger LOG = Logger.getLogger(EventStream.class);
    private static final int PARTNERS_AT_ONCE_MAX = 8;
    private static final int TRIES_MAX = 6;
    private static final int PREMATURE_TRIES_MAX = 60;

    /** Each takes long, and others' next events wait meanwhile. */
    private static final int UNANSWERED_TRIES_MAX = 2;

    private static final long PAUSE_MILLIS = 250;

    private final Vertx vertx;
    private final ObjectMapper json;
    private final DeadLetters deadLetters;
    private final Patience patience;
    private final MeterRegistry meters;

    EventStream(
            Vertx vertx,
            ObjectMapper json,
            DeadLetters deadLetters,
            Patience patience,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.json = json;
        this.deadLetters = deadLetters;
        this.patience = patience;
        this.meters = meters;
    }

    /**
     * What a consumer does with one event: one transaction with its inbox, and signals after it.
     */
    public interface Handler extends Function<Received<? extends SeatflowEvent>, Uni<Void>> {}

    /** Handles the batch; done when every event of it has had its effect or is a dead letter. */
    public Uni<Void> deliver(ConsumerRecords<String, String> batch, Handler handler) {
        return deliver(byPartner(batch), handler);
    }

    /**
     * What a consumer can do with events of many partners by the same few statements.
     *
     * @param <E> the one kind of event that it takes so
     */
    public interface Together<E extends SeatflowEvent>
            extends Function<List<Received<E>>, Uni<Void>> {}

    /**
     * The same where one kind of event comes in crowds: each partner's first event of the batch is
     * taken together with those of others if it is of that kind. If that fails, every event is
     * handled by itself.
     */
    public <E extends SeatflowEvent> Uni<Void> deliver(
            ConsumerRecords<String, String> batch,
            Class<E> kind,
            Together<E> together,
            Handler handler) {
        var byPartner = byPartner(batch);
        var first =
                byPartner.values().stream()
                        .map(List::getFirst)
                        .filter(event -> event.type().equals(EventTypes.name(kind)))
                        .toList();
        return first.size() < 2
                ? deliver(byPartner, handler)
                : takeTogether(first, kind, together)
                        .invoke(taken -> byPartner.values().forEach(taken::removeFrom))
                        .chain(() -> deliver(byPartner, handler));
    }

    private record Taken(Set<UUID> eventIds) {

        static final Taken NOTHING = new Taken(Set.of());

        void removeFrom(List<RawEvent> events) {
            events.removeIf(event -> eventIds.contains(event.id()));
        }
    }

    private <E extends SeatflowEvent> Uni<Taken> takeTogether(
            List<RawEvent> events, Class<E> kind, Together<E> together) {
        var partners = events.stream().map(RawEvent::partnerId).toList();
        return patience.await(
                        events,
                        () ->
                                deadLetters
                                        .held(partners, events.getFirst().topic())
                                        .map(held -> without(held, events))
                                        .chain(free -> takeTogetherNow(free, kind, together)))
                .onFailure()
                .invoke(e -> LOG.warnf("%s are handled one by one: %s", kind.getSimpleName(), e))
                .onFailure()
                .recoverWithItem(Taken.NOTHING);
    }

    private static List<RawEvent> without(Set<UUID> held, List<RawEvent> events) {
        return events.stream().filter(event -> !held.contains(event.partnerId())).toList();
    }

    private <E extends SeatflowEvent> Uni<Taken> takeTogetherNow(
            List<RawEvent> events, Class<E> kind, Together<E> together) {
        var received =
                events.stream().map(event -> received(event, kind.cast(payload(event, kind))));
        return together.apply(received.toList())
                .replaceWith(() ->
                        new Taken(events.stream().map(RawEvent::id).collect(Collectors.toSet())));
    }

    private Map<UUID, List<RawEvent>> byPartner(ConsumerRecords<String, String> batch) {
        Map<UUID, List<RawEvent>> byPartner = new LinkedHashMap<>();
        for (ConsumerRecord<String, String> message : batch) {
            read(message)
                    .ifPresent(event ->
                            byPartner
                                    .computeIfAbsent(event.partnerId(), _ -> new ArrayList<>())
                                    .add(event));
        }
        return byPartner;
    }

    private Uni<Void> deliver(Map<UUID, List<RawEvent>> byPartner, Handler handler) {
        return Multi.createFrom()
                .iterable(byPartner.values())
                .filter(events -> !events.isEmpty())
                .onItem()
                .transformToUni(
                        events -> Contexts.onNewContext(vertx, () -> inOrder(events, handler)))
                .merge(PARTNERS_AT_ONCE_MAX)
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /**
     * Handles again what waits of a partner and topic, until nothing does, also of what comes
     * meanwhile; gives how many had their effect.
     *
     * @param limit how many at most
     * @return fails with {@link FailedAgain} at the first that cannot be handled now either
     */
    Uni<Integer> replay(UUID partnerId, String topic, Handler handler, int limit) {
        var replayed = new AtomicInteger();
        Context here = vertx.getOrCreateContext();
        return Contexts.whileMore(() ->
                        deadLetters
                                .first(partnerId, topic)
                                .chain(first -> next(first, handler, replayed))
                                .emitOn(task -> here.runOnContext(_ -> task.run()))
                                .map(more -> more && replayed.get() < limit))
                .map(_ -> replayed.get());
    }

    private Uni<Boolean> next(Optional<RawEvent> first, Handler handler, AtomicInteger replayed) {
        if (first.isEmpty()) {
            return Uni.createFrom().item(false);
        }
        RawEvent event = first.get();
        return Uni.createFrom()
                .deferred(() -> apply(event, handler))
                .onTermination()
                .invoke(() -> patience.settled(event))
                .onFailure()
                .transform(failure -> new FailedAgain(event, failure, replayed.get()))
                .chain(() -> deadLetters.forget(event))
                .invoke(replayed::incrementAndGet)
                .replaceWith(true);
    }

    /** What is no event of ours cannot be kept for a partner: it is told and left. */
    private Optional<RawEvent> read(ConsumerRecord<String, String> message) {
        try {
            return Optional.of(RawEvent.of(message, json));
        } catch (IllegalArgumentException e) {
            meters.counter("seatflow.events.unreadable", "topic", message.topic()).increment();
            LOG.errorf(
                    "%s@%d of %s is left out: %s",
                    message.partition(), message.offset(), message.topic(), e.getMessage());
            return Optional.empty();
        }
    }

    private Uni<Void> inOrder(List<RawEvent> events, Handler handler) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (RawEvent event : events) {
            done = done.chain(() -> unlessHeld(event, handler));
        }
        return done;
    }

    /**
     * What fails here is never the event's fault, since that ends as a dead letter: it waits for
     * the database.
     */
    private Uni<Void> unlessHeld(RawEvent event, Handler handler) {
        return patience.await(List.of(event), () -> held(event))
                .chain(held ->
                        held ? Uni.createFrom().voidItem() : attempt(event, handler, Tries.NONE))
                .onFailure()
                .call(this::outage)
                .onFailure()
                .retry()
                .indefinitely()
                .invoke(() -> patience.settled(event));
    }

    private Uni<Boolean> held(RawEvent event) {
        return deadLetters
                .isHeld(event.partnerId(), event.topic())
                // An operator may just have replayed the last that was before it.
                .chain(held -> held ? deadLetters.hold(event) : Uni.createFrom().item(false));
    }

    /**
     * How often an event was tried.
     *
     * @param unanswered how often of these nobody answered
     */
    private record Tries(int all, int unanswered) {

        static final Tries NONE = new Tries(0, 0);

        Tries and(Throwable failure) {
            return new Tries(all + 1, failure instanceof Unanswered ? unanswered + 1 : unanswered);
        }

        boolean isLast(Throwable failure) {
            return switch (failure) {
                case Premature _ -> all >= PREMATURE_TRIES_MAX;
                case Unanswered _ -> unanswered >= UNANSWERED_TRIES_MAX;
                default -> all >= TRIES_MAX;
            };
        }
    }

    private Uni<Void> attempt(RawEvent event, Handler handler, Tries before) {
        return Uni.createFrom()
                .deferred(() -> apply(event, handler))
                .onFailure(e -> !Outages.isPassing(e))
                .recoverWithUni(e -> again(event, handler, before.and(e), e));
    }

    private Uni<Void> again(RawEvent event, Handler handler, Tries tries, Throwable failure) {
        if (!tries.isLast(failure)) {
            return pause().chain(() -> attempt(event, handler, tries));
        }
        meters.counter("seatflow.events.dead", "topic", event.topic()).increment();
        LOG.errorf(failure, "%s is a dead letter now.", event);
        return patience.await(List.of(event), () -> deadLetters.bury(event, failure.toString()));
    }

    private Uni<Void> apply(RawEvent event, Handler handler) {
        Class<? extends SeatflowEvent> type = EventTypes.ofName(event.type()).orElse(null);
        if (type == null) {
            // A newer service tells more than this one knows of.
            return Uni.createFrom().voidItem();
        }
        return patience.await(
                List.of(event),
                () ->
                        EventTrace.follow(
                                event, () -> handler.apply(received(event, payload(event, type)))));
    }

    private static <E extends SeatflowEvent> Received<E> received(RawEvent event, E payload) {
        return new Received<>(
                event.id(),
                event.source(),
                event.partnerId(),
                event.sequence(),
                event.occurredAt(),
                payload);
    }

    private SeatflowEvent payload(RawEvent event, Class<? extends SeatflowEvent> type) {
        try {
            return json.readValue(event.payload(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The payload of " + event.type() + " cannot be read.", e);
        }
    }

    private Uni<Void> outage(Throwable failure) {
        LOG.warnf("The database does not answer, events wait: %s", failure.toString());
        return pause();
    }

    /** On the same context: Mutiny's own delays would lose it, and the session with it. */
    private Uni<Void> pause() {
        return Uni.createFrom()
                .emitter(emitter -> {
                    var context = vertx.getOrCreateContext();
                    vertx.setTimer(
                            PAUSE_MILLIS, _ -> context.runOnContext(_ -> emitter.complete(null)));
                });
    }
}
