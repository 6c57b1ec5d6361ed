package io.seatflow.trial.kafka;

import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatflowEvent;
import io.seatflow.platform.event.TrialEvent;
import io.seatflow.platform.inbox.EventStream;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears from account-service whose trial begins and ends. */
@ApplicationScoped
class AccountConsumer {

    private final EventStream events;

    AccountConsumer(EventStream events) {
        this.events = events;
    }

    @Incoming("accounts")
    public Uni<Void> receive(ConsumerRecords<String, String> batch) {
        return events.deliver(batch, AccountConsumer::on);
    }

    private static Uni<Void> on(Received<? extends SeatflowEvent> received) {
        return switch (received.event()) {
            // No client is created in trial, so there is no timer to set.
            case AccountEvent.PartnerRegistered _,
                    AccountEvent.ClientCreated _,
                    AccountEvent.SupplyLimitChanged _,
                    AccountEvent.UserAdded _,
                    AccountEvent.UserRemoved _,
                    AccountEvent.UserStatusChanged _,
                    AccountEvent.ClientActivated _,
                    AccountEvent.ClientDisabled _,
                    AccountEvent.BillingManagerChanged _,
                    AccountEvent.ClientLimitsChanged _,
                    AccountEvent.TrialStarted _,
                    AccountEvent.TrialExtended _,
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
