package io.seatflow.account.partner;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A parent account.
 *
 * @param supplyLimit the most seats that its plan may ever have; null: no limit
 * @param clientsMayConfirm whether people of its clients may confirm what it pays for
 * @param progress what other services have done for it so far
 * @param version counts its changes
 */
public record Partner(
        UUID id,
        String name,
        String program,
        String interval,
        String currency,
        String timeZone,
        @Nullable Integer supplyLimit,
        boolean clientsMayConfirm,
        PartnerStatus status,
        Progress progress,
        Instant createdAt,
        long version) {

    /**
     * How far a new partner's start has come.
     *
     * @param hasCard whether there is a first payment to wait for
     * @param ledgerOpened whether its seats are in the ledger
     * @param invoiced whether its first invoice exists
     * @param paymentTried whether its first payment succeeded or failed
     */
    public record Progress(
            boolean hasCard, boolean ledgerOpened, boolean invoiced, boolean paymentTried) {

        /** Whether all has happened that a registration waits for. */
        public boolean isComplete() {
            return ledgerOpened && invoiced && (paymentTried || !hasCard);
        }
    }
}
