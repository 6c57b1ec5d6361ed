package io.seatflow.local.braintree.sandbox;

/** How the next charge goes wrong. */
public enum Failure {
    DECLINE,
    CUT_BEFORE_CHARGE,
    CUT_AFTER_CHARGE,
    ERROR_BEFORE_CHARGE,
    ERROR_AFTER_CHARGE,
    HANG
}
