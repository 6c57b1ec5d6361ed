package io.seatflow.account.client.rest;

import io.seatflow.account.client.PlanGrowth;
import io.seatflow.platform.event.Quote;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What it would cost the partner if a client's seats joined its plan: two types, by who may see
 * money.
 */
sealed interface GrowthView {

    /**
     * For whoever may see amounts.
     *
     * @param seats by how many the partner's plan would grow
     * @param quote null: the partner's plan has no part in it
     */
    record Priced(UUID id, UUID clientId, int seats, @Nullable Quote quote, String notice)
            implements GrowthView {}

    /** For everybody else: no amount is anywhere in it. */
    record Unpriced(UUID id, UUID clientId, int seats, String notice) implements GrowthView {}

    static GrowthView of(PlanGrowth growth, boolean seesAmounts) {
        int seats = growth.seats() == null ? 0 : growth.seats();
        String notice = notice(seats);
        return seesAmounts
                ? new Priced(growth.id(), growth.clientId(), seats, growth.quote(), notice)
                : new Unpriced(growth.id(), growth.clientId(), seats, notice);
    }

    private static String notice(int seats) {
        return switch (seats) {
            case 0 -> "Your plan will stay as large as it is.";
            case 1 -> "Your plan will be updated: 1 seat is added to it.";
            default -> "Your plan will be updated: %d seats are added to it.".formatted(seats);
        };
    }
}
