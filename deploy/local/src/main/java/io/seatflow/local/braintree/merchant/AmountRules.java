package io.seatflow.local.braintree.merchant;

import java.math.BigDecimal;

/** Braintree's published test amounts, by which its own sandbox decides about a card. */
public final class AmountRules {

    private static final BigDecimal DECLINES_FROM = new BigDecimal("2000.00");
    private static final BigDecimal FAILS_FROM = new BigDecimal("3000.00");
    private static final BigDecimal APPROVES_AGAIN_FROM = new BigDecimal("3001.00");
    private static final BigDecimal APPLICATION_INCOMPLETE = new BigDecimal("5001.00");

    private AmountRules() {}

    /** What becomes of a charge of that amount, whatever the currency. */
    public static Verdict verdict(BigDecimal amount) {
        if (amount.compareTo(APPLICATION_INCOMPLETE) == 0) {
            return new Verdict.Rejected(Rejection.APPLICATION_INCOMPLETE);
        }
        if (amount.compareTo(DECLINES_FROM) < 0 || amount.compareTo(APPROVES_AGAIN_FROM) >= 0) {
            return Verdict.APPROVED;
        }
        return amount.compareTo(FAILS_FROM) < 0
                ? new Verdict.Declined(amount.intValue())
                : new Verdict.Failed();
    }
}
