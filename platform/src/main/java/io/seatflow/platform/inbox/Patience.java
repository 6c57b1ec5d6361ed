package io.seatflow.platform.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.IfBuildProperty;
import io.seatflow.platform.database.Contexts;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what is done about events, but not for ever: a consumer that waits for one who never
 * answers would stand still without a word.
 *
 * <p>Who is given up may still be at it. Its transaction, which would keep the next attempt waiting
 * for the row in the inbox, is ended by the server ({@code idle_in_transaction_session_timeout});
 * should it be committed after all, the next attempt finds that row. So there is one effect.
 */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
class Patience {

    private static final Logger LOG = Logger.getLogger(Patience.class);

    private final Vertx vertx;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Duration answerWithin;
    private final Map<UUID, Standing> standing = new ConcurrentHashMap<>();

    Patience(
            Vertx vertx,
            MeterRegistry meters,
            Clock clock,
            @ConfigProperty(name = "seatflow.events.answer-within") Duration answerWithin) {
        this.vertx = vertx;
        this.meters = meters;
        this.clock = clock;
        this.answerWithin = answerWithin;
    }

    /**
     * An event whose handler was given up, and that has neither had its effect since nor become a
     * dead letter.
     *
     * @param since when it was first given up
     */
    record Standing(RawEvent event, Instant since) {}

    /**
     * Does the work on a context of its own, where no session of one that was given up is.
     *
     * @param events what it is about
     * @return fails with {@link Unanswered} if it takes too long
     */
    <T extends @Nullable Object> Uni<T> await(List<RawEvent> events, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .emitter(emitter -> {
                    var waiting = new AtomicBoolean(true);
                    Context here = vertx.getOrCreateContext();
                    long timer =
                            vertx.setTimer(
                                    answerWithin.toMillis(),
                                    _ -> here.runOnContext(_ -> giveUp(events, waiting, emitter)));
                    Contexts.onNewContext(vertx, work)
                            .onTermination()
                            .invoke(() -> answered(events, waiting, timer))
                            .subscribe()
                            .with(emitter::complete, emitter::fail);
                });
    }

    private void answered(List<RawEvent> events, AtomicBoolean waiting, long timer) {
        vertx.cancelTimer(timer);
        if (!waiting.getAndSet(false)) {
            events.forEach(event -> LOG.warnf("%s was answered after it was given up.", event));
        }
    }

    private void giveUp(List<RawEvent> events, AtomicBoolean waiting, UniEmitter<?> emitter) {
        if (!waiting.getAndSet(false)) {
            return;
        }
        var failure = new Unanswered(answerWithin);
        Instant now = clock.instant();
        for (RawEvent event : events) {
            standing.putIfAbsent(event.id(), new Standing(event, now));
            meters.counter(
                            "seatflow.events.unanswered",
                            "topic",
                            event.topic(),
                            "type",
                            event.type())
                    .increment();
            LOG.errorf("%s is given up: %s", event, failure.getMessage());
        }
        emitter.fail(failure);
    }

    /** The event had its effect, or is a dead letter: nothing stands any more. */
    void settled(RawEvent event) {
        standing.remove(event.id());
    }

    /** What stands at this moment, the longest first. */
    List<Standing> standing() {
        return standing.values().stream().sorted(Comparator.comparing(Standing::since)).toList();
    }
}
