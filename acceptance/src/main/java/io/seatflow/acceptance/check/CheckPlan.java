package io.seatflow.acceptance.check;

import java.util.List;

/**
 * How much is done before it is checked.
 *
 * @param operations requests, each with a key of its own; at least so many
 * @param kills how often a replica is killed; at least so often
 * @param seed what the callers' and the faults' choices spring from
 */
public record CheckPlan(int operations, int kills, long seed) {

    public CheckPlan {
        if (operations < 1 || kills < 0) {
            throw new IllegalArgumentException("At least one operation, and no negative kills.");
        }
    }

    /** From the words of a command line: operations, kills, seed, each optional. */
    static CheckPlan of(List<String> words) {
        return new CheckPlan(
                (int) word(words, 0, 200_000),
                (int) word(words, 1, 100),
                word(words, 2, System.currentTimeMillis()));
    }

    private static long word(List<String> words, int position, long otherwise) {
        return position < words.size() ? Long.parseLong(words.get(position)) : otherwise;
    }
}
