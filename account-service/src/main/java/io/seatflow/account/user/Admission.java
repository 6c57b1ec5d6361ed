package io.seatflow.account.user;

/** Whom of its users an account lets in. */
public enum Admission {
    /** The client is in Setup, or disabled. */
    NOBODY,
    /** Whoever is active. */
    ACTIVE,
    /**
     * The vendor bills the client: besides those who are active its administrators who wait for a
     * seat, since nobody else may buy one on its plan.
     */
    ACTIVE_AND_BUYERS;

    /**
     * Whom a client lets in.
     *
     * @param isOpen whether its users work in it: it is in Trial or Active
     * @param isVendorBilled whether its own plan pays for its seats
     */
    public static Admission ofClient(boolean isOpen, boolean isVendorBilled) {
        if (!isOpen) {
            return NOBODY;
        }
        return isVendorBilled ? ACTIVE_AND_BUYERS : ACTIVE;
    }
}
