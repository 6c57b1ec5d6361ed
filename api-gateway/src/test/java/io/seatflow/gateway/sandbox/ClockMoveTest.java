package io.seatflow.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.seatflow.platform.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockMoveTest {

    private static final Instant NOW = Instant.parse("2026-11-16T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P14D, , 2026-11-30T12:00:00Z",
        "P2W, , 2026-11-30T12:00:00Z",
        "P1M, , 2026-12-16T12:00:00Z",
        "PT36H, , 2026-11-18T00:00:00Z",
        "P1Y2M3DT4H5M6.5S, , 2028-01-19T16:05:06.500Z",
        "PT0S, , 2026-11-16T12:00:00Z",
        ", 2026-12-01T00:00:00Z, 2026-12-01T00:00:00Z",
        ", 2026-11-16T12:00:00Z, 2026-11-16T12:00:00Z",
    })
    void aLengthOrAnInstantIsUnderstood(
            @Nullable String advance, @Nullable Instant to, Instant target) {
        assertThat(new ClockMove(advance, to).target(NOW)).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        ", , /advance /to",
        "P1D, 2026-12-01T00:00:00Z, /advance /to",
        "P-1D, , /advance",
        "-PT1S, , /advance",
        "PT, , /advance",
        "P, , /advance",
        "P1DT, , /advance",
        "T1H, , /advance",
        "'', , /advance",
        "two weeks, , /advance",
        "P999999999Y, , /advance",
        "P9999Y, , /advance",
        ", 2026-11-16T11:59:59Z, /to",
        ", +999999999-01-01T00:00:00Z, /to",
    })
    void whatIsNeitherOrGoesBackIsRefusedByField(
            @Nullable String advance, @Nullable Instant to, String pointers) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> new ClockMove(advance, to).target(NOW))
                .satisfies(problem -> {
                    for (String pointer : pointers.split(" ", -1)) {
                        assertThat("" + problem.members().get("errors"))
                                .contains("pointer=" + pointer + ",");
                    }
                });
    }
}
