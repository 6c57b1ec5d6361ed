package io.seatflow.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.acceptance.bench.Case.Door;
import io.seatflow.acceptance.bench.Case.Traffic;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughputPlanTest {

    @Test
    void withoutWordsAllIsMeasured() {
        var plan = ThroughputPlan.of(List.of());

        assertThat(plan.traffic()).containsExactly(Traffic.HOT, Traffic.SPREAD);
        assertThat(plan.doors()).containsExactly(Door.SERVICE, Door.GATEWAY);
        assertThat(plan.clients(Door.SERVICE)).containsExactly(1, 8, 32, 128);
        assertThat(plan.clients(Door.GATEWAY)).containsExactly(32, 128);
    }

    @Test
    void wordsChooseParts() {
        var plan = ThroughputPlan.of(List.of("quick", "hot", "128"));

        assertThat(plan.traffic()).containsExactly(Traffic.HOT);
        assertThat(plan.doors()).containsExactly(Door.SERVICE);
        assertThat(plan.clients(Door.SERVICE)).containsExactly(128);
        assertThat(plan.slice()).isLessThan(ThroughputPlan.of(List.of("hot")).slice());
    }

    @Test
    void theGatewayIsMeasuredBesideTheServiceItself() {
        var plan = ThroughputPlan.of(List.of("quick", "gateway", "spread"));

        assertThat(plan.doors()).containsExactly(Door.SERVICE, Door.GATEWAY);
        assertThat(plan.clients()).containsExactly(32, 128);
        assertThat(plan.clients(Door.SERVICE)).isEqualTo(plan.clients(Door.GATEWAY));
    }

    @Test
    void anotherWordIsNotUnderstood() {
        assertThatThrownBy(() -> ThroughputPlan.of(List.of("quick", "hat")))
                .hasMessageContaining("hat is not understood");
    }
}
