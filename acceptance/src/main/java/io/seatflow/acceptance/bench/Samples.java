package io.seatflow.acceptance.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How long each piece of work took. Only what ends within the measured time counts. Written by one
 * thread.
 */
final class Samples {

    private static final int WRONG_ANSWERS_KEPT = 5;

    private final long begin;
    private final long end;
    private final List<String> wrongAnswers = new ArrayList<>();
    private long[] nanos = new long[1 << 16];
    private int count;
    private int errors;
    private boolean isSorted;

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
            }
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

    int errors() {
        return errors;
    }

    List<String> wrongAnswers() {
        return List.copyOf(wrongAnswers);
    }

    double perSecond() {
        return count / ((end - begin) / 1e9);
    }

    /** The time within which this share of all was done; NaN where nothing was. */
    double millis(double share) {
        if (!isSorted) {
            Arrays.sort(nanos, 0, count);
            isSorted = true;
        }
        return count == 0
                ? Double.NaN
                : nanos[(int) Math.min(count - 1L, Math.round(share * count))] / 1e6;
    }
}
