package io.seatflow.billing.catalog;

/** The price of a seat from a quantity on. */
public record Tier(int from, Prices price) {

    public Tier {
        if (from < 1) {
            throw new IllegalArgumentException("A tier begins with the first seat or later.");
        }
    }
}
