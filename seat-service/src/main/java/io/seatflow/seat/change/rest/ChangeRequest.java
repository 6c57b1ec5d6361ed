package io.seatflow.seat.change.rest;

import io.seatflow.platform.tenancy.Caller;
import io.seatflow.seat.change.Action;
import io.seatflow.seat.change.OnShortfall;
import io.seatflow.seat.change.SeatRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A seat change, as it is asked for.
 *
 * @param clientId goes with what moves seats to a client and back, and with what a client's own
 *     administrators buy and give up
 */
@NamesWhoseSeats
record ChangeRequest(
        @NotNull Action action,
        @Nullable UUID clientId,
        @NotNull @Min(1) @Max(SeatRequest.MOST_SEATS) Integer seats,
        @Nullable OnShortfall onShortfall) {

    OnShortfall shortfallWish() {
        return Objects.requireNonNullElse(onShortfall, OnShortfall.ASK);
    }

    /** A vendor-billed client buys for itself; whether it is one, its ledger knows. */
    boolean isOfOwnPlan(Caller caller) {
        return caller.isClientAdmin() && (action == Action.PURCHASE || action == Action.RETIRE);
    }
}
