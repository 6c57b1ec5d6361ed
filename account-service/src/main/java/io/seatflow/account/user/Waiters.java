package io.seatflow.account.user;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Users of a client who wait for their seats by one change.
 *
 * @param changeId null where nobody waits
 */
public record Waiters(@Nullable UUID changeId, List<UUID> users) {

    public static final Waiters NONE = new Waiters(null, List.of());

    /** As many ids as an event of a fifth of what Kafka takes has room for. */
    static final int NAMED_AT_ONCE = 5_000;

    public Waiters {
        users = List.copyOf(users);
    }

    /** Those who are named one page before the other, and the last of them: all, where few wait. */
    public Pages pages() {
        int last = Math.max(0, (users.size() - 1) / NAMED_AT_ONCE * NAMED_AT_ONCE);
        List<List<UUID>> before =
                IntStream.iterate(0, first -> first < last, first -> first + NAMED_AT_ONCE)
                        .mapToObj(first -> users.subList(first, first + NAMED_AT_ONCE))
                        .toList();
        return new Pages(before, users.subList(last, users.size()));
    }

    /** Users in the order in which they are told of. */
    public record Pages(List<List<UUID>> before, List<UUID> last) {
        public Pages {
            before = List.copyOf(before);
            last = List.copyOf(last);
        }
    }
}
