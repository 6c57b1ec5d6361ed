package io.seatflow.local.braintree.merchant;

/** The last month in which a card is good. */
public record Expiry(int month, int year) {

    public Expiry {
        if (month < 1 || month > 12 || year < 2000 || year > 2199) {
            throw new IllegalArgumentException(month + "/" + year + " is no expiry.");
        }
    }
}
