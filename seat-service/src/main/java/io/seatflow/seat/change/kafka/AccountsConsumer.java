package io.seatflow.seat.change.kafka;

import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.wait.Waiting;
import io.seatflow.seat.change.Action;
import io.seatflow.seat.change.OnShortfall;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.SeatRequest;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.postgres.SeatLedgers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Gives new partners a ledger and new clients their seats. */
@ApplicationScoped
class AccountsConsumer {

    private final EventStream events;
    private final FirstTime firstTime;
    private final SeatLedgers ledgers;
    private final SeatChanges changes;
    private final Waiting waiting;

    AccountsConsumer(
            EventStream events,
            FirstTime firstTime,
            SeatLedgers ledgers,
            SeatChanges changes,
            Waiting waiting) {
        this.events = events;
        this.firstTime = firstTime;
        this.ledgers = ledgers;
        this.changes = changes;
        this.waiting = waiting;
    }

    @Incoming("accounts")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    private Uni<Void> on(Received<? extends SeatflowEvent> received) {
        return firstTime.or(act(received));
    }

    private Uni<Void> act(Received<? extends SeatflowEvent> received) {
        var partner = new PartnerId(received.partnerId());
        var once = firstTime.of(received);
        return switch (received.event()) {
            case PartnerRegistered registered ->
                    ledgers.open(
                            partner,
                            new SeatCommand.StartPlan(registered.seats(), registered.supplyLimit()),
                            once);
            case SupplyLimitChanged(var limit) ->
                    ledgers.decide(partner, new SeatCommand.LimitSupply(limit), once);
            case ClientCreated created ->
                    welcome(partner, created, received.occurredAt(), once)
                            .invoke(() -> waiting.signal(created.clientId()));
            default -> Uni.createFrom().voidItem();
        };
    }

    /**
     * The client is known before its seats are looked for. Both steps can be repeated: the second
     * one remembers that it was taken.
     */
    private Uni<Void> welcome(
            PartnerId partner, ClientCreated created, Instant createdAt, SeatLedgers.Once once) {
        var client = new ClientId(created.clientId());
        var open = new SeatCommand.OpenClient(client, source(created));
        return request(created, client, createdAt)
                .map(request ->
                        ledgers.decide(partner, open, FirstTime.ANY)
                                .chain(() -> changes.ask(partner, request, once))
                                .replaceWithVoid())
                .orElseGet(() -> ledgers.decide(partner, open, once));
    }

    private static Optional<SeatRequest> request(
            ClientCreated created, ClientId client, Instant createdAt) {
        return Optional.ofNullable(created.seatChangeId())
                .map(id ->
                        new SeatRequest(
                                new SeatChangeId(id),
                                Action.ALLOCATE,
                                client,
                                created.seats(),
                                OnShortfall.valueOf(created.onShortfall()),
                                created.requestedBy(),
                                createdAt));
    }

    private static Source source(ClientCreated created) {
        if (created.billingManager().equals("VENDOR")) {
            return Source.DIRECT;
        }
        return created.status().equals("ACTIVE") ? Source.PLAN : Source.COMPLIMENTARY;
    }
}
