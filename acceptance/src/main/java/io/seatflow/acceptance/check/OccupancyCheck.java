package io.seatflow.acceptance.check;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.seatflow.acceptance.check.Books.Occupant;
import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatVacated;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Who sits where: as many as there are seats in use, those who were told of, nobody who has gone,
 * and each with the holder whose user they are.
 */
final class OccupancyCheck {

    private final Evidence evidence;
    private final Map<UUID, Replay> replays;
    private final Findings findings = new Findings();
    private final Map<UUID, Seat> users = new HashMap<>();
    private final Set<UUID> gone = new HashSet<>();

    /**
     * A seat of a partner's.
     *
     * @param holder the client that has it, or the partner
     */
    private record Seat(UUID partner, UUID holder) {}

    private OccupancyCheck(Evidence evidence, Map<UUID, Replay> replays) {
        this.evidence = evidence;
        this.replays = Map.copyOf(replays);
    }

    static List<Violation> violations(Evidence evidence, Map<UUID, Replay> replays) {
        var check = new OccupancyCheck(evidence, replays);
        evidence.told().forEach(check::follow);
        check.numbers();
        check.occupants();
        check.events();
        return check.findings.all();
    }

    private void follow(Told told) {
        switch (told.event()) {
            case UserAdded added ->
                    users.put(
                            added.userId(),
                            new Seat(
                                    told.partner(),
                                    added.clientId() == null ? told.partner() : added.clientId()));
            case UserRemoved removed -> gone.add(removed.userId());
            default -> {}
        }
    }

    private static Seat seat(Occupant row) {
        return new Seat(row.partner(), row.client() == null ? row.partner() : row.client());
    }

    /** Invariant 5. */
    private void numbers() {
        var numbers =
                evidence.books().occupants().stream()
                        .collect(groupingBy(OccupancyCheck::seat, counting()));
        replays.forEach((partner, replay) -> {
            occupied(numbers, new Seat(partner, partner), replay.balance("INTERNAL"));
            replay.clients()
                    .keySet()
                    .forEach(client ->
                            occupied(
                                    numbers,
                                    new Seat(partner, client),
                                    replay.balance("CLIENT_IN_USE", client)));
        });
        findings.require(
                numbers.isEmpty(), Rule.OCCUPANCY, "Seats of nobody are in use: %s", numbers);
    }

    private void occupied(Map<Seat, Long> numbers, Seat seat, int inUse) {
        var number = numbers.remove(seat);
        findings.require(
                (number == null ? 0 : number) == inUse,
                Rule.OCCUPANCY,
                "Of %s there are %d seats in use, by %s users",
                seat,
                inUse,
                number);
    }

    private void occupants() {
        for (var row : evidence.books().occupants()) {
            findings.require(
                    Objects.equals(users.get(row.user()), seat(row)) && !gone.contains(row.user()),
                    Rule.OCCUPANCY,
                    "%s, whose user is %s and gone %s",
                    row,
                    users.get(row.user()),
                    gone.contains(row.user()));
        }
    }

    /** What was told of seats, taken together, is who has one. */
    private void events() {
        var told = new HashMap<UUID, Seat>();
        var seen = new HashSet<UUID>();
        for (var heard : evidence.heard()) {
            if (!seen.add(heard.id())) {
                continue;
            }
            var partner = heard.partner();
            switch (heard.event()) {
                case SeatOccupied(var user, var client, _) ->
                        told.put(user, new Seat(partner, client == null ? partner : client));
                case SeatVacated(var user, _) -> told.remove(user);
                case SeatsReturned(var change, var client, _, _) when change == null ->
                        told.values().removeIf(new Seat(partner, client)::equals);
                default -> {}
            }
        }
        var found = new HashMap<UUID, Seat>();
        evidence.books().occupants().forEach(row -> found.put(row.user(), seat(row)));
        findings.require(
                told.equals(found),
                Rule.OCCUPANCY,
                "By what was told %s sit, and there sit %s",
                told,
                found);
    }
}
