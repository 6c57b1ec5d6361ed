package io.seatflow.billing.news.kafka;

import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.run.postgres.Periods;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Begins the plan of every partner that account-service tells of. */
@ApplicationScoped
class AccountsConsumer {

    private final EventStream events;
    private final Inbox inbox;
    private final HibernateTransactions transactions;
    private final Periods periods;
    private final Collector collector;

    AccountsConsumer(
            EventStream events,
            Inbox inbox,
            HibernateTransactions transactions,
            Periods periods,
            Collector collector) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
        this.periods = periods;
        this.collector = collector;
    }

    @Incoming("accounts")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    private Uni<Void> on(Received<? extends SeatflowEvent> received) {
        return received.event() instanceof PartnerRegistered partner
                ? transactions.run(tx -> once(tx, received, partner)).invoke(collector::wake)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> once(
            HibernateTx tx, Received<? extends SeatflowEvent> received, PartnerRegistered partner) {
        return inbox.isNew(tx, received)
                .chain(isNew ->
                        isNew
                                ? periods.begin(
                                        tx, received.partnerId(), received.occurredAt(), partner)
                                : Uni.createFrom().voidItem());
    }
}
