package io.seatflow.billing.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program's price list for seats. */
public record SeatPrices(TierMode mode, List<Tier> tiers) {

    public SeatPrices {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty() || tiers.getFirst().from() != 1) {
            throw new IllegalArgumentException("The first tier begins with the first seat.");
        }
        for (int i = 1; i < tiers.size(); i++) {
            if (tiers.get(i).from() <= tiers.get(i - 1).from()) {
                throw new IllegalArgumentException("Tiers ascend.");
            }
        }
    }

    /** These seats with their prices: one group by volume, one a tier where graduated. */
    public List<PricedSeats> of(int seats, Interval interval) {
        if (seats == 0) {
            return List.of();
        }
        return switch (mode) {
            case VOLUME -> List.of(new PricedSeats(seats, tierAt(seats).price().of(interval)));
            case GRADUATED -> graduated(seats, interval);
        };
    }

    /** The tier that the last of so many seats is in; of no seats the first. */
    public Tier tierAt(int seats) {
        return tiers.reversed().stream()
                .filter(tier -> tier.from() <= seats)
                .findFirst()
                .orElse(tiers.getFirst());
    }

    /** The tier that more seats would reach next. */
    public Optional<Tier> tierAfter(int seats) {
        return tiers.stream().filter(tier -> tier.from() > Math.max(seats, 1)).findFirst();
    }

    private List<PricedSeats> graduated(int seats, Interval interval) {
        var groups = new ArrayList<PricedSeats>();
        for (int i = 0; i < tiers.size() && tiers.get(i).from() <= seats; i++) {
            var from = tiers.get(i).from();
            var last = i + 1 < tiers.size() ? tiers.get(i + 1).from() - 1 : seats;
            var within = Math.min(seats, last) - from + 1;
            groups.add(new PricedSeats(within, tiers.get(i).price().of(interval)));
        }
        return List.copyOf(groups);
    }
}
