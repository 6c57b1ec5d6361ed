package io.seatflow.acceptance.check;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What billing was asked to charge and has charged, held against what was delivered. */
final class PaymentCheck {

    private final Evidence evidence;
    private final Map<UUID, Replay> replays;
    private final Findings findings = new Findings();

    /** A charge that is asked for; asked again, it is the same charge. */
    private record Question(UUID changeId, @Nullable UUID quoteId) {}

    private PaymentCheck(Evidence evidence, Map<UUID, Replay> replays) {
        this.evidence = evidence;
        this.replays = Map.copyOf(replays);
    }

    static List<Violation> violations(Evidence evidence, Map<UUID, Replay> replays) {
        var check = new PaymentCheck(evidence, replays);
        check.questions();
        check.charges();
        return check.findings.all();
    }

    /** One confirmation is one charge, for as many seats each time it is asked for. */
    private void questions() {
        var first = new HashMap<Question, SeatPurchaseConfirmed>();
        var attempts = new HashMap<UUID, Integer>();
        var ids = new HashSet<UUID>();
        for (var heard : evidence.heard()) {
            if (!(heard.event() instanceof SeatPurchaseConfirmed asked) || !ids.add(heard.id())) {
                continue;
            }
            var same = first.putIfAbsent(new Question(asked.changeId(), asked.quoteId()), asked);
            findings.require(
                    same == null
                            || (same.shortfall() == asked.shortfall()
                                    && same.confirmedAt().equals(asked.confirmedAt())),
                    Rule.PAYMENT,
                    "Confirmed once, and asked for twice: %s and %s",
                    same,
                    asked);
            var before = attempts.put(asked.changeId(), asked.attempt());
            findings.require(
                    before == null || before < asked.attempt(),
                    Rule.PAYMENT,
                    "Asked after attempt %s: %s",
                    before,
                    asked);
        }
    }

    private void charges() {
        var charges = evidence.charges().stream().collect(groupingBy(Charge::changeId));
        var refunded = refunded();
        for (var replay : replays.values()) {
            for (var steps : replay.changes().values()) {
                var change = steps.change();
                var paid = charges.getOrDefault(change.id(), List.of());
                charges.remove(change.id());
                findings.require(
                        paid.size() <= 1, Rule.PAYMENT, "Charged twice, %s, for %s", paid, change);
                findings.require(
                        refunded.contains(change.id())
                                ? !paid.isEmpty() && steps.bought() == 0
                                : paid.stream().mapToInt(Charge::seats).sum() == steps.bought(),
                        Rule.PAYMENT,
                        "%d seats were bought and %s paid for %s",
                        steps.bought(),
                        paid,
                        change);
            }
        }
        findings.require(charges.isEmpty(), Rule.PAYMENT, "Charged for nothing: %s", charges);
    }

    /** Billing was told to give back what it had charged for these. */
    private Set<UUID> refunded() {
        return evidence.heard().stream()
                .map(Heard::event)
                .filter(SeatPurchaseAbandoned.class::isInstance)
                .map(abandoned -> ((SeatPurchaseAbandoned) abandoned).changeId())
                .collect(toSet());
    }
}
