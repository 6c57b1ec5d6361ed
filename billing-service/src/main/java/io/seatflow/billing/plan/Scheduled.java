package io.seatflow.billing.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a plan changes as its next period begins, beside the seats that leave.
 *
 * @param program the lower program that it switches to; null: it stays
 * @param leavingAddOns codes of add-ons that it is without from then on
 */
public record Scheduled(@Nullable String program, List<String> leavingAddOns) {

    /** Nothing changes. */
    public static final Scheduled NOTHING = new Scheduled(null, List.of());

    public Scheduled {
        leavingAddOns = leavingAddOns.stream().distinct().sorted().toList();
    }

    /** This and something further; of two programs the later one counts. */
    public Scheduled and(Scheduled further) {
        return new Scheduled(
                further.program == null ? program : further.program,
                java.util.stream.Stream.concat(
                                leavingAddOns.stream(), further.leavingAddOns.stream())
                        .toList());
    }

    public boolean isNothing() {
        return equals(NOTHING);
    }
}
