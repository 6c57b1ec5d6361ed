package io.seatflow.acceptance.check;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.seatflow.acceptance.check.Books.Change;
import io.seatflow.acceptance.check.Books.Ledger;
import io.seatflow.acceptance.check.Replay.Joined;
import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.SeatEvent;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCancelled;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeDeclined;
import io.seatflow.platform.event.SeatEvent.SeatChangeExpired;
import io.seatflow.platform.event.SeatEvent.SeatChangeRejected;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatShortfall;
import io.seatflow.platform.event.SeatEvent.SeatVacated;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SeatsKept;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** What was told, held against what the replayed ledger says. */
final class EventCheck {

    private final Evidence evidence;
    private final Map<UUID, Replay> replays;
    private final Findings findings = new Findings();
    private final Map<UUID, Change> changes;
    private final Set<UUID> askedTwice;

    /** What one partner's events say, summed up. */
    private static final class Story {
        final Map<UUID, Integer> allocated = new HashMap<>();
        final Map<UUID, Integer> returned = new HashMap<>();
        final Map<UUID, Integer> retired = new HashMap<>();
        final Map<UUID, Integer> kept = new HashMap<>();
        final Map<UUID, Integer> clients = new HashMap<>();
        final Map<UUID, String> ends = new HashMap<>();
        final Set<SupplyReduced> reduced = new HashSet<>();
        final Map<UUID, Integer> occupied = new HashMap<>();
        final Map<UUID, Integer> vacated = new HashMap<>();
        final Map<UUID, Integer> released = new HashMap<>();
        final Map<UUID, UUID> seated = new HashMap<>();
        final Map<UUID, Set<UUID>> seatedBy = new HashMap<>();
        final Set<Joined> joined = new HashSet<>();
        int opened;
    }

    private EventCheck(Evidence evidence, Map<UUID, Replay> replays) {
        this.evidence = evidence;
        this.replays = Map.copyOf(replays);
        changes = evidence.books().changes().stream().collect(toMap(Change::id, row -> row));
        askedTwice =
                evidence.seatsAskedFor().entrySet().stream()
                        .filter(asked -> asked.getValue().size() > 1)
                        .map(Map.Entry::getKey)
                        .collect(toSet());
    }

    static List<Violation> violations(Evidence evidence, Map<UUID, Replay> replays) {
        var check = new EventCheck(evidence, replays);
        var last =
                evidence.books().ledgers().stream()
                        .collect(toMap(Ledger::partner, Ledger::lastEvent));
        var byPartner = check.inOrder();
        for (var partner : replays.keySet()) {
            var events = byPartner.getOrDefault(partner, new TreeMap<>());
            check.gapless(partner, events, last.getOrDefault(partner, 0L));
            check.compare(partner, check.story(partner, events));
        }
        return check.findings.all();
    }

    /** Each partner's events by their numbers; a repeat must be the same, and overtake nobody. */
    private Map<UUID, NavigableMap<Long, Heard>> inOrder() {
        var found = new HashMap<UUID, NavigableMap<Long, Heard>>();
        var ids = new HashMap<UUID, Heard>();
        for (var heard : evidence.heard()) {
            var events = found.computeIfAbsent(heard.partner(), _ -> new TreeMap<>());
            var first = events.putIfAbsent(heard.sequence(), heard);
            findings.require(
                    first == null || first.equals(heard),
                    Rule.EVENTS,
                    "One number for %s and %s",
                    first,
                    heard);
            findings.require(
                    first != null || events.lastKey() == heard.sequence(),
                    Rule.EVENTS,
                    "Number %d came before %s",
                    events.lastKey(),
                    heard);
            var sameId = ids.putIfAbsent(heard.id(), heard);
            findings.require(
                    sameId == null || sameId.equals(heard),
                    Rule.EVENTS,
                    "One id for %s and %s",
                    sameId,
                    heard);
        }
        return found;
    }

    private void gapless(UUID partner, NavigableMap<Long, Heard> events, long last) {
        findings.require(
                events.size() == last && (events.isEmpty() || events.lastKey() == last),
                Rule.EVENTS,
                "Of the %d events of partner %s, %d were heard",
                last,
                partner,
                events.size());
    }

    private Story story(UUID partner, NavigableMap<Long, Heard> events) {
        var story = new Story();
        events.values().forEach(heard -> tell(story, partner, heard.event()));
        return story;
    }

    private void tell(Story story, UUID partner, SeatEvent event) {
        switch (event) {
            case SeatLedgerOpened(var supply) -> story.opened += supply;
            case SeatsAllocated(var change, var client, var seats, var after) -> {
                story.allocated.merge(change, seats, Integer::sum);
                has(story, event, client, seats, after);
            }
            case SeatsReturned(var change, var client, var seats, var after) -> {
                if (change == null) {
                    // Its users are without a seat, all at once.
                    story.released.merge(client, seats, Integer::sum);
                    story.seated.values().removeIf(client::equals);
                } else {
                    story.returned.merge(change, seats, Integer::sum);
                }
                has(story, event, client, -seats, after);
            }
            case SeatsRetired(var change, var seats, _, _, _) ->
                    story.retired.merge(change, seats, Integer::sum);
            case SeatsKept(var change, var seats, _, _, _) ->
                    story.kept.merge(change, seats, Integer::sum);
            // The answer to billing may be given again; it stays the same.
            case SupplyReduced reduced -> story.reduced.add(reduced);
            case SeatChangeCompleted(var change) -> ends(story, change, "COMPLETED");
            case SeatChangeDeclined(var change) -> ends(story, change, "DECLINED");
            case SeatChangeCancelled(var change) -> ends(story, change, "CANCELLED");
            case SeatChangeExpired(var change) -> ends(story, change, "EXPIRED");
            case SeatChangeRejected(var change) -> ends(story, change, "REJECTED");
            case SeatPurchaseAbandoned abandoned -> abandoned(abandoned);
            case SeatsAdded(var client, var seats, _, var cause, var sequence, _, var payer) ->
                    findings.require(
                            story.joined.add(new Joined(client, seats, cause, sequence, payer)),
                            Rule.EVENTS,
                            "Told twice: %s",
                            event);
            case SeatOccupied occupied -> occupied(story, partner, occupied);
            case SeatVacated(var user, var client) -> {
                var holder = client == null ? partner : client;
                story.vacated.merge(holder, 1, Integer::sum);
                findings.require(
                        holder.equals(story.seated.remove(user)),
                        Rule.OCCUPANCY,
                        "Nobody sat there: %s",
                        event);
            }
            case SeatShortfall _,
                    SeatPurchaseConfirmed _,
                    SeatChangeAwaitingConfirmation _,
                    SeatEvent.SeatsBought _,
                    SeatEvent.OccupantsListed _,
                    SeatEvent.PlanGrowthPreviewed _,
                    SeatEvent.PlanGrowthRefused _ -> {}
        }
    }

    /** Only a plan of a client's own can have ended while it was paid for. */
    private void abandoned(SeatPurchaseAbandoned abandoned) {
        var change = changes.get(abandoned.changeId());
        findings.require(
                change != null && change.direct() && change.status().equals("DECLINED"),
                Rule.PAYMENT,
                "Paid for and given up: %s of %s",
                abandoned,
                change);
    }

    /** Whoever has the seat already is told of once more. */
    private void occupied(Story story, UUID partner, SeatOccupied told) {
        var holder = told.clientId() == null ? partner : told.clientId();
        var before = story.seated.put(told.userId(), holder);
        findings.require(
                before == null || before.equals(holder),
                Rule.OCCUPANCY,
                "Sat with %s: %s",
                before,
                told);
        var change = told.changeId();
        findings.require(change != null, Rule.OCCUPANCY, "Nothing asked for %s", told);
        if (change != null) {
            story.occupied.merge(change, before == null ? 1 : 0, Integer::sum);
            story.seatedBy.computeIfAbsent(change, _ -> new HashSet<>()).add(told.userId());
        }
    }

    private void has(Story story, SeatEvent event, UUID client, int seats, int told) {
        int after = story.clients.merge(client, seats, Integer::sum);
        findings.require(
                after == told, Rule.EVENTS, "By all events it has %d seats: %s", after, event);
    }

    private void ends(Story story, SeatChangeState change, String end) {
        var other = story.ends.put(change.changeId(), end);
        findings.require(
                (other == null || (askedTwice.contains(change.changeId()) && other.equals(end)))
                        && change.status().equals(end),
                Rule.EVENTS,
                "Told %s after it had been told %s: %s",
                end,
                other,
                change);
    }

    private void compare(UUID partner, Story story) {
        var replay = Objects.requireNonNull(replays.get(partner));
        findings.require(
                story.opened == replay.begun(),
                Rule.EVENTS,
                "The plan of %s began with %d seats, and with %d by what was told",
                partner,
                replay.begun(),
                story.opened);
        for (var steps : replay.changes().values()) {
            var change = steps.change();
            int done = steps.done();
            told(change, "allocated", story.allocated, steps.given());
            told(change, "occupied", story.occupied, steps.occupied());
            seated(story, change);
            told(change, "returned", story.returned, change.action().equals("RETURN") ? done : 0);
            told(change, "retired", story.retired, change.action().equals("RETIRE") ? done : 0);
            told(change, "kept", story.kept, steps.kept());
            var end = story.ends.get(change.id());
            findings.require(
                    Objects.equals(end, change.isOver() ? change.status() : null),
                    Rule.EVENTS,
                    "Its end was told as %s: %s",
                    end,
                    change);
        }
        same(partner, "vacated", story.vacated, replay.vacated());
        same(partner, "released", story.released, replay.released());
        findings.require(
                story.joined.equals(Set.copyOf(replay.joined())),
                Rule.EVENTS,
                "There joined plans of partner %s %s, and by what was told %s",
                partner,
                replay.joined(),
                story.joined);
        int reduced = story.reduced.stream().mapToInt(SupplyReduced::seats).sum();
        findings.require(
                reduced == replay.left(),
                Rule.EVENTS,
                "Of partner %s, %d seats have left, and %d were told to",
                partner,
                replay.left(),
                reduced);
        findings.require(
                story.ends.keySet().equals(over(replay)),
                Rule.EVENTS,
                "Ends were told of changes of partner %s that there are not",
                partner);
        for (var client : clients(partner)) {
            int told = story.clients.getOrDefault(client, 0);
            findings.require(
                    told
                            == replay.balance("CLIENT_FREE", client)
                                    + replay.balance("CLIENT_IN_USE", client),
                    Rule.EVENTS,
                    "Client %s has %d seats by what was told",
                    client,
                    told);
        }
    }

    private void same(
            UUID partner, String what, Map<UUID, Integer> told, Map<UUID, Integer> moved) {
        findings.require(
                told.equals(moved),
                Rule.EVENTS,
                "Of partner %s there were %s %s, and by what was told %s",
                partner,
                what,
                moved,
                told);
    }

    /** Whatever needed no purchase is done when each of its users has a seat. */
    private void seated(Story story, Change change) {
        var isDone = change.status().equals("COMPLETED") && change.shortfall() == 0;
        findings.require(
                !isDone
                        || story.seatedBy
                                .getOrDefault(change.id(), Set.of())
                                .containsAll(change.users()),
                Rule.OCCUPANCY,
                "Done, and not all of its users have a seat: %s",
                change);
    }

    private void told(Change change, String what, Map<UUID, Integer> told, int expected) {
        int seats = told.getOrDefault(change.id(), 0);
        findings.require(
                seats == expected,
                Rule.EVENTS,
                "%d seats were told as %s, and %d were: %s",
                seats,
                what,
                expected,
                change);
    }

    private static Set<UUID> over(Replay replay) {
        var over = new HashSet<UUID>();
        replay.changes()
                .forEach((id, steps) -> {
                    if (steps.change().isOver()) {
                        over.add(id);
                    }
                });
        return over;
    }

    private List<UUID> clients(UUID partner) {
        return evidence.partners().stream()
                .filter(one -> one.id().equals(partner))
                .flatMap(one -> one.clients().stream())
                .map(Partner.Member::id)
                .toList();
    }
}
