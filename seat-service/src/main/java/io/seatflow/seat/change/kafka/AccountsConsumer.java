package io.seatflow.seat.change.kafka;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientConfirmationChanged;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import io.seatflow.platform.event.AccountEvent.ClientLimitsChanged;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.PlanGrowthPreviewAsked;
import io.seatflow.platform.event.AccountEvent.SeatLeftBehind;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.event.AccountEvent.TrialStarted;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.AccountEvent.UsersAwaitSeats;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.PlanGrowthRefused;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.Premature;
import io.seatflow.platform.inbox.TopicConsumer;
import io.seatflow.platform.wait.Waiting;
import io.seatflow.seat.change.Action;
import io.seatflow.seat.change.OnShortfall;
import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.change.SeatRequest;
import io.seatflow.seat.change.lane.Repeated;
import io.seatflow.seat.change.lane.Work;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.seatflow.seat.ledger.BillingManager;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.Holder;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.PlanGrowth;
import io.seatflow.seat.ledger.SeatCommand;
import io.seatflow.seat.ledger.SeatSource;
import io.seatflow.seat.ledger.Source;
import io.seatflow.seat.ledger.UserId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Gives new partners a ledger, clients and users their seats, as accounts tells of them. */
@ApplicationScoped
class AccountsConsumer implements TopicConsumer {

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

    @Override
    public String topic() {
        return EventTypes.topic(AccountEvent.class);
    }

    @Override
    public Uni<Void> on(Received<? extends SeatflowEvent> received) {
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
            case ClientConfirmationChanged(var allowed) ->
                    changes.letClientsConfirm(partner, allowed, received.sequence());
            case ClientCreated created ->
                    setUp(partner, created)
                            .chain(() -> welcome(partner, created, received.occurredAt(), once))
                            .invoke(() -> waiting.signal(created.clientId()));
            case ClientLimitsChanged(var client, var seatLimit, var complimentaryLimit) ->
                    changes.tell(
                            partner,
                            new SeatCommand.LimitClient(
                                    new ClientId(client), seatLimit, complimentaryLimit),
                            once);
            case TrialStarted started ->
                    changes.endSetup(partner, new ClientId(started.clientId()));
            case ClientActivated activated ->
                    changes.endSetup(partner, new ClientId(activated.clientId()))
                            .chain(() -> activate(partner, activated, received.occurredAt(), once));
            case UsersAwaitSeats(_, var change, var users) ->
                    changes.keepWaiters(partner, new SeatChangeId(change), users);
            case ClientDisabled(var client, var releaseSeats) ->
                    changes.endSetup(partner, new ClientId(client))
                            .chain(() ->
                                    changes.tell(
                                            partner,
                                            new SeatCommand.Disable(
                                                    new ClientId(client), releaseSeats),
                                            once));
            case BillingManagerChanged(var client, var billingManager, var seatSource) ->
                    changes.tell(
                            partner,
                            new SeatCommand.ChangeBillingManager(
                                    new ClientId(client),
                                    BillingManager.valueOf(billingManager),
                                    SeatSource.valueOf(seatSource)),
                            received.occurredAt(),
                            once);
            case PlanGrowthPreviewAsked asked -> preview(partner, asked, once);
            case UserAdded added ->
                    changes.ask(partner, toSeat(added, received.occurredAt()), once, _ -> null)
                            .replaceWithVoid();
            case SeatLeftBehind(var user) -> remove(partner, new UserId(user), once);
            case UserRemoved(var user, _) -> remove(partner, new UserId(user), once);
            default -> Uni.createFrom().voidItem();
        };
    }

    /** Who may work in a client is known before there is one to work in. */
    private Uni<Void> setUp(PartnerId partner, ClientCreated created) {
        return created.status().equals("SETUP")
                ? changes.beginSetup(partner, new ClientId(created.clientId()))
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> preview(PartnerId partner, PlanGrowthPreviewAsked asked, Work.Once once) {
        return changes.preview(
                partner,
                new ClientId(asked.clientId()),
                BillingManager.valueOf(asked.billingManager()),
                SeatSource.valueOf(asked.seatSource()),
                (growth, at) -> answer(asked, growth, at),
                once);
    }

    private static SeatEvent answer(PlanGrowthPreviewAsked asked, PlanGrowth growth, Instant at) {
        return switch (growth) {
            case PlanGrowth.Grows(var seats, var payer) ->
                    new PlanGrowthPreviewed(
                            asked.previewId(),
                            asked.clientId(),
                            seats,
                            at,
                            payer == null ? null : payer.value());
            case PlanGrowth.LimitReached(var limit) ->
                    new PlanGrowthRefused(
                            asked.previewId(),
                            asked.clientId(),
                            "supply-limit-reached",
                            "The partner may have " + limit + " seats at most.",
                            limit);
            case PlanGrowth.UnknownClient _ ->
                    throw new Premature("Client " + asked.clientId() + " in the ledger.");
        };
    }

    /** The seats join the plan before those who wait for one are looked after, by one change. */
    private Uni<Void> activate(
            PartnerId partner, ClientActivated activated, Instant at, Work.Event once) {
        var client = new ClientId(activated.clientId());
        var activate =
                new SeatCommand.Activate(
                        client,
                        SeatSource.valueOf(activated.seatSource()),
                        BillingManager.valueOf(activated.billingManager()));
        var change = activated.seatChangeId();
        if (change == null) {
            return changes.tell(partner, activate, at, once);
        }
        var id = new SeatChangeId(change);
        return changes.tell(partner, activate, at, once.step())
                .chain(() -> changes.waiters(partner, id))
                .map(named -> toSeat(activated, id, named, at))
                .chain(request -> changes.ask(partner, request, once, _ -> null))
                .replaceWithVoid()
                .onFailure(Repeated.class)
                .recoverWithNull()
                .chain(() -> changes.forgetWaiters(partner, id));
    }

    private static SeatRequest toSeat(
            ClientActivated activated, SeatChangeId id, List<UserId> named, Instant at) {
        return SeatRequest.toSeat(
                id,
                new Holder(new ClientId(activated.clientId())),
                Stream.concat(named.stream(), activated.users().stream().map(UserId::new)).toList(),
                OnShortfall.ASK,
                activated.requestedBy(),
                at);
    }

    private static SeatRequest toSeat(UserAdded added, Instant at) {
        var client = added.clientId();
        return SeatRequest.toSeat(
                new SeatChangeId(added.seatChangeId()),
                client == null ? Holder.PARTNER : new Holder(new ClientId(client)),
                List.of(new UserId(added.userId())),
                OnShortfall.valueOf(added.onShortfall()),
                added.requestedBy(),
                at);
    }

    /** Whoever is gone waits for no seat any more, and leaves the one that they have. */
    private Uni<Void> remove(PartnerId partner, UserId user, Work.Once once) {
        return changes.removeUser(partner, user)
                .chain(() -> changes.tell(partner, new SeatCommand.Vacate(user), once));
    }

    /**
     * The client is known before its seats are looked for. Both steps can be repeated: the second
     * one remembers that it was taken.
     */
    private Uni<Void> welcome(
            PartnerId partner, ClientCreated created, Instant createdAt, Work.Event once) {
        var client = new ClientId(created.clientId());
        var open = new SeatCommand.OpenClient(client, source(created));
        return request(created, client, createdAt)
                .map(request ->
                        changes.tell(partner, open, once.step())
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
                                // Its own plan supplies it, and its own people confirm.
                                source(created) == Source.DIRECT
                                        ? Action.PURCHASE
                                        : Action.ALLOCATE,
                                client,
                                created.seats(),
                                OnShortfall.valueOf(created.onShortfall()),
                                created.requestedBy(),
                                createdAt));
    }

    private static Source source(ClientCreated created) {
        if (!created.status().equals("ACTIVE")) {
            return Source.COMPLIMENTARY;
        }
        return created.billingManager().equals("VENDOR") ? Source.DIRECT : Source.PLAN;
    }
}
