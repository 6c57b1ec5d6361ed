package io.seatflow.billing.plan;

import org.joda.money.Money;

/** One line of a fee: so many of something at a price. */
public record FeePart(Kind kind, String description, int quantity, Money unitPrice) {

    /** What a part of a fee pays for. */
    public enum Kind {
        PROGRAM_FEE,
        SEATS,
        ADD_ON
    }

    public Money amount() {
        return unitPrice.multipliedBy(quantity);
    }
}
