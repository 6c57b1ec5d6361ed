package io.seatflow.trial;

import java.time.Duration;

/** What a trial is told of, and how long before its end. */
public enum TimerKind {
    THREE_DAYS_LEFT(3),
    ONE_DAY_LEFT(1),
    OVER(0);

    private final Duration ahead;

    TimerKind(int days) {
        this.ahead = Duration.ofDays(days);
    }

    /** How long before the end it is due. */
    Duration ahead() {
        return ahead;
    }
}
