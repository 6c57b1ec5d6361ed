package io.seatflow.billing.news.kafka;

import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.purchase.Confirmation;
import io.seatflow.billing.purchase.postgres.Purchases;
import io.seatflow.billing.run.postgres.Periods;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Prices and charges what seat-service tells of, and follows its figures. */
@ApplicationScoped
class SeatsConsumer {

    private final EventStream events;
    private final Inbox inbox;
    private final HibernateTransactions transactions;
    private final Purchases purchases;
    private final Periods periods;
    private final Collector collector;

    SeatsConsumer(
            EventStream events,
            Inbox inbox,
            HibernateTransactions transactions,
            Purchases purchases,
            Periods periods,
            Collector collector) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
        this.purchases = purchases;
        this.periods = periods;
        this.collector = collector;
    }

    @Incoming("seats")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    private Uni<Void> on(Received<? extends SeatflowEvent> received) {
        return isOfConcern(received.event())
                ? transactions.run(tx -> once(tx, received)).invoke(collector::wake)
                : Uni.createFrom().voidItem();
    }

    private static boolean isOfConcern(SeatflowEvent event) {
        return event instanceof SeatShortfall
                || event instanceof SeatPurchaseConfirmed
                || event instanceof SeatPurchaseAbandoned
                || event instanceof SeatsRetired
                || event instanceof SeatsKept
                || event instanceof SupplyReduced;
    }

    private Uni<Void> once(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        return inbox.isNew(tx, received)
                .chain(isNew -> isNew ? apply(tx, received) : Uni.createFrom().voidItem());
    }

    private Uni<Void> apply(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        var partner = received.partnerId();
        return switch (received.event()) {
            case SeatShortfall shortfall when shortfall.payingClientId() != null ->
                    purchases.refuse(tx, partner, shortfall.changeId(), shortfall.attempt());
            case SeatPurchaseConfirmed confirmed when confirmed.payingClientId() != null ->
                    purchases.refuse(tx, partner, confirmed.changeId(), confirmed.attempt());
            case SeatShortfall shortfall -> purchases.quote(tx, partner, shortfall);
            case SeatPurchaseConfirmed confirmed ->
                    purchases.confirm(tx, partner, confirmation(confirmed, received.sequence()));
            case SeatPurchaseAbandoned abandoned ->
                    purchases.abandon(tx, partner, abandoned.changeId());
            case SeatsRetired(_, _, _, _, var client) when client != null -> notThePartners();
            case SeatsKept(_, _, _, _, var client) when client != null -> notThePartners();
            case SupplyReduced(_, _, _, _, var client) when client != null -> notThePartners();
            case SeatsRetired retired -> periods.noteRetiring(partner, retired.retiringAfter());
            case SeatsKept kept -> periods.noteRetiring(partner, kept.retiringAfter());
            case SupplyReduced reduced -> periods.noteReduction(tx, partner, reduced);
            case SeatflowEvent _ -> Uni.createFrom().voidItem();
        };
    }

    /** Seats of a client's own plan change nothing about the partner's. */
    private static Uni<Void> notThePartners() {
        return Uni.createFrom().voidItem();
    }

    private static Confirmation confirmation(SeatPurchaseConfirmed confirmed, long sequence) {
        return new Confirmation(
                confirmed.changeId(),
                confirmed.shortfall(),
                confirmed.quoteId(),
                sequence,
                confirmed.attempt(),
                confirmed.confirmedAt(),
                confirmed.confirmedBy());
    }
}
