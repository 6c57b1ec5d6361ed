package io.seatflow.seat.change.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

        assertThat(take(backlog, 256, 192)).hasSize(193).contains(-1);
    }

    /** A partner that is held up is no other's wait, and its own order stays. */
    @Test
    void whoseTurnItIsNotGoesOnWaitingInItsOrder() {
        var backlog = new Backlog<String, Integer>(10, 10);
        for (int i = 1; i <= 2; i++) {
            assertThat(backlog.offer("held up", i)).isTrue();
            assertThat(backlog.offer("other", -i)).isTrue();
        }

        assertThat(backlog.take(10, 10, Set.of("held up"))).containsExactly(-1, -2);
        assertThat(backlog.take(10, 10, Set.of("held up"))).isEmpty();
        assertThat(backlog.offer("held up", 3)).isTrue();
        assertThat(backlog.takeOf("held up", 2)).containsExactly(1, 2);
        assertThat(backlog.takeOf("nobody", 2)).isEmpty();
        assertThat(backlog.size()).isEqualTo(1);
        assertThat(take(backlog, 10, 10)).containsExactly(3);
        assertThat(backlog.offer("held up", 4)).isTrue();
        assertThat(backlog.takeOf("held up", 1)).containsExactly(4);
        assertThat(take(backlog, 10, 10)).isEmpty();
        assertThat(backlog.size()).isZero();
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
        assertThat(take(backlog, 1, 1)).hasSize(1);
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
        assertThat(take(backlog, 10, 10)).containsExactly(2, 3, -4);
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
        assertThat(take(backlog, 10, 10)).containsExactly(0, 1, 2);
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
                check(takeAny(backlog, random), taken);
            }
        }
        var rest = new ArrayList<List<Integer>>();
        while (backlog.size() > 0) {
            rest.addAll(take(backlog, 10, 3));
        }
        check(rest, taken);
        assertThat(taken).isEqualTo(offered);
    }

    private static <K, T> List<T> take(Backlog<K, T> backlog, int mostAtOnce, int mostOfOne) {
        return backlog.take(mostAtOnce, mostOfOne, Set.of());
    }

    /** Sometimes of one key alone, sometimes of all but one, mostly of all. */
    private static <T> List<T> takeAny(Backlog<Integer, T> backlog, SplittableRandom random) {
        int key = random.nextInt(8);
        return switch (random.nextInt(4)) {
            case 0 -> backlog.takeOf(key, random.nextInt(1, 10));
            case 1 -> backlog.take(random.nextInt(1, 20), random.nextInt(1, 10), Set.of(key));
            default -> take(backlog, random.nextInt(1, 20), random.nextInt(1, 10));
        };
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
