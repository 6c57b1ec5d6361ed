package io.seatflow.account;

import static org.awaitility.Awaitility.await;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.testing.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Seat-service and billing-service as account-service knows them: by what they tell on Kafka. */
@ApplicationScoped
public class Neighbours {

    private final Topics topics;

    Neighbours(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.topics = new Topics(bootstrapServers, EventTypes.topic(AccountEvent.class));
    }

    @PreDestroy
    void stop() throws InterruptedException {
        topics.close();
    }

    /** Tells an event; its id, to tell it again. */
    public UUID tell(UUID partner, SeatflowEvent event) {
        return topics.tell(partner, event);
    }

    public void tell(UUID id, UUID partner, SeatflowEvent event) {
        topics.tell(partner, event, id);
    }

    /** What account-service tells of this kind of a partner, once it does. */
    public <E extends AccountEvent> E hear(UUID partner, Class<E> type) {
        return hearAll(partner, type, 1).getLast();
    }

    /** The same, once it has told as many. */
    public <E extends AccountEvent> List<E> hearAll(UUID partner, Class<E> type, int count) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> heard(partner, type), heard -> heard.size() >= count);
    }

    /** What has been heard so far. */
    public <E extends AccountEvent> List<E> heard(UUID partner, Class<E> type) {
        return topics.told(partner, type);
    }

    /** The partners whose registration has been heard of. */
    public UUID partnerNamed(String name) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                topics.told().stream()
                                        .filter(one -> isNamed(one.event(), name))
                                        .map(Topics.Told::partner)
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static boolean isNamed(SeatflowEvent event, String name) {
        return event instanceof PartnerRegistered registered && registered.name().equals(name);
    }
}
