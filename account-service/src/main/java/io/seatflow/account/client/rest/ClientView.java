package io.seatflow.account.client.rest;

import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientState;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.client.SeatChange;
import io.seatflow.account.client.SeatFigures;
import io.seatflow.platform.tenancy.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client, as the API tells of it.
 *
 * @param trial null: it is in none
 * @param disabledReason the slug of the problem that it was disabled for; null: somebody wanted it
 * @param seatLimit the most seats that it may come to have; null: no limit
 * @param complimentaryLimit the most in Setup or Trial
 * @param seatChange the change that its seats wait for; null where none is open
 */
record ClientView(
        UUID id,
        String name,
        ClientStatus status,
        @Nullable Trial trial,
        @Nullable String disabledReason,
        BillingManager billingManager,
        OnTrialEnd onTrialEnd,
        @Nullable String externalId,
        @Nullable String purchaseOrder,
        Seats seats,
        @Nullable Integer seatLimit,
        int complimentaryLimit,
        @Nullable SeatChangeView seatChange,
        Instant createdAt,
        long version) {

    record Seats(int seats, int inUse, int free) {}

    record Trial(Instant startedAt, Instant endsAt, int remainingDays, boolean extended) {}

    static ClientView of(Client client, Caller caller, Instant now) {
        SeatChange change = client.change();
        SeatFigures figures = client.figures();
        return new ClientView(
                client.id(),
                client.name(),
                client.status(),
                trial(client.state(), now),
                client.state() instanceof ClientState.Disabled disabled ? disabled.reason() : null,
                client.billingManager(),
                client.onTrialEnd(),
                client.externalId(),
                client.purchaseOrder(),
                new Seats(figures.seats(), figures.inUse(), figures.free()),
                client.limits().seats(),
                client.limits().complimentary(),
                change == null || !change.status().isOpen()
                        ? null
                        : SeatChangeView.of(change, caller),
                client.createdAt(),
                client.version());
    }

    private static @Nullable Trial trial(ClientState state, Instant now) {
        return state instanceof ClientState.Trial(var trial)
                ? new Trial(
                        trial.startedAt(),
                        trial.endsAt(),
                        trial.remainingDays(now),
                        trial.extended())
                : null;
    }
}
