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
import io.seatflow.seat.change.lane.Repeated;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.Source;
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
    private final SeatChanges changes;
    private final Waiting waiting;

    AccountsConsumer(EventStream events, SeatChanges changes, Waiting waiting) {
        this.events = events;
        this.changes = changes;
        this.waiting = waiting;
    }

    @Incoming("accounts")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    private Uni<Void> on(Received<? extends SeatflowEvent> received) {
        return act(received).onFailure(Repeated.class).recoverWithNull();
    }

    private Uni<Void> act(Received<? extends SeatflowEvent> received) {
        var partner = new PartnerId(received.partnerId());
        var once = new Work.Event(received.id());
        return switch (received.event()) {
            case PartnerRegistered registered ->
                    changes.open(
                            partner,
                            new SeatCommand.StartPlan(registered.seats(), registered.supplyLimit()),
                            once);
            case SupplyLimitChanged(var limit) ->
                    changes.tell(partner, new SeatCommand.LimitSupply(limit), once);
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
            PartnerId partner, ClientCreated created, Instant createdAt, Work.Once once) {
        var client = new ClientId(created.clientId());
        var open = new SeatCommand.OpenClient(client, source(created));
        return request(created, client, createdAt)
                .map(request ->
                        changes.tell(partner, open, Work.HARMLESS)
                                .chain(() -> changes.ask(partner, request, once, _ -> null))
                                .replaceWithVoid())
                .orElseGet(() -> changes.tell(partner, open, once));
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
