package io.seatflow.billing.news.kafka;

import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.run.postgres.DirectPlans;
import io.seatflow.billing.run.postgres.Periods;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientRenamed;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.PartnerRenamed;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.platform.inbox.TopicConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Begins the plan of every partner that account-service tells of, and begins and ends those of
 * clients that the vendor bills.
 */
@ApplicationScoped
class AccountsConsumer implements TopicConsumer {

    private final EventStream events;
    private final Inbox inbox;
    private final HibernateTransactions transactions;
    private final Periods periods;
    private final DirectPlans directPlans;
    private final Collector collector;

    AccountsConsumer(
            EventStream events,
            Inbox inbox,
            HibernateTransactions transactions,
            Periods periods,
            DirectPlans directPlans,
            Collector collector) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
        this.periods = periods;
        this.directPlans = directPlans;
        this.collector = collector;
    }

    @Incoming("accounts")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    @Override
    public String topic() {
        return EventTypes.topic(AccountEvent.class);
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> received) {
        return isOfConcern(received.event())
                ? transactions.run(tx -> once(tx, received)).invoke(collector::wake)
                : Uni.createFrom().voidItem();
    }

    private static boolean isOfConcern(SeatflowEvent event) {
        return event instanceof PartnerRegistered
                || event instanceof PartnerRenamed
                || event instanceof ClientRenamed
                || event instanceof ClientCreated
                || event instanceof ClientActivated
                || event instanceof ClientDisabled
                || event instanceof BillingManagerChanged;
    }

    private Uni<Void> once(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        return inbox.isNew(tx, received)
                .chain(isNew -> isNew ? apply(tx, received) : Uni.createFrom().voidItem());
    }

    private Uni<Void> apply(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        var partner = received.partnerId();
        var at = received.occurredAt();
        return switch (received.event()) {
            case PartnerRegistered registered -> periods.begin(tx, partner, at, registered);
            case PartnerRenamed(var name) -> periods.renamed(tx, partner, name);
            case ClientRenamed(var client, var name) ->
                    directPlans.renamed(tx, partner, client, name);
            case ClientCreated created -> directPlans.created(tx, partner, at, created);
            case ClientActivated activated -> directPlans.activated(tx, partner, at, activated);
            case ClientDisabled disabled -> directPlans.disabled(tx, partner, at, disabled);
            case BillingManagerChanged changed -> directPlans.billedBy(tx, partner, at, changed);
            case SeatflowEvent _ -> Uni.createFrom().voidItem();
        };
    }
}
