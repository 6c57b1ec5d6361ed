package io.seatflow.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.platform.event.TrialEvent.TrialExpired;
import io.seatflow.platform.event.TrialEvent.TrialExpiring;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialRulesTest {

    private static final Instant END = Instant.parse("2026-11-30T12:00:00Z");
    private static final UUID CLIENT = new UUID(0, 1);

    @Test
    void aTrialIsToldOfThreeDaysAheadOneDayAheadAndAtItsEnd() {
        assertThat(TrialRules.timers(END, END.minus(Duration.ofDays(14))))
                .containsExactly(
                        new Timer(
                                TimerKind.THREE_DAYS_LEFT,
                                END,
                                Instant.parse("2026-11-27T12:00:00Z")),
                        new Timer(
                                TimerKind.ONE_DAY_LEFT, END, Instant.parse("2026-11-29T12:00:00Z")),
                        new Timer(TimerKind.OVER, END, END));
    }

    @ParameterizedTest(name = "known {0} before its end: {1} timers")
    @CsvSource({"PT72H1S,3", "PT72H,2", "PT24H1S,2", "PT24H,1", "PT0S,1", "PT-48H,1"})
    void remindersWhoseTimeHasPassedAreSkippedAndTheEndNever(Duration before, int timers) {
        assertThat(TrialRules.timers(END, END.minus(before)))
                .hasSize(timers)
                .last()
                .isEqualTo(new Timer(TimerKind.OVER, END, END));
    }

    @ParameterizedTest(name = "{0} found {1} before the end: left out {2}")
    @CsvSource({
        "THREE_DAYS_LEFT,PT72H,false",
        "THREE_DAYS_LEFT,PT24H1S,false",
        "THREE_DAYS_LEFT,PT24H,true",
        "ONE_DAY_LEFT,PT24H,false",
        "ONE_DAY_LEFT,PT1S,false",
        "ONE_DAY_LEFT,PT0S,true",
        "OVER,PT0S,false",
        "OVER,PT-480H,false"
    })
    void aReminderThatIsFoundTooLateIsLeftOut(TimerKind kind, Duration before, boolean left) {
        var timer = new Timer(kind, END, END.minus(kind.ahead()));

        assertThat(TrialRules.isStale(timer, END.minus(before))).isEqualTo(left);
    }

    @Test
    void whatIsToldSaysWhatIsLeft() {
        var reminder = new Timer(TimerKind.THREE_DAYS_LEFT, END, END.minus(Duration.ofDays(3)));

        assertThat(TrialRules.told(CLIENT, reminder, reminder.dueAt()))
                .isEqualTo(new TrialExpiring(CLIENT, END, 3));
        assertThat(TrialRules.told(CLIENT, reminder, reminder.dueAt().plusMillis(800)))
                .isEqualTo(new TrialExpiring(CLIENT, END, 3));
        assertThat(TrialRules.told(CLIENT, reminder, END.minus(Duration.ofHours(30))))
                .isEqualTo(new TrialExpiring(CLIENT, END, 2));
        assertThat(TrialRules.told(CLIENT, new Timer(TimerKind.OVER, END, END), END))
                .isEqualTo(new TrialExpired(CLIENT, END));
    }
}
