package io.seatflow.trial.kafka;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.EventTypes;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.event.TrialEvent;
import io.seatflow.platform.inbox.EventStream;
import io.seatflow.platform.inbox.TopicConsumer;
import io.seatflow.trial.Trial;
import io.seatflow.trial.postgres.Trials;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears from account-service whose trial begins and ends. */
@ApplicationScoped
class AccountConsumer implements TopicConsumer {

    private final EventStream events;
    private final Trials trials;

    AccountConsumer(EventStream events, Trials trials) {
        this.events = events;
        this.trials = trials;
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
        return switch (received.event()) {
            case AccountEvent.TrialStarted(var client, var startedAt, var endsAt) ->
                    trials.start(received, new Trial(client, startedAt, endsAt, false));
            case AccountEvent.TrialExtended(var client, var endsAt) ->
                    trials.extend(received, client, endsAt);
            case AccountEvent.ClientActivated activated ->
                    trials.end(received, activated.clientId());
            case AccountEvent.ClientDisabled(var client, _) -> trials.end(received, client);
            case AccountEvent.PartnerRegistered _,
                    AccountEvent.PartnerRenamed _,
                    AccountEvent.ClientRenamed _,
                    AccountEvent.ClientCreated _,
                    AccountEvent.SupplyLimitChanged _,
                    AccountEvent.ClientConfirmationChanged _,
                    AccountEvent.UserAdded _,
                    AccountEvent.UserRemoved _,
                    AccountEvent.SeatLeftBehind _,
                    AccountEvent.UserStatusChanged _,
                    AccountEvent.UsersAwaitSeats _,
                    AccountEvent.BillingManagerChanged _,
                    AccountEvent.ClientLimitsChanged _,
                    AccountEvent.PlanGrowthPreviewAsked _ ->
                    Uni.createFrom().voidItem();
            case SeatEvent _, BillingEvent _, TrialEvent _ ->
                    Uni.createFrom()
                            .failure(
                                    new IllegalArgumentException(
                                            "Not an event of accounts: " + received.event()));
        };
    }
}
