package io.seatflow.account.user.rest;

import io.seatflow.account.user.User;
import io.seatflow.account.user.UserState;
import io.seatflow.platform.tenancy.Caller;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user, as the API tells of it.
 *
 * @param status {@code ACTIVE}, {@code AWAITING_SEAT} or {@code SUSPENDED}
 * @param seatChange the change that it waits by, also one that came to nothing; null: it does not
 *     wait
 */
record UserView(
        UUID id,
        @Nullable UUID clientId,
        String email,
        String name,
        String role,
        String status,
        @Nullable SeatChangeView seatChange,
        Instant createdAt,
        long version) {

    static UserView of(User user, Caller caller) {
        return new UserView(
                user.id(),
                user.clientId(),
                user.email(),
                user.name(),
                user.role().name(),
                user.state().status(),
                user.state() instanceof UserState.AwaitingSeat(var wait)
                        ? SeatChangeView.of(wait, caller)
                        : null,
                user.createdAt(),
                user.version());
    }
}
