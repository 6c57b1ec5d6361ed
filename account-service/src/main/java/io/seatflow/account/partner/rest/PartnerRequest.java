package io.seatflow.account.partner.rest;

import io.seatflow.account.input.EmailAddress;
import io.seatflow.account.input.Text;
import io.seatflow.account.partner.Registration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A new partner, as an operator asks for it. */
@NamesWhatThereIs
record PartnerRequest(
        @NotNull @Text(max = 200) String name,
        @NotNull String program,
        @NotNull Interval interval,
        @NotNull String currency,
        @NotNull String timeZone,
        @Nullable @Min(1) @Max(31) Integer billingAnchorDay,
        @NotNull @Min(0) @Max(1_000_000) Integer seats,
        @Nullable @Size(max = 50) List<@NotNull String> addOns,
        @NotNull @Valid Admin admin,
        @Nullable @Text(max = 255) String paymentMethodNonce,
        @Nullable @Min(0) Integer supplyLimit,
        @Nullable ProrationCollection prorationCollection) {

    enum Interval {
        MONTHLY,
        ANNUAL
    }

    enum ProrationCollection {
        IMMEDIATE,
        NEXT_INVOICE
    }

    /**
     * The partner's first administrator.
     *
     * @param password to sign in with at once; in the sandbox alone
     */
    record Admin(
            @NotNull @EmailAddress String email,
            @NotNull @Text(max = 200) String name,
            @Nullable @Text(max = 200) String password) {

        /** A password belongs in no log line. */
        @Override
        public String toString() {
            return "Admin";
        }
    }

    Registration toRegistration() {
        return new Registration(
                name.strip(),
                program,
                interval.name(),
                currency,
                timeZone,
                billingAnchorDay,
                seats,
                addOns == null ? List.of() : addOns,
                supplyLimit,
                Objects.requireNonNullElse(prorationCollection, ProrationCollection.IMMEDIATE)
                        .name(),
                admin.email().toLowerCase(Locale.ROOT),
                admin.name().strip(),
                paymentMethodNonce);
    }
}
