package io.seatflow.platform.inbox;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import org.jboss.logging.Logger;

/**
 * Handles again, by itself, what became a dead letter because that which it builds on did not come
 * in time: a payment whose outcome is unknown may take a day. Nobody need do it by hand. The same
 * goes for what nobody answered about.
 */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class PrematureAgain {

    private static final Logger LOG = Logger.getLogger(PrematureAgain.class);
    private static final int STOPS_MAX = 100;
    private static final int EVENTS_EACH_MAX = 500;

    private final DeadLetters letters;
    private final EventStream events;
    private final Instance<TopicConsumer> consumers;

    PrematureAgain(
            DeadLetters letters, EventStream events, @Any Instance<TopicConsumer> consumers) {
        this.letters = letters;
        this.events = events;
        this.consumers = consumers;
    }

    /** Looks once, through what is waiting. */
    @Scheduled(
            every = "1m",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    public Uni<Void> replay() {
        return letters.premature(STOPS_MAX)
                .chain(stops ->
                        Multi.createFrom()
                                .iterable(stops)
                                .onItem()
                                .transformToUniAndConcatenate(this::replay)
                                .collect()
                                .asList())
                .onFailure()
                .invoke(e -> LOG.warnf("What came too early waits on: %s", e))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Integer> replay(DeadLetters.Stop stop) {
        return consumers.stream()
                .filter(consumer -> consumer.topic().equals(stop.topic()))
                .findFirst()
                .map(consumer ->
                        events.replay(stop.partnerId(), stop.topic(), consumer::on, EVENTS_EACH_MAX)
                                .invoke(replayed -> tell(stop, replayed))
                                .onFailure(FailedAgain.class)
                                .recoverWithItem(0))
                .orElseGet(() -> Uni.createFrom().item(0));
    }

    private static void tell(DeadLetters.Stop stop, int replayed) {
        LOG.infof(
                "%d events of partner %s on %s that came too early had their effect.",
                replayed, stop.partnerId(), stop.topic());
    }
}
