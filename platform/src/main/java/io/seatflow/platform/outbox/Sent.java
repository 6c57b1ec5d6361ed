package io.seatflow.platform.outbox;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param acknowledged the ids of the events that Kafka has
 * @param refusals what it will not have, each the first of its line
 * @param outage why all the rest waits; null where the brokers answer
 */
record Sent(Set<UUID> acknowledged, List<Refusal> refusals, @Nullable Throwable outage) {

    /** An event that Kafka refuses, and the line that waits for that. */
    record Refusal(PublishedEvent event, Line line, Throwable reason) {}
}
