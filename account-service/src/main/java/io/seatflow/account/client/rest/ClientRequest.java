package io.seatflow.account.client.rest;

import static java.util.Objects.requireNonNullElse;

import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.ClientStatus;
import io.seatflow.account.client.NewClient;
import io.seatflow.account.client.OnShortfall;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.input.Only;
import io.seatflow.account.input.Text;
import io.seatflow.platform.id.Ids;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/** A new client, as it is asked for. */
record ClientRequest(
        @NotNull @Text(max = 200) String name,
        @NotNull @Only("ACTIVE") ClientStatus status,
        @Nullable @Min(0) @Max(1_000_000) Integer seats,
        @Nullable @Only("PARTNER") BillingManager billingManager,
        @Nullable OnTrialEnd onTrialEnd,
        @Nullable OnShortfall onShortfall,
        @Nullable @Text(max = 200) String externalId,
        @Nullable @Text(max = 200) String purchaseOrder) {

    int wantedSeats() {
        return requireNonNullElse(seats, 0);
    }

    OnShortfall shortfallWish() {
        return requireNonNullElse(onShortfall, OnShortfall.ASK);
    }

    NewClient toNewClient(String requestedBy) {
        return new NewClient(
                Ids.next(),
                name.strip(),
                status,
                requireNonNullElse(billingManager, BillingManager.PARTNER),
                requireNonNullElse(onTrialEnd, OnTrialEnd.DISABLE),
                shortfallWish(),
                wantedSeats(),
                externalId,
                purchaseOrder,
                Ids.next(),
                requestedBy);
    }
}
