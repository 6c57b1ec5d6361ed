package io.seatflow.local.braintree.merchant;

/** The brands of card that the merchant accepts, by the names that Braintree gives them. */
public enum CardBrand {
    VISA("Visa"),
    MASTERCARD("MasterCard"),
    AMEX("American Express"),
    DISCOVER("Discover"),
    JCB("JCB"),
    MAESTRO("Maestro"),
    DINERS_CLUB("Diners Club");

    private final String label;

    CardBrand(String label) {
        this.label = label;
    }

    /** The name on the wire. */
    public String label() {
        return label;
    }
}
