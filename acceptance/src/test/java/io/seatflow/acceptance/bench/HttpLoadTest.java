package io.seatflow.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The generator against a server that gives every request the same answer, a 201. */
class HttpLoadTest {

    private static final Duration TIME = Duration.ofMillis(300);

    private final BenchPartner partner =
            new BenchPartner(
                    UUID.randomUUID(),
                    List.of(UUID.randomUUID()),
                    List.of(new BenchCaller("token", null)));

    @Test
    void everyAnswerIsCountedWithItsTime() throws IOException {
        try (var server = FixedAnswers.start()) {
            Samples samples = load(server, 201).run(8, TIME).requireRight();

            assertThat(samples.count()).isGreaterThan(100);
            assertThat(samples.perSecond()).isEqualTo(samples.count() / (TIME.toNanos() / 1e9));
            assertThat(samples.millis(0.5)).isPositive().isLessThanOrEqualTo(samples.millis(0.99));
        }
    }

    @Test
    void anAnswerOfAnotherStatusIsWrongAndShown() throws IOException {
        try (var server = FixedAnswers.start()) {
            Samples samples = load(server, 200).run(2, TIME);

            assertThat(samples.count()).isZero();
            assertThatThrownBy(samples::requireRight)
                    .hasMessageContaining("201 Created")
                    .hasMessageContaining("COMPLETED");
        }
    }

    private HttpLoad load(FixedAnswers server, int expectedStatus) {
        return new HttpLoad(
                server.port(), new SeatTraffic(server.port(), List.of(partner)), expectedStatus);
    }
}
