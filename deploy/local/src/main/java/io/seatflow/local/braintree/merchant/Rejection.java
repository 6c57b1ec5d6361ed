package io.seatflow.local.braintree.merchant;

import java.util.Locale;

/** Why the gateway itself, not the processor, refused a transaction. */
public enum Rejection {
    APPLICATION_INCOMPLETE,
    DUPLICATE,
    FRAUD;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
