package io.seatflow.seat.change.lane;

import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.seat.change.SeatChange;
import io.seatflow.seat.ledger.SeatLedger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rule knows when it decides.
 *
 * @param isOpen whether the partner has a ledger; if not, {@code ledger} is an empty one
 * @param ledger with the client and the users that the rule {@linkplain Needs needs}
 * @param change the change that it needs; null: there is none
 * @param isRepeat whether what is decided has had its effect, in a try that nobody knew the end of:
 *     only its answer is owed
 * @param askedAt when billing was last asked about that change (system time)
 * @param periodAnswer what billing was answered first about the period that it needs
 */
public record View(
        boolean isOpen,
        SeatLedger ledger,
        @Nullable SeatChange change,
        boolean isRepeat,
        @Nullable Instant askedAt,
        @Nullable SupplyReduced periodAnswer) {}
