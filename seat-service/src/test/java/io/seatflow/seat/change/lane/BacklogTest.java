package io.seatflow.seat.change.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BacklogTest {

    /** The whole flood is there first: whoever comes after it is served with its first part. */
    @Test
    void aFloodOfOneStarvesNobody() {
        var backlog = new Backlog<String, Integer>(2_000, 10_000);
        for (int i = 0; i < 2_000; i++) {
            assertThat(backlog.offer("flood", i)).isTrue();
        }
        assertThat(backlog.offer("other", -1)).isTrue();

        assertThat(backlog.take(256, 192)).hasSize(193).contains(-1);
    }

    @Test
    void aFloodIsTurnedAwayAtItsBoundAndOthersAreNot() {
        var backlog = new Backlog<String, Integer>(3, 10_000);
        for (int i = 0; i < 3; i++) {
            assertThat(backlog.offer("flood", i)).isTrue();
        }

        assertThat(backlog.offer("flood", 3)).isFalse();
        assertThat(backlog.offer("other", 0)).isTrue();
        assertThat(backlog.size()).isEqualTo(4);
    }

    @Test
    void manyTogetherAreTurnedAwayAtTheCommonBound() {
        var backlog = new Backlog<Integer, Integer>(3, 5);
        for (int key = 0; key < 5; key++) {
            assertThat(backlog.offer(key, 0)).isTrue();
        }

        assertThat(backlog.offer(5, 0)).isFalse();
        assertThat(backlog.take(1, 1)).hasSize(1);
        assertThat(backlog.offer(5, 0)).isTrue();
    }

    @Test
    void whoHasWaitedTooLongIsTakenOutAndTheOthersKeepTheirTurns() {
        var backlog = new Backlog<String, Integer>(10, 10);
        for (int i = 1; i <= 3; i++) {
            assertThat(backlog.offer("some", i)).isTrue();
            assertThat(backlog.offer("all", -i)).isTrue();
        }

        assertThat(backlog.takeAll(i -> i < 2)).containsExactlyInAnyOrder(1, -1, -2, -3);

        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.offer("all", -4)).isTrue();
        assertThat(backlog.take(10, 10)).containsExactly(2, 3, -4);
        assertThat(backlog.size()).isZero();
    }

    /** Seats that were paid for are handed over, whatever flood is before them. */
    @Test
    void whatCannotBeTurnedAwayIsTakenInItsTurn() {
        var backlog = new Backlog<String, Integer>(2, 2);
        assertThat(backlog.offer("flood", 0)).isTrue();
        assertThat(backlog.offer("flood", 1)).isTrue();

        backlog.add("flood", 2);

        assertThat(backlog.offer("flood", 3)).isFalse();
        assertThat(backlog.take(10, 10)).containsExactly(0, 1, 2);
    }

    /**
     * Whatever is offered and taken in which order: nothing is lost, nothing overtakes its own
     * kind.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void eachKeyKeepsItsOrder(long seed) {
        var random = new SplittableRandom(seed);
        var backlog = new Backlog<Integer, List<Integer>>(20, 100);
        var offered = new HashMap<Integer, Integer>();
        var taken = new HashMap<Integer, Integer>();
        for (int step = 0; step < 300; step++) {
            if (random.nextInt(3) > 0) {
                int key = random.nextInt(8);
                int number = offered.getOrDefault(key, 0);
                if (backlog.offer(key, List.of(key, number))) {
                    offered.put(key, number + 1);
                }
            } else {
                check(backlog.take(random.nextInt(1, 20), random.nextInt(1, 10)), taken);
            }
        }
        var rest = new ArrayList<List<Integer>>();
        while (backlog.size() > 0) {
            rest.addAll(backlog.take(10, 3));
        }
        check(rest, taken);
        assertThat(taken).isEqualTo(offered);
    }

    private static void check(List<List<Integer>> items, Map<Integer, Integer> taken) {
        for (var item : items) {
            assertThat(item.get(1)).isEqualTo(taken.getOrDefault(item.get(0), 0));
            taken.merge(item.get(0), 1, Integer::sum);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }
}
