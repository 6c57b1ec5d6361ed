package io.seatflow.account.client.kafka;

import io.seatflow.account.audit.Origin;
import io.seatflow.account.audit.postgres.AuditLog;
import io.seatflow.account.client.postgres.Clients;
import io.seatflow.account.notification.mail.Postbox;
import io.seatflow.account.notification.postgres.Notices;
import io.seatflow.account.partner.PartnerFact;
import io.seatflow.account.partner.postgres.Partners;
import io.seatflow.account.reconciliation.postgres.Disagreements;
import io.seatflow.account.user.keycloak.SignIns;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.OccupantsListed;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.PlanGrowthRefused;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCancelled;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeExpired;
import io.seatflow.platform.event.SeatEvent.SeatChangeRejected;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatVacated;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SeatsBought;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.platform.inbox.TopicConsumer;
import io.seatflow.platform.wait.Waiting;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Hears from seat-service what seats clients have, and how the changes stand that they wait for.
 */
@ApplicationScoped
class SeatConsumer implements TopicConsumer {

    private final EventStream events;
    private final Inbox inbox;
    private final HibernateTransactions transactions;
    private final Partners partners;
    private final Clients clients;
    private final AuditLog audit;
    private final Notices notices;
    private final Postbox postbox;
    private final Users users;
    private final SignIns signIns;
    private final Disagreements disagreements;
    private final Waiting waiting;

    SeatConsumer(
            EventStream events,
            Inbox inbox,
            HibernateTransactions transactions,
            Partners partners,
            Clients clients,
            AuditLog audit,
            Notices notices,
            Postbox postbox,
            Users users,
            SignIns signIns,
            Disagreements disagreements,
            Waiting waiting) {
        this.events = events;
        this.inbox = inbox;
        this.transactions = transactions;
        this.partners = partners;
        this.clients = clients;
        this.audit = audit;
        this.notices = notices;
        this.postbox = postbox;
        this.users = users;
        this.signIns = signIns;
        this.disagreements = disagreements;
        this.waiting = waiting;
    }

    @Incoming("seats")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, this::on);
    }

    @Override
    public String topic() {
        return EventTypes.topic(SeatEvent.class);
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> received) {
        if (!(received.event() instanceof SeatEvent event)) {
            throw new IllegalArgumentException("Not an event of seats: " + received.event());
        }
        return transactions
                .run(tx ->
                        inbox.isNew(tx, received)
                                .chain(isNew -> isNew ? whole(tx, received, event) : nothing()))
                .invoke(() -> postbox.wakeAfter(event))
                .invoke(() -> waiting.signal(whoWaits(received.partnerId(), event)))
                .invoke(() -> wakeSignIns(event));
    }

    private Uni<Void> whole(
            HibernateTx tx, Received<? extends SeatflowEvent> received, SeatEvent event) {
        return effect(tx, received, event)
                .chain(() -> audit.hear(tx, received))
                .chain(() -> notices.hear(tx, received));
    }

    private Uni<Void> effect(HibernateTx tx, Received<?> received, SeatEvent event) {
        UUID partner = received.partnerId();
        Origin origin =
                new Origin(
                        received.source(), EventTypes.name(event.getClass()) + " " + received.id());
        return switch (event) {
            case SeatLedgerOpened _ ->
                    partners.hear(tx, partner, PartnerFact.LEDGER_OPENED)
                            .chain(() -> disagreements.begin(tx, partner));
            case OccupantsListed listed -> disagreements.hear(tx, partner, listed);
            case SeatShortfall(var change, _, _, _, var shortfall, _, _, var payer) ->
                    clients.hearShortfall(tx, partner, change, shortfall, origin)
                            .chain(() ->
                                    users.hearShortfall(tx, partner, change, shortfall, payer));
            case SeatsAllocated(_, var client, _, var seats) ->
                    hearSeats(tx, partner, client, seats);
            case SeatsReturned(_, var client, _, var seats) ->
                    hearSeats(tx, partner, client, seats);
            case SeatOccupied(var user, var client, var change) ->
                    users.hearOccupied(tx, partner, client, user, change, origin);
            case SeatVacated(_, var client) -> users.countInUse(tx, partner, client);
            case SupplyReduced(_, var seats, _, var sequence, var payer) when payer != null ->
                    clients.hearSupply(tx, partner, payer, seats, sequence, origin)
                            .chain(() -> users.countInUse(tx, partner, payer));
            case PlanGrowthPreviewed(var growth, _, var seats, _, _) ->
                    clients.hearGrowth(tx, partner, growth, seats);
            case PlanGrowthRefused(var growth, _, var reason, var detail, var limit) ->
                    clients.hearGrowthRefused(tx, partner, growth, reason, detail, limit);
            case SeatChangeAwaitingConfirmation(var change) -> hear(tx, partner, change, origin);
            case SeatChangeCompleted(var change) -> hear(tx, partner, change, origin);
            case SeatChangeDeclined(var change) -> hear(tx, partner, change, origin);
            case SeatChangeCancelled(var change) -> hear(tx, partner, change, origin);
            case SeatChangeExpired(var change) -> hear(tx, partner, change, origin);
            case SeatChangeRejected(var change) -> hear(tx, partner, change, origin);
            case SeatPurchaseConfirmed _,
                    SeatPurchaseAbandoned _,
                    SeatsRetired _,
                    SeatsKept _,
                    SeatsBought _,
                    SupplyReduced _,
                    SeatsAdded _ ->
                    nothing();
        };
    }

    private Uni<Void> hear(HibernateTx tx, UUID partner, SeatChangeState change, Origin origin) {
        return clients.hear(tx, partner, change, origin)
                .chain(() -> users.hear(tx, partner, change));
    }

    private Uni<Void> hearSeats(HibernateTx tx, UUID partner, UUID client, int seats) {
        return clients.hearSeats(tx, partner, client, seats)
                .chain(() -> users.countInUse(tx, partner, client));
    }

    /** Whoever has a seat now is to be let in at once. */
    private void wakeSignIns(SeatEvent event) {
        if (event instanceof SeatOccupied || event instanceof PlanGrowthPreviewed) {
            signIns.wake();
        }
    }

    /** The partner, client, user or question whose request may be waiting for the news. */
    private static UUID whoWaits(UUID partner, SeatEvent event) {
        return switch (event) {
            case SeatsAllocated(_, var client, _, _) -> client;
            case SeatOccupied(var user, _, _) -> user;
            case SeatChangeAwaitingConfirmation(var change) -> clientOf(change, partner);
            case SeatChangeCompleted(var change) -> clientOf(change, partner);
            case SeatChangeDeclined(var change) -> clientOf(change, partner);
            case SeatChangeCancelled(var change) -> clientOf(change, partner);
            case SeatChangeExpired(var change) -> clientOf(change, partner);
            case SeatChangeRejected(var change) -> clientOf(change, partner);
            case PlanGrowthPreviewed(var growth, _, _, _, _) -> growth;
            case PlanGrowthRefused(var growth, _, _, _, _) -> growth;
            default -> partner;
        };
    }

    private static UUID clientOf(SeatChangeState change, UUID otherwise) {
        return change.clientId() == null ? otherwise : change.clientId();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }
}
