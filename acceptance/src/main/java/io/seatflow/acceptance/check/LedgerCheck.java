package io.seatflow.acceptance.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.seatflow.acceptance.check.Books.Change;
import io.seatflow.acceptance.check.Books.Client;
import io.seatflow.acceptance.check.Books.Ledger;
import io.seatflow.acceptance.check.Books.Transfer;
import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.AccountEvent.UsersAwaitSeats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * All that must hold of a run that has come to rest. None of seat-service's code is asked: the
 * transfers are replayed by a model of the checker's own, and everything else is held against it.
 */
final class LedgerCheck {

    private final Evidence evidence;
    private final Findings findings = new Findings();
    private final Map<UUID, Replay> replays = new HashMap<>();

    private LedgerCheck(Evidence evidence) {
        this.evidence = evidence;
    }

    /** Whatever does not hold. */
    static List<Violation> violations(Evidence evidence) {
        var check = new LedgerCheck(evidence);
        check.settled();
        check.replay();
        check.balances();
        check.reservations();
        check.heard();
        var violations = new ArrayList<>(evidence.seen());
        violations.addAll(check.findings.all());
        violations.addAll(OutcomeCheck.violations(evidence));
        violations.addAll(EventCheck.violations(evidence, check.replays));
        violations.addAll(OccupancyCheck.violations(evidence, check.replays));
        violations.addAll(LimitCheck.violations(evidence));
        violations.addAll(PaymentCheck.violations(evidence, check.replays));
        return violations;
    }

    private void settled() {
        var books = evidence.books();
        findings.require(
                books.unpublished() == 0,
                Rule.SETTLED,
                "%d events are still to be published",
                books.unpublished());
        books.deadLetters()
                .forEach(letter -> findings.require(false, Rule.SETTLED, "Given up: %s", letter));
        books.changes()
                .forEach(change ->
                        findings.require(
                                !change.isUnderWay(), Rule.SETTLED, "Still waiting: %s", change));
    }

    private void replay() {
        var transfers =
                evidence.books().transfers().stream().collect(groupingBy(Transfer::partner));
        var changes = evidence.books().changes().stream().collect(groupingBy(Change::partner));
        for (var partner : evidence.partners()) {
            var replay =
                    new Replay(
                            evidence,
                            partner,
                            changes.getOrDefault(partner.id(), List.of()),
                            findings);
            transfers.getOrDefault(partner.id(), List.of()).forEach(replay::play);
            replay.end();
            replays.put(partner.id(), replay);
        }
        findings.require(
                replays.keySet().containsAll(transfers.keySet()),
                Rule.REPLAY,
                "Somebody moved seats of partners that nobody told of: %s",
                transfers.keySet());
    }

    private void balances() {
        var ledgers =
                evidence.books().ledgers().stream().collect(toMap(Ledger::partner, row -> row));
        var clients = evidence.books().clients().stream().collect(groupingBy(Client::partner));
        replays.forEach((partner, replay) -> {
            var row = ledgers.get(partner);
            findings.require(row != null, Rule.REPLAY, "There is no ledger of %s", partner);
            if (row != null) {
                var own = clients.getOrDefault(partner, List.of());
                compare(replay, row);
                addUp(row, own);
                own.forEach(client -> compare(replay, client));
            }
        });
        known(clients);
    }

    private void compare(Replay replay, Ledger row) {
        same(row, "sequence", row.sequence(), replay.sequence());
        same(row, "supply", row.supply(), replay.supply());
        same(row, "available", row.available(), replay.balance("AVAILABLE"));
        same(row, "internal", row.internal(), replay.balance("INTERNAL"));
        same(row, "retiring", row.retiring(), replay.balance("RETIRING"));
        same(row, "seats in retiring lots", row.retiringInLots(), row.retiring());
        same(row, "reserved", row.reserved(), replay.balance("RESERVED"));
        same(row, "complimentary", row.complimentary(), -replay.sum("COMPLIMENTARY"));
        same(row, "allocated", row.allocated(), replay.allocated());
    }

    /** Invariants 1 and 3. */
    private void addUp(Ledger row, List<Client> clients) {
        same(
                row,
                "sum of its parts",
                row.supply(),
                row.available()
                        + row.internal()
                        + row.retiring()
                        + row.reserved()
                        + row.allocated());
        same(
                row,
                "sum of its clients",
                row.allocated(),
                clients.stream()
                        .mapToInt(client ->
                                client.free()
                                        + client.inUse()
                                        + client.complimentary()
                                        + client.direct())
                        .sum());
    }

    private void same(Ledger row, String what, long found, long expected) {
        findings.require(
                found == expected,
                Rule.REPLAY,
                "The %s should be %d and is %d: %s",
                what,
                expected,
                found,
                row);
    }

    private void compare(Replay replay, Client row) {
        findings.require(
                row.free() == replay.balance("CLIENT_FREE", row.id())
                        && row.inUse() == replay.balance("CLIENT_IN_USE", row.id())
                        && row.complimentary() == replay.balance("COMPLIMENTARY", row.id())
                        && row.direct() == replay.balance("DIRECT", row.id()),
                Rule.REPLAY,
                "Free, in use, complimentary, direct should be %d, %d, %d, %d: %s",
                replay.balance("CLIENT_FREE", row.id()),
                replay.balance("CLIENT_IN_USE", row.id()),
                replay.balance("COMPLIMENTARY", row.id()),
                replay.balance("DIRECT", row.id()),
                row);
    }

    /** Every client that was told of is there, once, as what was told last. */
    private void known(Map<UUID, List<Client>> clients) {
        replays.forEach((partner, replay) -> {
            var states =
                    clients.getOrDefault(partner, List.of()).stream()
                            .collect(toMap(Client::id, LedgerCheck::state));
            replay.clients()
                    .forEach((client, standing) ->
                            findings.require(
                                    Objects.equals(states.get(client), standing.end()),
                                    Rule.TOLD,
                                    "Client %s of %s was told to be %s and is %s",
                                    client,
                                    partner,
                                    standing.end(),
                                    states.get(client)));
            findings.require(
                    states.size() == replay.clients().size(),
                    Rule.TOLD,
                    "Partner %s was told to have %d clients and has %d",
                    partner,
                    replay.clients().size(),
                    states.size());
        });
    }

    private static Standing.State state(Client row) {
        return new Standing.State(
                row.source(), row.disabled(), row.seatLimit(), row.complimentaryLimit());
    }

    /** All that was told is remembered to have had its effect, so that it never has another. */
    private void heard() {
        for (var told : evidence.told()) {
            findings.require(
                    told.event() instanceof UsersAwaitSeats
                            || evidence.books().seen().containsKey(told.id()),
                    Rule.TOLD,
                    "Never heard of: %s",
                    told);
        }
    }

    /** What is set aside, and what is on order, belongs to purchases under way, all of it. */
    private void reservations() {
        var purchasing =
                evidence.books().changes().stream()
                        .filter(change -> change.status().equals("PURCHASING"))
                        .collect(groupingBy(Change::partner));
        for (var row : evidence.books().ledgers()) {
            var own = purchasing.getOrDefault(row.partner(), List.of());
            int reserved =
                    own.stream()
                            .mapToInt(change ->
                                    change.reservedAvailable() + change.reservedRetiring())
                            .sum();
            int ordered =
                    own.stream()
                            .filter(change -> !change.direct())
                            .mapToInt(Change::shortfall)
                            .sum();
            findings.require(
                    row.reserved() == reserved && row.onOrder() == ordered,
                    Rule.RESERVATION,
                    "Purchases under way have set aside %d and ordered %d seats: %s",
                    reserved,
                    ordered,
                    row);
        }
        var buyers =
                purchasing.values().stream()
                        .flatMap(List::stream)
                        .map(Change::client)
                        .filter(Objects::nonNull)
                        .collect(toSet());
        for (var row : evidence.books().clients()) {
            findings.require(
                    buyers.contains(row.id()) || (row.onOrder() == 0 && row.held() == 0),
                    Rule.RESERVATION,
                    "No purchase is under way for %s",
                    row);
        }
    }
}
