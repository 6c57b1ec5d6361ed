package io.seatflow.acceptance.check;

import static java.util.stream.Collectors.groupingBy;

import io.seatflow.acceptance.check.Books.Transfer;
import io.seatflow.acceptance.check.Violation.Rule;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.AccountEvent.SupplyLimitChanged;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was ordered held against the limit of the supply as it was then. What is told moves no
 * seats, so the ledger does not say when a limit began to count: the inbox does.
 */
final class LimitCheck {

    /** A decision is made an instant before it is written, and its time is that of the decision. */
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(2);

    private final Evidence evidence;
    private final Findings findings = new Findings();
    private final Map<UUID, List<Limit>> limits = new HashMap<>();
    private final Map<UUID, List<Transfer>> transfers;

    /**
     * A limit and since when it counts.
     *
     * @param seats null: no limit
     */
    private record Limit(@Nullable Integer seats, Instant since) {}

    private LimitCheck(Evidence evidence) {
        this.evidence = evidence;
        transfers = evidence.books().transfers().stream().collect(groupingBy(Transfer::partner));
    }

    static List<Violation> violations(Evidence evidence) {
        var check = new LimitCheck(evidence);
        evidence.told().forEach(check::follow);
        check.orders();
        check.ends();
        return check.findings.all();
    }

    private void follow(Told told) {
        switch (told.event()) {
            case PartnerRegistered registered ->
                    add(told.partner(), registered.supplyLimit(), Instant.EPOCH);
            case SupplyLimitChanged changed ->
                    add(
                            told.partner(),
                            changed.supplyLimit(),
                            evidence.books().seen().get(told.id()));
            default -> {}
        }
    }

    /** One that was never heard of is another check's to report. */
    private void add(UUID partner, @Nullable Integer seats, @Nullable Instant since) {
        if (since != null) {
            limits.computeIfAbsent(partner, _ -> new ArrayList<>()).add(new Limit(seats, since));
        }
    }

    private void orders() {
        for (var heard : evidence.heard()) {
            if (heard.event() instanceof SeatPurchaseConfirmed order
                    && order.payingClientId() == null) {
                int supply = supply(heard.partner(), order.confirmedAt());
                var most = highest(heard.partner(), order.confirmedAt());
                findings.require(
                        most == null || supply + order.shortfall() <= most,
                        Rule.LIMIT,
                        "The supply was %d, its limit %s at most, and there was ordered %s",
                        supply,
                        most,
                        order);
            }
        }
    }

    /** The supply at an instant; the least of it where several transfers bear the same one. */
    private int supply(UUID partner, Instant at) {
        int supply = 0;
        int least = Integer.MAX_VALUE;
        for (var transfer : transfers.getOrDefault(partner, List.of())) {
            if (transfer.occurredAt().isAfter(at)) {
                break;
            }
            supply = transfer.after().supply();
            if (transfer.occurredAt().equals(at)) {
                least = Math.min(least, supply);
            }
        }
        return Math.min(supply, least);
    }

    /** The highest limit that may have counted at an instant; null: none may have. */
    private @Nullable Integer highest(UUID partner, Instant at) {
        var all = limits.getOrDefault(partner, List.of());
        int highest = 0;
        for (int i = 0; i < all.size(); i++) {
            var begun = !all.get(i).since().isAfter(at.plus(WRITTEN_WITHIN));
            var over =
                    i + 1 < all.size() && all.get(i + 1).since().isBefore(at.minus(WRITTEN_WITHIN));
            if (begun && !over) {
                var seats = all.get(i).seats();
                if (seats == null) {
                    return null;
                }
                highest = Math.max(highest, seats);
            }
        }
        return highest;
    }

    /** The limit that was told last is the one that is kept. */
    private void ends() {
        for (var row : evidence.books().ledgers()) {
            var all = limits.get(row.partner());
            findings.require(
                    all != null && Objects.equals(all.getLast().seats(), row.supplyLimit()),
                    Rule.LIMIT,
                    "The limit of the supply was told to be %s: %s",
                    all == null ? null : all.getLast().seats(),
                    row);
        }
    }
}
