package io.seatflow.billing.payment.braintree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"56, 64", "7, 8", "1, 2", "0, 1"})
    void whoGoesFirstLeavesAShare(int first, int all) {
        var slots = new Slots(all);
        var buying = slots.allButAShare();

        IntStream.range(0, first).forEach(_ -> assertThat(buying.take()).isTrue());

        assertThat(buying.free()).isZero();
        assertThat(buying.take()).isFalse();
        assertThat(slots.free()).isEqualTo(all - first);
        assertThat(slots.taken()).isEqualTo(first);
    }

    @Test
    void whereAllAreTakenNobodyGoesFirst() {
        var slots = new Slots(2);
        var buying = slots.allButAShare();
        slots.take();
        slots.take();

        assertThat(buying.free()).isZero();
        assertThat(buying.take()).isFalse();

        slots.giveBack();
        assertThat(buying.take()).isTrue();
        assertThat(slots.free()).isZero();
    }

    @Test
    void whatIsGivenBackIsFreeForAll() {
        var slots = new Slots(2);
        var buying = slots.allButAShare();
        buying.take();

        buying.giveBack();

        assertThat(buying.free()).isEqualTo(1);
        assertThat(slots.free()).isEqualTo(2);
    }
}
