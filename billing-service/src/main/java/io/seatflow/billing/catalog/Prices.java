package io.seatflow.billing.catalog;

import org.joda.money.Money;

/** What one thing costs for one billing period of each length. */
public record Prices(Money monthly, Money annual) {

    public Prices {
        if (monthly.isNegative() || annual.isNegative()) {
            throw new IllegalArgumentException("A price cannot be negative.");
        }
        if (!monthly.isSameCurrency(annual)) {
            throw new IllegalArgumentException("A thing has its prices in one currency.");
        }
    }

    public Money of(Interval interval) {
        return switch (interval) {
            case MONTHLY -> monthly;
            case ANNUAL -> annual;
        };
    }
}
