package io.seatflow.seat.change.kafka;

import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewed;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.TopicConsumer;
import io.seatflow.seat.change.ChangeCommand;
import io.seatflow.seat.change.ChangeCommand.TakeDecline;
import io.seatflow.seat.change.ChangeCommand.TakePayment;
import io.seatflow.seat.change.ChangeCommand.TakeQuote;
import io.seatflow.seat.change.ChangeCommand.TakeRefusal;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.lane.Repeated;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatCommand;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Goes on with seat changes as they are priced and paid, and with periods as they begin and end.
 */
@ApplicationScoped
class BillingConsumer implements TopicConsumer {

    private final EventStream events;
    private final SeatChanges changes;

    BillingConsumer(EventStream events, SeatChanges changes) {
        this.events = events;
        this.changes = changes;
    }

    @Incoming("billing")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    @Override
    public String topic() {
        return EventTypes.topic(BillingEvent.class);
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> received) {
        return act(received).onFailure(Repeated.class).recoverWithNull();
    }

    private Uni<Void> act(Received<? extends SeatflowEvent> received) {
        var partner = new PartnerId(received.partnerId());
        var once = new Work.Event(received.id());
        return switch (received.event()) {
            case PlanUpdateQuoted(var id, var attempt, var shortfall, var quote) ->
                    tell(partner, id, new TakeQuote(attempt, shortfall, quote), once);
            case PlanUpdateRefused(var id, var attempt, var reason, var detail) ->
                    tell(partner, id, new TakeRefusal(attempt, reason, detail), once);
            case SeatPurchasePaid(var id, var shortfall, var quote, _) ->
                    tell(partner, id, new TakePayment(shortfall, quote), once);
            case SeatPurchaseDeclined(var id, var reason, var detail) ->
                    tell(partner, id, new TakeDecline(reason, detail), once);
            case PlanUpdatePreviewed(var asked, var quote, _) ->
                    changes.tellNextPeriodFee(
                            partner, new SeatChangeId(asked), quote.nextPeriodFee());
            case PeriodStarted started -> changes.tell(partner, startOf(started), once);
            case PeriodEnding(var periodEnd, var payer) ->
                    changes.endPeriod(
                            partner,
                            payer == null ? null : new ClientId(payer),
                            kept(periodEnd),
                            once);
            default -> Uni.createFrom().voidItem();
        };
    }

    private static SeatCommand startOf(PeriodStarted started) {
        var payer = started.payingClientId();
        return payer == null
                ? new SeatCommand.StartPeriod(kept(started.end()))
                : new SeatCommand.StartClientPeriod(new ClientId(payer), kept(started.end()));
    }

    private Uni<Void> tell(
            PartnerId partner, UUID changeId, ChangeCommand command, Work.Once once) {
        return changes.decide(partner, new SeatChangeId(changeId), command, null, once, _ -> null)
                .replaceWithVoid();
    }

    /** To the microsecond that the database keeps: what is remembered equals what is read. */
    private static Instant kept(Instant told) {
        return told.truncatedTo(ChronoUnit.MICROS);
    }
}
