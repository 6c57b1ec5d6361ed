package io.seatflow.account.client.kafka;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.client.postgres.Clients;
import io.seatflow.account.notification.mail.Postbox;
import io.seatflow.account.notification.postgres.Notices;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.event.TrialEvent;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.event.TrialEvent.TrialExpiring;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.platform.inbox.TopicConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears from trial-scheduler whose trial is over, or nearly. */
@ApplicationScoped
class TrialConsumer implements TopicConsumer {

    private final EventStream events;
    private final Inbox inbox;
    private final HibernateTransactions transactions;
    private final Clients clients;
    private final Notices notices;
    private final Postbox postbox;

    TrialConsumer(
            EventStream events,
            Inbox inbox,
            HibernateTransactions transactions,
            Clients clients,
            Notices notices,
            Postbox postbox) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
        this.clients = clients;
        this.notices = notices;
        this.postbox = postbox;
    }

    @Incoming("trials")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    @Override
    public String topic() {
        return EventTypes.topic(TrialEvent.class);
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> received) {
        if (!(received.event() instanceof TrialEvent event)) {
            throw new IllegalArgumentException("Not an event of trials: " + received.event());
        }
        return transactions
                .run(tx ->
                        inbox.isNew(tx, received)
                                .chain(isNew ->
                                        isNew
                                                ? whole(tx, received, event)
                                                : Uni.createFrom().voidItem()))
                .invoke(() -> postbox.wakeAfter(event));
    }

    /** The end of a trial that was extended, or is over already, is no news to anybody. */
    private Uni<Void> whole(
            HibernateTx tx, Received<? extends SeatflowEvent> received, TrialEvent event) {
        return effect(tx, received, event)
                .chain(isNews -> isNews ? notices.hear(tx, received) : Uni.createFrom().voidItem());
    }

    private Uni<Boolean> effect(HibernateTx tx, Received<?> received, TrialEvent event) {
        var origin =
                new Origin(
                        received.source(), EventTypes.name(event.getClass()) + " " + received.id());
        return switch (event) {
            case TrialExpired(var client, var endsAt) ->
                    clients.hearTrialOver(tx, received.partnerId(), client, endsAt, origin);
            case TrialExpiring(var client, var endsAt, var remainingDays) ->
                    clients.hearTrialExpiring(
                                    tx, received.partnerId(), client, endsAt, remainingDays)
                            .replaceWith(true);
        };
    }
}
