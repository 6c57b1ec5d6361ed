package io.seatflow.account.partner.rest;

import io.seatflow.account.partner.Partner;
import io.seatflow.account.partner.PartnerStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A partner, as the API tells of it. */
record PartnerView(
        UUID id,
        String name,
        String program,
        String interval,
        String currency,
        String timeZone,
        PartnerStatus status,
        @Nullable Integer supplyLimit,
        boolean clientsMayConfirm,
        Instant createdAt,
        long version) {

    static PartnerView of(Partner partner) {
        return new PartnerView(
                partner.id(),
                partner.name(),
                partner.program(),
                partner.interval(),
                partner.currency(),
                partner.timeZone(),
                partner.status(),
                partner.supplyLimit(),
                partner.clientsMayConfirm(),
                partner.createdAt(),
                partner.version());
    }
}
