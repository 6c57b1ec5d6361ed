package io.seatflow.billing.catalog;

/** How tiers price a number of seats. */
public enum TierMode {
    /** The tier of the total quantity prices every seat. */
    VOLUME,
    /** Each tier prices the seats within it. */
    GRADUATED
}
