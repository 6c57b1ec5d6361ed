package io.seatflow.local.braintree.merchant;

/**
 * The conditions under which a charge is decided, as the sandbox sets them.
 *
 * @param decline every charge is declined
 * @param amountRules Braintree's published test amounts decide
 * @param duplicateWindowSeconds how long the same charge is taken for a mistake; 0 for never
 */
public record Terms(boolean decline, boolean amountRules, int duplicateWindowSeconds) {

    public static final Terms APPROVE_ALL = new Terms(false, false, 0);
}
