package io.seatflow.account.client.rest;

import static java.util.Objects.requireNonNullElse;

import io.seatflow.account.client.BillingManager;
import io.seatflow.account.client.FirstStatus;
import io.seatflow.account.client.NewClient;
import io.seatflow.account.client.OnShortfall;
import io.seatflow.account.client.OnTrialEnd;
import io.seatflow.account.input.EmailAddress;
import io.seatflow.account.input.SandboxOnly;
import io.seatflow.account.input.Text;
import io.seatflow.account.role.Role;
import io.seatflow.account.user.NewUser;
import io.seatflow.platform.id.Ids;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new client, as it is asked for.
 *
 * @param admin its first user; whom the vendor is to bill has one
 */
@NamesWhoPays
record ClientRequest(
        @NotNull @Text(max = 200) String name,
        @NotNull FirstStatus status,
        @Nullable @Min(0) @Max(1_000_000) Integer seats,
        @Nullable BillingManager billingManager,
        @Nullable OnTrialEnd onTrialEnd,
        @Nullable OnShortfall onShortfall,
        @Nullable @Text(max = 200) String externalId,
        @Nullable @Text(max = 200) String purchaseOrder,
        @Nullable @Valid Admin admin) {

    /**
     * Somebody who is to administer the client.
     *
     * @param password to sign in with at once; in the sandbox alone
     */
    record Admin(
            @NotNull @EmailAddress String email,
            @NotNull @Text(max = 200) String name,
            @Nullable @Text(max = 200) @SandboxOnly String password) {

        NewUser toUser(UUID partnerId, UUID clientId, String requestedBy) {
            return new NewUser(
                    Ids.next(),
                    partnerId,
                    clientId,
                    email.toLowerCase(Locale.ROOT),
                    name.strip(),
                    Role.ADMIN,
                    Ids.next(),
                    requestedBy);
        }

        /** A password belongs in no log line. */
        @Override
        public String toString() {
            return "Admin";
        }
    }

    int wantedSeats() {
        return requireNonNullElse(seats, 0);
    }

    BillingManager payer() {
        return requireNonNullElse(billingManager, BillingManager.PARTNER);
    }

    OnShortfall shortfallWish() {
        return requireNonNullElse(onShortfall, OnShortfall.ASK);
    }

    NewClient toNewClient(String requestedBy) {
        return new NewClient(
                Ids.next(),
                name.strip(),
                status,
                payer(),
                requireNonNullElse(onTrialEnd, OnTrialEnd.DISABLE),
                shortfallWish(),
                wantedSeats(),
                externalId,
                purchaseOrder,
                Ids.next(),
                requestedBy);
    }
}
