package io.seatflow.acceptance.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What came out for a case, in one round or as the median of several.
 *
 * @param perSecond changes done
 * @param cpuMicros processor time of one change, by who used it
 * @param eventsLeft committed and not yet published when the measured time was over
 * @param settleSeconds how long it took after that until all were published
 * @param ratio of {@code perSecond} to the reference of the same round
 * @param toDirect its ratio to as many clients at seat-service directly in the same round; NaN for
 *     what is not measured through the gateway
 * @param othersShare of the machine's processors, used by programs that have no part in this: more
 *     than a few hundredths, and the figures are theirs as well
 */
record Measurement(
        double perSecond,
        double medianMillis,
        double p99Millis,
        Map<String, Double> cpuMicros,
        double eventsLeft,
        double settleSeconds,
        double ratio,
        double toDirect,
        double othersShare) {

    /** The median of each figure by itself. */
    static Measurement median(List<Measurement> rounds) {
        var cpu = new LinkedHashMap<String, Double>();
        rounds.getFirst()
                .cpuMicros()
                .keySet()
                .forEach(name ->
                        cpu.put(
                                name,
                                median(
                                        rounds,
                                        round -> round.cpuMicros().getOrDefault(name, 0.0))));
        return new Measurement(
                median(rounds, Measurement::perSecond),
                median(rounds, Measurement::medianMillis),
                median(rounds, Measurement::p99Millis),
                cpu,
                median(rounds, Measurement::eventsLeft),
                median(rounds, Measurement::settleSeconds),
                median(rounds, Measurement::ratio),
                median(rounds, Measurement::toDirect),
                median(rounds, Measurement::othersShare));
    }

    private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
        return median(rounds.stream().mapToDouble(figure).toArray());
    }

    /** The middle value, or the mean of the two in the middle. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Processor time of one change, of all together. */
    double cpuMicrosInAll() {
        return cpuMicros.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
