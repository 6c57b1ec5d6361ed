package io.seatflow.acceptance.check;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.seatflow.acceptance.check.Books.Change;
import io.seatflow.acceptance.check.Operation.Outcome;
import io.seatflow.acceptance.check.Request.Ask;
import io.seatflow.acceptance.check.Request.Cancel;
import io.seatflow.acceptance.check.Request.Confirm;
import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Every answer held against the changes that there are: each change is some request's, and each
 * request has one change or none, as it was told.
 */
final class OutcomeCheck {

    private static final Set<String> NO_CONFIRMATIONS =
            Set.of(
                    "quote-superseded",
                    "supply-limit-reached",
                    "client-limit-reached",
                    "forbidden",
                    "not-found");

    private final Evidence evidence;
    private final Findings findings = new Findings();
    private final Map<UUID, Change> changes;
    private final Map<UUID, String> claimed = new HashMap<>();

    private OutcomeCheck(Evidence evidence) {
        this.evidence = evidence;
        changes = evidence.books().changes().stream().collect(toMap(Change::id, row -> row));
    }

    static List<Violation> violations(Evidence evidence) {
        var check = new OutcomeCheck(evidence);
        check.clientsOfAccounts();
        check.usersOfAccounts();
        evidence.operations().forEach(check::operation);
        check.abandoned();
        check.nobodys();
        check.keys();
        check.confirmations();
        return check.findings.all();
    }

    /** Clients that account-service wanted to begin with seats have a change each. */
    private void clientsOfAccounts() {
        for (var partner : evidence.partners()) {
            for (var client : partner.clients()) {
                var id = client.seatChangeId();
                if (id != null) {
                    var asked =
                            new Ask("ALLOCATE", client.id(), client.seats(), client.onShortfall());
                    claim(id, asked, PlayedAccounts.REQUESTED_BY, client.toString());
                }
            }
        }
    }

    /** So have users who were to be seated, however often that was asked for. */
    private void usersOfAccounts() {
        evidence.seatsAskedFor()
                .forEach((id, seatings) -> {
                    var seating = seatings.getFirst();
                    var users = seating.users();
                    claim(
                            id,
                            new Ask(
                                    "OCCUPY",
                                    seating.client(),
                                    users.size(),
                                    seating.onShortfall()),
                            PlayedAccounts.REQUESTED_BY,
                            seating.toString());
                    var change = changes.get(id);
                    findings.require(
                            change == null || users.containsAll(change.users()),
                            Rule.OUTCOME,
                            "There is %s for %s",
                            change,
                            seating);
                });
    }

    private void operation(Operation operation) {
        var answers = new HashSet<>(operation.answers());
        findings.require(
                answers.size() <= 1,
                Rule.SAME_KEY_SAME_ANSWER,
                "Different answers to %s",
                operation);
        findings.require(
                operation.outcome() != Outcome.UNKNOWN || operation.isAbandoned(),
                Rule.SETTLED,
                "Never answered: %s",
                operation);
        answers.forEach(answer -> {
            switch (operation.request()) {
                case Ask ask -> asked(operation, ask, answer);
                case Confirm(var change, _) ->
                        answered(operation, answer, change, Set.of("COMPLETED"));
                case Cancel(var change) -> answered(operation, answer, change, Set.of("CANCELLED"));
            }
        });
    }

    private void asked(Operation operation, Ask ask, Answer answer) {
        var id = answer.changeId();
        if (id == null) {
            findings.require(
                    !answer.isAccepted(), Rule.OUTCOME, "Accepted without a change: %s", operation);
            return;
        }
        claim(id, ask, operation.actor(), operation.toString());
        var change = changes.get(id);
        if (change == null) {
            return;
        }
        if (answer.isAccepted()) {
            stays(operation, change, answer.changeStatus());
        } else {
            findings.require(
                    Set.of("REJECTED", "DECLINED").contains(change.status()),
                    Rule.OUTCOME,
                    "Refused, yet there is %s: %s",
                    change,
                    operation);
        }
    }

    private void claim(UUID id, Ask ask, String requestedBy, String claimant) {
        var other = claimed.put(id, claimant);
        findings.require(
                other == null,
                Rule.OUTCOME,
                "One change %s for two requests: %s and %s",
                id,
                claimant,
                other);
        var change = changes.get(id);
        findings.require(
                change != null
                        && ask.equals(
                                new Ask(
                                        change.action(),
                                        change.client(),
                                        change.seats(),
                                        change.onShortfall()))
                        && change.requestedBy().equals(requestedBy),
                Rule.OUTCOME,
                "There is %s for %s",
                change,
                claimant);
    }

    /** The end that an answer tells is the end; any other state may have gone on since. */
    private void stays(Operation operation, Change change, String told) {
        var isEnd = !Set.of("QUOTING", "AWAITING_CONFIRMATION", "PURCHASING").contains(told);
        findings.require(
                !isEnd || told.equals(change.status()),
                Rule.OUTCOME,
                "It was %s and now there is %s: %s",
                told,
                change,
                operation);
    }

    private void answered(Operation operation, Answer answer, UUID id, Set<String> ends) {
        var change = changes.get(id);
        findings.require(
                change != null && change.partner().equals(operation.partner()),
                Rule.OUTCOME,
                "There is no change for %s",
                operation);
        if (change == null || !answer.isAccepted()) {
            return;
        }
        var told = answer.changeStatus();
        findings.require(
                id.equals(answer.changeId()), Rule.OUTCOME, "Another change in %s", operation);
        findings.require(
                answer.status() != 200 || ends.contains(told),
                Rule.OUTCOME,
                "Done, and yet not: %s",
                operation);
        stays(operation, change, told);
    }

    /** Who hung up for good asked under a name of their own: their changes are known by it. */
    private void abandoned() {
        var asked =
                evidence.operations().stream()
                        .filter(Operation::isAbandoned)
                        .filter(operation -> operation.request() instanceof Ask)
                        .collect(toMap(Operation::actor, operation -> operation));
        for (var change : changes.values()) {
            var operation = asked.get(change.requestedBy());
            if (operation == null || claimed.containsKey(change.id())) {
                continue;
            }
            findings.require(
                    operation.outcome() == Outcome.UNKNOWN,
                    Rule.OUTCOME,
                    "A second effect, %s, of %s",
                    change,
                    operation);
            asked.remove(change.requestedBy());
            claim(change.id(), (Ask) operation.request(), operation.actor(), operation.toString());
        }
    }

    /** A change that belongs to no request is the second effect of one. */
    private void nobodys() {
        for (var change : changes.values()) {
            findings.require(
                    claimed.containsKey(change.id()), Rule.OUTCOME, "Nobody asked for %s", change);
        }
    }

    /** What is kept for a key is what its callers got. */
    private void keys() {
        var kept =
                evidence.books().keys().stream()
                        .collect(
                                toMap(
                                        key -> key.partner() + key.operation() + key.key(),
                                        key -> key));
        for (var operation : evidence.operations()) {
            var answer = operation.answer();
            // What was only looked at, such as a confirmation of what is confirmed, made nothing.
            var madeIt = operation.request() instanceof Ask;
            var path = "POST /v1/partners/" + operation.partner() + operation.request().path();
            var key = kept.get(operation.partner() + path + operation.key());
            if (answer != null) {
                findings.require(
                        key != null && isSame(key, answer, madeIt),
                        Rule.SAME_KEY_SAME_ANSWER,
                        "%s is kept for %s",
                        key,
                        operation);
            }
        }
    }

    private static boolean isSame(Books.Key key, Answer answer, boolean madeIt) {
        return Objects.equals(key.status(), answer.status())
                && Objects.equals(key.body(), answer.body())
                && (!madeIt
                        || !answer.isAccepted()
                        || Objects.equals(key.resourceId(), answer.changeId()));
    }

    /** Nobody is charged for a price that nobody agreed to. */
    private void confirmations() {
        // Other refusals may come after the charge: the card was declined, or the price did not
        // hold.
        var tried =
                evidence.operations().stream()
                        .filter(operation -> !NO_CONFIRMATIONS.contains(problem(operation)))
                        .map(Operation::request)
                        .filter(Confirm.class::isInstance)
                        .map(request -> ((Confirm) request).changeId())
                        .collect(toSet());
        for (var heard : evidence.heard()) {
            if (heard.event() instanceof SeatPurchaseConfirmed asked) {
                var change = changes.get(asked.changeId());
                var isConsented =
                        asked.quoteId() == null
                                && change != null
                                && change.onShortfall().equals("PURCHASE");
                findings.require(
                        isConsented || tried.contains(asked.changeId()),
                        Rule.PAYMENT,
                        "Nobody confirmed %s",
                        asked);
            }
        }
    }

    private static String problem(Operation operation) {
        var answer = operation.answer();
        return answer == null ? "" : answer.problem();
    }
}
