package io.seatflow.acceptance.bench;

import io.seatflow.acceptance.bench.Case.Door;
import io.seatflow.acceptance.bench.Case.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run measures and for how long.
 *
 * @param doors beside the reference, which is always measured
 * @param directClients how many clients come to seat-service itself, case by case
 * @param gatewayClients how many come to the gateway; as many are measured directly
 * @param warmUp of a case at least
 * @param warmUpChanges in that time, or as soon after it as may be
 * @param slice the measured time of one case in one round
 */
record ThroughputPlan(
        List<Traffic> traffic,
        List<Door> doors,
        List<Integer> directClients,
        List<Integer> gatewayClients,
        Duration warmUp,
        int warmUpChanges,
        Duration slice,
        int rounds) {

    private static final List<Integer> GATEWAY_CLIENTS = List.of(32, 128);

    private static final String USAGE =
            "usage: ./dev bench SeatLedgerThroughput [quick] [hot|spread] [direct|gateway] [CLIENTS]...";

    /**
     * The whole measurement, or the part of it that the words name: {@code quick} for shorter
     * rounds and, unless told otherwise, without the gateway; {@code hot} or {@code spread} alone;
     * {@code direct} alone, or {@code gateway} with nothing directly but what it is compared with;
     * numbers of clients.
     */
    static ThroughputPlan of(List<String> words) {
        Set<Traffic> traffic = new TreeSet<>();
        Set<Door> doors = new TreeSet<>();
        Set<Integer> clients = new TreeSet<>();
        boolean quick = false;
        for (String word : words) {
            switch (word) {
                case "quick" -> quick = true;
                case "hot" -> traffic.add(Traffic.HOT);
                case "spread" -> traffic.add(Traffic.SPREAD);
                case "direct" -> doors.add(Door.SERVICE);
                case "gateway" -> doors.add(Door.GATEWAY);
                default -> clients.add(clients(word));
            }
        }
        List<Door> usual = quick ? List.of(Door.SERVICE) : List.of(Door.SERVICE, Door.GATEWAY);
        List<Integer> direct = quick ? List.of(32, 128) : List.of(1, 8, 32, 128);
        if (doors.equals(Set.of(Door.GATEWAY))) {
            doors.add(Door.SERVICE);
            direct = GATEWAY_CLIENTS;
        }
        return new ThroughputPlan(
                orElse(traffic, List.of(Traffic.values())),
                orElse(doors, usual),
                orElse(clients, direct),
                orElse(clients, GATEWAY_CLIENTS),
                Duration.ofSeconds(quick ? 12 : 30),
                quick ? 30_000 : 100_000,
                Duration.ofSeconds(quick ? 5 : 10),
                quick ? 3 : 5);
    }

    private static int clients(String word) {
        if (!word.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(word + " is not understood. " + USAGE);
        }
        return Integer.parseInt(word);
    }

    private static <T> List<T> orElse(Set<T> named, List<T> usual) {
        return named.isEmpty() ? usual : new ArrayList<>(named);
    }

    /** How many clients come to any door, case by case. */
    List<Integer> clients() {
        var all = new TreeSet<Integer>();
        doors.forEach(door -> all.addAll(clients(door)));
        return List.copyOf(all);
    }

    /** How many clients come to a door, case by case. */
    List<Integer> clients(Door door) {
        return door == Door.GATEWAY ? gatewayClients : directClients;
    }
}
