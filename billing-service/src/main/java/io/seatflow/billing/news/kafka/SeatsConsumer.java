package io.seatflow.billing.news.kafka;

import io.seatflow.billing.invoice.Transfers;
import io.seatflow.billing.invoice.postgres.Workings;
import io.seatflow.billing.payment.braintree.Collector;
import io.seatflow.billing.purchase.Confirmation;
import io.seatflow.billing.purchase.Joining;
import io.seatflow.billing.purchase.postgres.Purchases;
import io.seatflow.billing.quote.postgres.Previews;
import io.seatflow.billing.reconciliation.postgres.HeardSeats;
import io.seatflow.billing.reconciliation.postgres.ToldSupply;
import io.seatflow.billing.run.postgres.PeriodEnds;
import io.seatflow.billing.run.postgres.Periods;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SeatsBought;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.platform.inbox.TopicConsumer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/** Prices and charges what seat-service tells of, and follows its figures. */
@ApplicationScoped
class SeatsConsumer implements TopicConsumer {

    private final EventStream events;
    private final Inbox inbox;
    private final HibernateTransactions transactions;
    private final Purchases purchases;
    private final Workings workings;
    private final Previews previews;
    private final Periods periods;
    private final PeriodEnds periodEnds;
    private final ToldSupply told;
    private final HeardSeats heard;
    private final Collector collector;

    SeatsConsumer(
            EventStream events,
            Inbox inbox,
            HibernateTransactions transactions,
            Purchases purchases,
            Workings workings,
            Previews previews,
            Periods periods,
            PeriodEnds periodEnds,
            ToldSupply told,
            HeardSeats heard,
            Collector collector) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
        this.purchases = purchases;
        this.workings = workings;
        this.previews = previews;
        this.periods = periods;
        this.periodEnds = periodEnds;
        this.told = told;
        this.heard = heard;
        this.collector = collector;
    }

    @Incoming("seats")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, SupplyReduced.class, periodEnds::answered, this::on);
    }

    @Override
    public String topic() {
        return EventTypes.topic(SeatEvent.class);
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> received) {
        if (received.event() instanceof SupplyReduced reduced) {
            return periodEnds.answered(List.of(received.with(reduced)));
        }
        return isOfConcern(received.event())
                ? transactions.run(tx -> once(tx, received)).invoke(collector::wake)
                : Uni.createFrom().voidItem();
    }

    private static boolean isOfConcern(SeatflowEvent event) {
        return event instanceof SeatShortfall
                || event instanceof SeatPurchaseConfirmed
                || event instanceof SeatPurchaseAbandoned
                || event instanceof SeatsAdded
                || event instanceof SeatsBought
                || event instanceof PlanGrowthPreviewed
                || event instanceof SeatsRetired
                || event instanceof SeatsKept
                || ToldSupply.isOfConcern(event);
    }

    private Uni<Void> once(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        return inbox.isNew(tx, received)
                .chain(isNew -> isNew ? take(tx, received) : Uni.createFrom().voidItem());
    }

    private Uni<Void> take(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        return apply(tx, received)
                .chain(() -> told.hear(tx, received.partnerId(), received.event()))
                .chain(() -> heard.hear(tx, received));
    }

    private Uni<Void> apply(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        var partner = received.partnerId();
        return switch (received.event()) {
            case SeatShortfall shortfall -> purchases.quote(tx, partner, shortfall);
            case SeatPurchaseConfirmed confirmed ->
                    purchases.confirm(
                            tx,
                            partner,
                            planOf(partner, confirmed.payingClientId()),
                            confirmation(confirmed, received.sequence()));
            case SeatPurchaseAbandoned abandoned ->
                    purchases.abandon(tx, partner, abandoned.changeId());
            case SeatsAdded added ->
                    purchases.join(
                            tx,
                            partner,
                            planOf(partner, added.payingClientId()),
                            joining(added, received.sequence()));
            case SeatsBought bought ->
                    workings.booked(
                            partner,
                            planOf(partner, bought.payingClientId()),
                            bought.changeId(),
                            new Transfers(bought.firstTransfer(), bought.lastTransfer()));
            case PlanGrowthPreviewed growth -> previews.preview(tx, partner, growth);
            case SeatsRetired(_, _, var retiring, _, var payer) ->
                    periods.noteRetiring(
                            partner, planOf(partner, payer), retiring, received.occurredAt());
            case SeatsKept(_, _, var retiring, _, var payer) ->
                    periods.noteRetiring(
                            partner, planOf(partner, payer), retiring, received.occurredAt());
            case SeatflowEvent _ -> Uni.createFrom().voidItem();
        };
    }

    /** A partner's own plan has the partner's id, that of a client the client's. */
    private static UUID planOf(UUID partner, @Nullable UUID payer) {
        return payer == null ? partner : payer;
    }

    private static Joining joining(SeatsAdded added, long sequence) {
        return new Joining(
                added.seats(), added.ledgerSequence(), sequence, added.addedAt(), added.cause());
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
