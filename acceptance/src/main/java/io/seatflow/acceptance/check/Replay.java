package io.seatflow.acceptance.check;

import io.seatflow.acceptance.check.Books.Change;
import io.seatflow.acceptance.check.Books.Figures;
import io.seatflow.acceptance.check.Books.Transfer;
import io.seatflow.acceptance.check.Violation.Rule;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * One partner's transfers played from the first to the last: what each account holds, and whether
 * each change moved what it may, out of what there was at that moment.
 */
final class Replay {

    private static final Set<String> SOURCES = Set.of("PLAN", "COMPLIMENTARY", "DIRECT");
    private static final Set<String> OF_CLIENTS =
            Set.of("CLIENT_FREE", "CLIENT_IN_USE", "COMPLIMENTARY", "DIRECT");

    private final Partner partner;
    private final List<Instant> periodEnds;
    private final Findings findings;
    private final Map<String, Integer> balances = new HashMap<>();
    private final Map<UUID, Steps> changes = new HashMap<>();
    private long sequence;
    private Instant lastAt = Instant.EPOCH;
    private int left;
    private int begun;

    Replay(Partner partner, List<Instant> periodEnds, List<Change> changes, Findings findings) {
        this.partner = partner;
        this.periodEnds = List.copyOf(periodEnds);
        this.findings = findings;
        changes.forEach(change -> this.changes.put(change.id(), new Steps(change, findings)));
    }

    /** Plays the next transfer. */
    void play(Transfer transfer) {
        findings.require(
                transfer.sequence() == sequence + 1,
                Rule.REPLAY,
                "The transfer after number %d is %s",
                sequence,
                transfer);
        sequence = transfer.sequence();
        explain(transfer);
        move(transfer, transfer.from(), -transfer.seats());
        move(transfer, transfer.to(), transfer.seats());
        findings.require(
                transfer.after().equals(figures()),
                Rule.REPLAY,
                "The figures after it are %s: %s",
                figures(),
                transfer);
        findings.require(
                !transfer.occurredAt().isBefore(lastAt),
                Rule.REPLAY,
                "Time ran backwards from %s to %s",
                lastAt,
                transfer);
        lastAt = transfer.occurredAt();
        var limit = partner.supplyLimit();
        findings.require(
                limit == null || supply() <= limit,
                Rule.REPLAY,
                "A supply of %d passes the limit of %s: %s",
                supply(),
                limit,
                transfer);
    }

    private void explain(Transfer transfer) {
        if (isMove(transfer, "RETIRING", "PLAN")) {
            leave(transfer);
            return;
        }
        if (transfer.change() == null) {
            begun += transfer.seats();
            findings.require(
                    isMove(transfer, "PLAN", "AVAILABLE") && transfer.sequence() == 1,
                    Rule.TRANSFERS_OF_A_CHANGE,
                    "Nothing asked for %s",
                    transfer);
            return;
        }
        var steps = changes.get(transfer.change());
        findings.require(
                steps != null, Rule.TRANSFERS_OF_A_CHANGE, "There is no change of %s", transfer);
        if (steps != null) {
            if (isMove(transfer, "RESERVED", "PLAN")) {
                leave(transfer);
            }
            steps.take(transfer, balance("AVAILABLE"), balance("RETIRING"));
        }
    }

    private void leave(Transfer transfer) {
        left += transfer.seats();
        findings.require(
                periodEnds.stream().anyMatch(end -> !transfer.occurredAt().isBefore(end)),
                Rule.REPLAY,
                "Before the end of any period there left %s",
                transfer);
    }

    private void move(Transfer transfer, String kind, int seats) {
        var account =
                OF_CLIENTS.contains(kind)
                        ? kind + " " + Objects.requireNonNullElse(transfer.client(), "of nobody")
                        : kind;
        int after = balances.merge(account, seats, Integer::sum);
        findings.require(
                SOURCES.contains(kind) ? after <= 0 : after >= 0,
                Rule.REPLAY,
                "%s of partner %s holds %d after %s",
                account,
                partner.id(),
                after,
                transfer);
    }

    private static boolean isMove(Transfer transfer, String from, String to) {
        return transfer.from().equals(from) && transfer.to().equals(to);
    }

    /** Compares what each change ended as with what it has moved. */
    void end() {
        changes.values().forEach(Steps::end);
        findings.require(
                begun == partner.seats(),
                Rule.REPLAY,
                "The plan of %s began with %d seats, not with %d",
                partner.id(),
                begun,
                partner.seats());
    }

    /** What an account of the partner holds. */
    int balance(String account) {
        return balances.getOrDefault(account, 0);
    }

    /** What an account of a client holds. */
    int balance(String account, UUID client) {
        return balance(account + " " + client);
    }

    private Figures figures() {
        return new Figures(
                supply(),
                balance("AVAILABLE"),
                balance("INTERNAL"),
                balance("RETIRING"),
                balance("RESERVED"),
                allocated(),
                -sum("COMPLIMENTARY"));
    }

    /** What all accounts of all clients hold together. */
    int allocated() {
        return OF_CLIENTS.stream().mapToInt(this::sum).sum();
    }

    int supply() {
        return -balance("PLAN");
    }

    /** What the accounts of one kind hold together. */
    int sum(String kind) {
        return balances.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kind + " "))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    long sequence() {
        return sequence;
    }

    /** Seats that have left the supply at a period's end. */
    int left() {
        return left;
    }

    /** Seats that the plan began with. */
    int begun() {
        return begun;
    }

    Map<UUID, Steps> changes() {
        return Map.copyOf(changes);
    }
}
