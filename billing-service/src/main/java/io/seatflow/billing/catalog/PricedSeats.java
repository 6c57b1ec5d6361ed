package io.seatflow.billing.catalog;

import org.joda.money.Money;

/** Seats that cost the same each. */
public record PricedSeats(int seats, Money price) {

    public Money amount() {
        return price.multipliedBy(seats);
    }
}
