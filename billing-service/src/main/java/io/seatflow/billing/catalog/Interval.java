package io.seatflow.billing.catalog;

/** How long a plan's billing periods are, and thereby which of its prices applies. */
public enum Interval {
    MONTHLY,
    ANNUAL
}
