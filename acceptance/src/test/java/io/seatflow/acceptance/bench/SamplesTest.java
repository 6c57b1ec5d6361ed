package io.seatflow.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final long SECOND = 1_000_000_000;

    private final Samples samples = new Samples(0, 10 * SECOND);

    @Test
    void onlyWhatEndsInTheMeasuredTimeCounts() {
        samples.done(0, 1);
        samples.done(9 * SECOND, 10 * SECOND - 1);
        samples.done(9 * SECOND, 10 * SECOND);

        assertThat(samples.count()).isEqualTo(2);
        assertThat(samples.perSecond()).isEqualTo(0.2);
        assertThat(samples.isOver(10 * SECOND)).isTrue();
    }

    @Test
    void aQuantileIsTheTimeOfThatShare() {
        for (int millis = 100; millis >= 1; millis--) {
            samples.done(0, millis * 1_000_000L);
        }

        assertThat(samples.millis(0.5)).isEqualTo(51);
        assertThat(samples.millis(0.99)).isEqualTo(100);
    }

    @Test
    void theFirstOnesHaveARateOfTheirOwn() {
        for (int i = 1; i <= 4; i++) {
            samples.done(0, i * SECOND);
        }
        for (int i = 1; i <= 4; i++) {
            samples.done(0, 4 * SECOND + i * SECOND / 4);
        }

        assertThat(samples.perSecond(0, 4)).isEqualTo(1);
        assertThat(samples.perSecond(4, 8)).isEqualTo(4);
        assertThatThrownBy(() -> samples.perSecond(0, 9)).hasMessage("Only 8 were done, not 9.");
    }
}
