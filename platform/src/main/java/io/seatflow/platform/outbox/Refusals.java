package io.seatflow.platform.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The lines whose first event Kafka refuses: each is tried again after a while, twice as long every
 * time, and all others go on. What this process knows of them goes with it.
 */
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private final MeterRegistry meters;
    private final Map<Line, Wait> waits = new ConcurrentHashMap<>();

    Refusals(MeterRegistry meters) {
        this.meters = meters;
        meters.gaugeMapSize("seatflow.outbox.refused.lines", List.of(), waits);
    }

    private record Wait(Duration length, long beganNanos) {

        boolean isOver() {
            return isOver(length);
        }

        /** Nobody tried again for long: nothing of the line is left, or another replica has it. */
        boolean isStale() {
            return isOver(length.plus(WAIT_MAX));
        }

        private boolean isOver(Duration time) {
            return System.nanoTime() - beganNanos >= time.toNanos();
        }

        Duration next() {
            Duration twice = length.multipliedBy(2);
            return twice.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : twice;
        }
    }

    /** The lines that are not to be tried at present. */
    List<Line> waiting() {
        waits.values().removeIf(Wait::isStale);
        return waits.entrySet().stream()
                .filter(entry -> !entry.getValue().isOver())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Learns from a batch of these events. */
    void learn(List<PublishedEvent> events, Sent sent) {
        if (!waits.isEmpty()) {
            forget(events, sent.acknowledged());
        }
        sent.refusals().forEach(this::remember);
    }

    private void forget(List<PublishedEvent> events, Set<UUID> acknowledged) {
        Set<Line> taken = new HashSet<>();
        for (PublishedEvent event : events) {
            if (acknowledged.contains(event.id())) {
                taken.add(event.line());
                taken.add(Line.ofAllPartners(event.topic()));
            }
        }
        waits.keySet().removeAll(taken);
    }

    private void remember(Sent.Refusal refusal) {
        PublishedEvent event = refusal.event();
        waits.merge(
                refusal.line(),
                new Wait(FIRST_WAIT, System.nanoTime()),
                (before, _) -> new Wait(before.next(), System.nanoTime()));
        meters.counter("seatflow.outbox.refused", "topic", event.topic()).increment();
        LOG.errorf(
                "Kafka refuses %s %s of partner %s on %s; %s until it takes it: %s",
                event.type(),
                event.id(),
                event.partnerId(),
                event.topic(),
                refusal.line().partnerId() == null
                        ? "all events of that topic wait"
                        : "that partner's later events of that topic wait",
                refusal.reason().toString());
    }
}
