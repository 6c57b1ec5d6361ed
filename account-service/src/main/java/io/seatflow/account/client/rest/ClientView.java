package io.seatflow.account.client.rest;

import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.Client;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.client.SeatChange;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client, as the API tells of it.
 *
 * @param trial null: it is in none
 * @param seatChange the change that its seats wait for; null where none is open
 */
record ClientView(
        UUID id,
        String name,
        ClientStatus status,
        @Nullable Trial trial,
        BillingManager billingManager,
        OnTrialEnd onTrialEnd,
        @Nullable String externalId,
        @Nullable String purchaseOrder,
        Seats seats,
        @Nullable SeatChangeView seatChange,
        Instant createdAt,
        long version) {

    record Seats(int seats, int inUse, int free) {}

    record Trial(Instant startedAt, Instant endsAt, int remainingDays, boolean extended) {}

    static ClientView of(Client client, boolean seesAmounts) {
        SeatChange change = client.change();
        return new ClientView(
                client.id(),
                client.name(),
                client.status(),
                null,
                client.billingManager(),
                client.onTrialEnd(),
                client.externalId(),
                client.purchaseOrder(),
                new Seats(client.seats(), client.inUse(), client.free()),
                change == null || !change.status().isOpen()
                        ? null
                        : SeatChangeView.of(change, seesAmounts),
                client.createdAt(),
                client.version());
    }
}
