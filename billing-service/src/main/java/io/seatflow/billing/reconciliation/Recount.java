package io.seatflow.billing.reconciliation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;

/**
 * What a period costs by its price list and by the seats that were heard of, and by nothing else:
 * no rule that bills has a part in it. Seat by seat and day by day, since it is to be right rather
 * than quick.
 */
public final class Recount {

    private Recount() {}

    /** A tier of a price list, for one interval. */
    public record Tier(int from, BigDecimal price) {}

    /** An add-on of a price list, for one interval. */
    public record AddOn(boolean isPerSeat, BigDecimal price) {}

    /**
     * What a plan is priced by.
     *
     * @param isByVolume whether the tier of all seats prices each of them; else each has its own
     * @param tiers ascending
     */
    public record Prices(
            BigDecimal program, boolean isByVolume, List<Tier> tiers, List<AddOn> addOns) {

        public Prices {
            tiers = List.copyOf(tiers);
            addOns = List.copyOf(addOns);
        }
    }

    /**
     * A period.
     *
     * @param fullDays the days of a full one
     */
    public record Period(LocalDate start, LocalDate end, int fullDays) {}

    /** Seats that came on a day. */
    public record Came(LocalDate on, int seats) {}

    /**
     * What a period costs.
     *
     * @param inAdvance what its first invoice asks for
     * @param level the fee that it is paid for in the end
     * @param feeDays the exact sum, times the days of a full period
     * @param charged all that is asked for it
     */
    public record Due(
            BigDecimal inAdvance, BigDecimal level, BigDecimal feeDays, BigDecimal charged) {}

    /**
     * Counts a period anew.
     *
     * @param seats those that it began with
     * @param came those that came in it, in the order in which they were charged
     * @param digits of the currency's minor unit
     */
    public static Due due(Prices prices, Period period, int seats, List<Came> came, int digits) {
        var first = fee(prices, seats);
        var level = first;
        var feeDays = BigDecimal.ZERO;
        var days = 0;
        for (var day = period.start(); day.isBefore(period.end()); day = day.plusDays(1)) {
            for (var some : came) {
                if (some.on().equals(day)) {
                    seats += some.seats();
                    level = level.max(fee(prices, seats));
                }
            }
            // A day costs its part of the dearest fee that there was until then.
            feeDays = feeDays.add(level);
            days++;
        }
        return new Due(
                rounded(first.multiply(BigDecimal.valueOf(days)), period, digits),
                level,
                feeDays,
                rounded(feeDays, period, digits));
    }

    private static BigDecimal rounded(BigDecimal feeDays, Period period, int digits) {
        return feeDays.divide(BigDecimal.valueOf(period.fullDays()), digits, RoundingMode.HALF_UP);
    }

    private static BigDecimal fee(Prices prices, int seats) {
        var fee = prices.program();
        for (int seat = 1; seat <= seats; seat++) {
            fee = fee.add(price(prices.tiers(), prices.isByVolume() ? seats : seat));
        }
        for (var addOn : prices.addOns()) {
            for (int times = addOn.isPerSeat() ? seats : 1; times > 0; times--) {
                fee = fee.add(addOn.price());
            }
        }
        return fee;
    }

    private static BigDecimal price(List<Tier> tiers, int seat) {
        var price = tiers.getFirst().price();
        for (var tier : tiers) {
            if (tier.from() <= seat) {
                price = tier.price();
            }
        }
        return price;
    }
}
