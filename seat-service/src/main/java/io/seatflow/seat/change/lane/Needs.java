package io.seatflow.seat.change.lane;

import io.seatflow.seat.change.SeatChangeId;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule must know besides the partner's own figures.
 *
 * @param change a seat change, and with it the client and the users that it is about
 * @param client a client's seats
 * @param users which seats these users have
 * @param periodEnd what billing was answered about the end of this period of the client's own plan,
 *     or of the partner's where there is no client
 */
public record Needs(
        @Nullable SeatChangeId change,
        @Nullable ClientId client,
        List<UserId> users,
        @Nullable Instant periodEnd) {

    public static final Needs NOTHING = new Needs(null, null, List.of(), null);

    public Needs {
        users = List.copyOf(users);
    }

    public static Needs client(@Nullable ClientId client) {
        return new Needs(null, client, List.of(), null);
    }

    public static Needs change(SeatChangeId change) {
        return new Needs(change, null, List.of(), null);
    }
}
