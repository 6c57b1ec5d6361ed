package io.seatflow.platform.inbox;

import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.smallrye.mutiny.Uni;

/** Whoever hears a topic in this service; dead letters of that topic are handed to it again. */
public interface TopicConsumer {

    /** The topic that it hears. */
    String topic();

    /** Has the event's effect, once, in one transaction with the inbox. */
    Uni<Void> on(Received<? extends SeatflowEvent> received);
}
