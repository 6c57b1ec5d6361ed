package io.seatflow.seat.check;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a replay of a partner's whole ledger found.
 *
 * @param checkedRows how many lines were replayed
 * @param fromSequence the first of them; 0 where there are none
 * @param toSequence the last of them
 * @param differences at most {@link #MOST_DIFFERENCES}, lines in their order first
 * @param took how long it took
 */
public record Verification(
        long checkedRows,
        long fromSequence,
        long toSequence,
        List<Difference> differences,
        Duration took) {

    /** One wrong line can make every later one differ from the balances: nobody reads them all. */
    public static final int MOST_DIFFERENCES = 1_000;

    public Verification {
        differences = List.copyOf(differences);
    }

    /** The same, from its beginning to its end. */
    public Verification tookSince(Instant begun, Instant ended) {
        return new Verification(
                checkedRows, fromSequence, toSequence, differences, Duration.between(begun, ended));
    }

    /** Whether everything that was compared agrees. */
    public boolean agrees() {
        return differences.isEmpty();
    }
}
