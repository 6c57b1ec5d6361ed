package io.seatflow.acceptance.check;

import static java.util.stream.Collectors.toMap;

import io.seatflow.acceptance.check.Books.Change;
import io.seatflow.acceptance.check.Books.Figures;
import io.seatflow.acceptance.check.Books.Transfer;
import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.AccountEvent;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.ClientDisabled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One partner's transfers played from the first to the last: what each account holds, whether each
 * change moved what it may, out of what there was at that moment, and whether all that accounts
 * told of clients moved what it must.
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
    private final Map<UUID, Standing> clients;
    private final Map<UUID, Integer> vacated = new HashMap<>();
    private final Map<UUID, Integer> released = new HashMap<>();
    private final List<Joined> joined = new ArrayList<>();
    private @Nullable Expected next;
    private long sequence;
    private Instant lastAt = Instant.EPOCH;
    private int left;
    private int begun;

    /**
     * Seats of a client that were added to a plan without a purchase first.
     *
     * @param payer the client whose own plan it is; null: the partner's
     * @param sequence of the last transfer that this made
     */
    record Joined(UUID client, int seats, String cause, long sequence, @Nullable UUID payer) {}

    /** The transfer that must follow, since both are one thing that happened. */
    private record Expected(String from, String to, @Nullable UUID client, int seats) {}

    Replay(Evidence evidence, Partner partner, List<Change> changes, Findings findings) {
        this.partner = partner;
        this.periodEnds = List.copyOf(evidence.periodEnds().getOrDefault(partner.id(), List.of()));
        this.findings = findings;
        this.clients =
                partner.clients().stream()
                        .collect(
                                toMap(
                                        Partner.Member::id,
                                        client ->
                                                new Standing(
                                                        client.source(),
                                                        evidence.stepsOf(client.id()))));
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
    }

    private void explain(Transfer transfer) {
        var expected = next;
        next = null;
        var found =
                new Expected(transfer.from(), transfer.to(), transfer.client(), transfer.seats());
        findings.require(
                expected == null || expected.equals(found),
                Rule.TOLD,
                "Not %s follows but %s",
                expected,
                transfer);
        if (isMove(transfer, "RETIRING", "PLAN")) {
            leave(transfer);
        } else if (transfer.change() != null) {
            explainByChange(transfer, transfer.change());
        } else if (expected == null) {
            explainByAccounts(transfer);
        }
        if (transfer.reason().equals("ACTIVATE") || transfer.reason().equals("BILLING_MANAGER")) {
            join(transfer);
        }
    }

    private void explainByChange(Transfer transfer, UUID change) {
        var steps = changes.get(change);
        findings.require(
                steps != null, Rule.TRANSFERS_OF_A_CHANGE, "There is no change of %s", transfer);
        if (steps == null) {
            return;
        }
        if (isMove(transfer, "RESERVED", "PLAN")) {
            leave(transfer);
        }
        var client = steps.change().client();
        if (client != null) {
            fits(transfer, client, steps);
        }
        steps.take(transfer, balance("AVAILABLE"), balance("RETIRING"));
    }

    /** A client is given, or gives back, what one of its kind may. */
    private void fits(Transfer transfer, UUID client, Steps steps) {
        int after = seatsOf(client) + transfer.seats();
        switch (transfer.from() + " → " + transfer.to()) {
            case "AVAILABLE → CLIENT_FREE" ->
                    is(transfer, client, state -> isPlan(state) && state.mayHave(after));
            case "COMPLIMENTARY → CLIENT_FREE" ->
                    is(
                            transfer,
                            client,
                            state ->
                                    state.source().equals("COMPLIMENTARY") && state.mayHave(after));
            case "DIRECT → CLIENT_FREE" ->
                    is(transfer, client, state -> state.source().equals("DIRECT"));
            case "RESERVED → CLIENT_FREE" ->
                    is(transfer, client, state -> isPlan(state) && !state.disabled());
            // Paid for, and its client is none to have it any more.
            case "RESERVED → AVAILABLE" -> {
                if (steps.isDelivering()) {
                    is(transfer, client, state -> !isPlan(state) || state.disabled());
                }
            }
            case "CLIENT_FREE → AVAILABLE" -> is(transfer, client, Replay::isPlan);
            case "CLIENT_FREE → COMPLIMENTARY" ->
                    is(transfer, client, state -> state.source().equals("COMPLIMENTARY"));
            case "CLIENT_FREE → CLIENT_IN_USE" -> is(transfer, client, state -> !state.disabled());
            default -> {}
        }
    }

    private static boolean isPlan(Standing.State state) {
        return state.source().equals("PLAN");
    }

    private void is(Transfer transfer, UUID client, Predicate<Standing.State> what) {
        var standing = clients.get(client);
        findings.require(
                standing != null && standing.isNow(seatsOf(client), what),
                Rule.TOLD,
                "By what was told of the client there can be no %s",
                transfer);
    }

    /** What no change asked for began the plan, or accounts told of its cause. */
    private void explainByAccounts(Transfer transfer) {
        switch (transfer.reason()) {
            case "PLAN_STARTED" -> {
                begun += transfer.seats();
                findings.require(
                        isMove(transfer, "PLAN", "AVAILABLE") && transfer.sequence() == 1,
                        Rule.TRANSFERS_OF_A_CHANGE,
                        "Nothing asked for %s",
                        transfer);
            }
            case "VACATE" -> vacate(transfer);
            case "ACTIVATE" -> activate(transfer);
            case "BILLING_MANAGER" -> changeBilling(transfer);
            case "DISABLE" -> release(transfer);
            default ->
                    findings.require(
                            false, Rule.TRANSFERS_OF_A_CHANGE, "Nothing asked for %s", transfer);
        }
    }

    private void vacate(Transfer transfer) {
        var client = transfer.client();
        findings.require(
                transfer.seats() == 1
                        && (client == null
                                ? isMove(transfer, "INTERNAL", "AVAILABLE")
                                : isMove(transfer, "CLIENT_IN_USE", "CLIENT_FREE")),
                Rule.TOLD,
                "Nobody left a seat by %s",
                transfer);
        vacated.merge(client == null ? partner.id() : client, 1, Integer::sum);
    }

    private void activate(Transfer transfer) {
        if (isMove(transfer, "DIRECT", "COMPLIMENTARY")) {
            takes(
                    transfer,
                    (before, event) ->
                            before.source().equals("COMPLIMENTARY")
                                    && event instanceof ClientActivated activated
                                    && activated.billingManager().equals("VENDOR"));
            all(transfer, seatsOf(transfer));
        } else {
            joinPlan(
                    transfer,
                    "COMPLIMENTARY",
                    (event, source) ->
                            event instanceof ClientActivated activated
                                    && activated.billingManager().equals("PARTNER")
                                    && activated.seatSource().equals(source));
        }
    }

    private void changeBilling(Transfer transfer) {
        if (isMove(transfer, "DIRECT", "AVAILABLE")) {
            takes(
                    transfer,
                    (before, event) ->
                            before.source().equals("PLAN")
                                    && event instanceof BillingManagerChanged changed
                                    && changed.billingManager().equals("VENDOR"));
            all(transfer, seatsOf(transfer));
        } else {
            joinPlan(
                    transfer,
                    "DIRECT",
                    (event, source) ->
                            event instanceof BillingManagerChanged changed
                                    && changed.billingManager().equals("PARTNER")
                                    && changed.seatSource().equals(source));
        }
    }

    /** What makes a client's seats join the partner's plan, with seats from there. */
    private interface Cause {
        boolean is(AccountEvent event, String seatSource);
    }

    /** All of a client's seats: as many of the available ones as was wished, then new ones. */
    private void joinPlan(Transfer transfer, String source, Cause cause) {
        int seats = seatsOf(transfer);
        int available = balance("AVAILABLE");
        boolean fromAvailable = isMove(transfer, "AVAILABLE", source);
        takes(
                transfer,
                (before, event) ->
                        before.source().equals(source)
                                && (cause.is(event, "USE_AVAILABLE_FIRST")
                                        ? fromAvailable == available > 0
                                        : !fromAvailable && cause.is(event, "ADD_TO_PLAN")));
        if (fromAvailable) {
            all(transfer, Math.min(seats, available));
            if (seats > transfer.seats()) {
                next = new Expected("PLAN", source, transfer.client(), seats - transfer.seats());
            }
        } else {
            findings.require(
                    isMove(transfer, "PLAN", source), Rule.TOLD, "Nobody told of %s", transfer);
            all(transfer, seats);
        }
    }

    /** Users leave first, then all seats go where they had come from. */
    private void release(Transfer transfer) {
        takes(transfer, (_, event) -> event instanceof ClientDisabled(_, var all) && all);
        var client = transfer.client();
        if (client == null) {
            return;
        }
        int seats = seatsOf(client);
        released.merge(client, seats, Integer::sum);
        if (isMove(transfer, "CLIENT_IN_USE", "CLIENT_FREE")) {
            all(transfer, balance("CLIENT_IN_USE", client));
            next = new Expected("CLIENT_FREE", supplying(client), client, seats);
        } else {
            findings.require(
                    isMove(transfer, "CLIENT_FREE", supplying(client)),
                    Rule.TOLD,
                    "Nobody told of %s",
                    transfer);
            all(transfer, seats);
        }
    }

    private String supplying(UUID client) {
        if (balance("COMPLIMENTARY", client) < 0) {
            return "COMPLIMENTARY";
        }
        return balance("DIRECT", client) < 0 ? "DIRECT" : "AVAILABLE";
    }

    private void takes(Transfer transfer, Standing.Step step) {
        var client = transfer.client();
        var standing = client == null ? null : clients.get(client);
        findings.require(
                standing != null && standing.takes(seatsOf(transfer), step),
                Rule.TOLD,
                "Nobody told of the cause of %s, or not before",
                transfer);
    }

    private void all(Transfer transfer, int seats) {
        findings.require(
                transfer.seats() == seats,
                Rule.TOLD,
                "There were %d seats for %s",
                seats,
                transfer);
    }

    /** Only what was added to a plan is to be paid for. */
    private void join(Transfer transfer) {
        var client = transfer.client();
        var isDirect = transfer.from().equals("DIRECT");
        if (client != null && (isDirect || transfer.from().equals("PLAN"))) {
            joined.add(
                    new Joined(
                            client,
                            transfer.seats(),
                            transfer.reason(),
                            transfer.sequence(),
                            isDirect ? client : null));
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

    /** Compares what each change, and each client, ended as with what has moved. */
    void end() {
        changes.values().forEach(Steps::end);
        findings.require(
                begun == partner.seats(),
                Rule.REPLAY,
                "The plan of %s began with %d seats, not with %d",
                partner.id(),
                begun,
                partner.seats());
        findings.require(next == null, Rule.TOLD, "The last transfer is followed by no %s", next);
        clients.forEach((client, standing) ->
                findings.require(
                        standing.isAtItsEnd(seatsOf(client)),
                        Rule.TOLD,
                        "Not all that was told of client %s has had its effect",
                        client));
    }

    /** What an account of the partner holds. */
    int balance(String account) {
        return balances.getOrDefault(account, 0);
    }

    /** What an account of a client holds. */
    int balance(String account, UUID client) {
        return balance(account + " " + client);
    }

    private int seatsOf(UUID client) {
        return balance("CLIENT_FREE", client) + balance("CLIENT_IN_USE", client);
    }

    private int seatsOf(Transfer transfer) {
        var client = transfer.client();
        return client == null ? 0 : seatsOf(client);
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

    /** What its clients were told to be, first to last. */
    Map<UUID, Standing> clients() {
        return clients;
    }

    /** How many users have left their seats, by the client that held them or the partner's id. */
    Map<UUID, Integer> vacated() {
        return Map.copyOf(vacated);
    }

    /** How many seats clients have given back as they were disabled. */
    Map<UUID, Integer> released() {
        return Map.copyOf(released);
    }

    /** What was added to plans without a purchase first. */
    List<Joined> joined() {
        return List.copyOf(joined);
    }
}
