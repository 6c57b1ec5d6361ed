package io.seatflow.billing.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is added to a plan at once, and charged.
 *
 * @param seats seats more
 * @param program the higher program to switch to, or null
 * @param addOns codes of further add-ons
 */
public record PlanChange(int seats, @Nullable String program, List<String> addOns) {

    public PlanChange {
        addOns = List.copyOf(addOns);
        if (seats < 0) {
            throw new IllegalArgumentException(
                    "Seats are given up at a period's end, not at once.");
        }
    }

    /** Nothing is added. */
    public static final PlanChange NOTHING = new PlanChange(0, null, List.of());

    public boolean isNothing() {
        return equals(NOTHING);
    }

    public static PlanChange ofSeats(int seats) {
        return new PlanChange(seats, null, List.of());
    }
}
