package io.seatflow.account.user;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Users of a client who wait for their seats by one change.
 *
 * @param changeId null where nobody waits
 */
public record Waiters(@Nullable UUID changeId, List<UUID> users) {

    public static final Waiters NONE = new Waiters(null, List.of());

    public Waiters {
        users = List.copyOf(users);
    }
}
