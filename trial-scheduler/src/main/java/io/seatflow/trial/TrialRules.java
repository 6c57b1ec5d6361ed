package io.seatflow.trial;

import io.seatflow.platform.event.TrialEvent;
import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.event.TrialEvent.TrialExpiring;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** When a trial is told of, and what. */
public final class TrialRules {

    private TrialRules() {}

    /**
     * The timers of a trial that ends then. A reminder whose time has passed is none any more; the
     * end is told however late it is.
     */
    public static List<Timer> timers(Instant endsAt, Instant now) {
        return Arrays.stream(TimerKind.values())
                .map(kind -> new Timer(kind, endsAt, endsAt.minus(kind.ahead())))
                .filter(timer -> timer.kind() == TimerKind.OVER || timer.dueAt().isAfter(now))
                .toList();
    }

    /** What a timer that is due tells at {@code now}. */
    public static TrialEvent told(UUID clientId, Timer timer, Instant now) {
        return timer.kind() == TimerKind.OVER
                ? new TrialExpired(clientId, timer.endsAt())
                : new TrialExpiring(
                        clientId, timer.endsAt(), Trial.remainingDays(now, timer.endsAt()));
    }

    /**
     * Whether a timer that is due is left out: a reminder that is found only when the next one is
     * due as well, or the trial over, reminds of nothing any more.
     */
    public static boolean isStale(Timer timer, Instant now) {
        return switch (timer.kind()) {
            case THREE_DAYS_LEFT ->
                    !now.isBefore(timer.endsAt().minus(TimerKind.ONE_DAY_LEFT.ahead()));
            case ONE_DAY_LEFT -> !now.isBefore(timer.endsAt());
            case OVER -> false;
        };
    }
}
