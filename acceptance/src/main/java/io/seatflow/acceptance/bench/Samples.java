package io.seatflow.acceptance.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long each piece of work took, in the order in which they were done. Only what ends within the
 * measured time counts. Written by one thread.
 */
final class Samples {

    private static final int WRONG_ANSWERS_KEPT = 5;

    private final long begin;
    private final long end;
    private final List<String> wrongAnswers = new ArrayList<>();
    private long[] nanos = new long[1 << 16];
    private long[] doneAt = new long[1 << 16];
    private int count;
    private int errors;
    private long @Nullable [] sorted;

    /**
     * @param begin of the measured time, as {@link System#nanoTime} tells it
     */
    Samples(long begin, long end) {
        this.begin = begin;
        this.end = end;
    }

    boolean isOver(long now) {
        return now - end >= 0;
    }

    /** Notes a piece of work that was answered as it should be. */
    void done(long started, long now) {
        if (!isOver(now)) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
                doneAt = Arrays.copyOf(doneAt, 2 * count);
            }
            doneAt[count] = now;
            nanos[count++] = now - started;
        }
    }

    /** Notes an answer that nobody wanted. */
    void wrong(String answer) {
        errors++;
        if (wrongAnswers.size() < WRONG_ANSWERS_KEPT) {
            wrongAnswers.add(answer);
        }
    }

    int count() {
        return count;
    }

    /** A figure with failures in it says nothing. */
    Samples requireRight() {
        if (errors > 0) {
            throw new IllegalStateException(errors + " wrong answers, such as " + wrongAnswers);
        }
        return this;
    }

    double perSecond() {
        return count / ((end - begin) / 1e9);
    }

    /** How many a second while these were done, counted from 0 in the order of their ends. */
    double perSecond(int from, int to) {
        if (to > count) {
            throw new IllegalStateException("Only " + count + " were done, not " + to + ".");
        }
        long started = from == 0 ? begin : doneAt[from - 1];
        return (to - from) / ((doneAt[to - 1] - started) / 1e9);
    }

    /** The time within which this share of all was done; NaN where nothing was. */
    double millis(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        if (sorted == null) {
            sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
        }
        return sorted[(int) Math.min(count - 1L, Math.round(share * count))] / 1e6;
    }
}
