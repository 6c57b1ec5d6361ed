package io.seatflow.acceptance.check;

/**
 * Something that must never be, and was found.
 *
 * @param rule the rule that is broken, in a word or two
 * @param detail all that is needed to look for the cause
 */
public record Violation(Rule rule, String detail) {

    /** What must hold of every run. */
    public enum Rule {
        /** Balances are the sums of the transfers, which are gapless and drive no account wrong. */
        REPLAY,
        /** A change moved what it says, once, by the way that the domain names. */
        TRANSFERS_OF_A_CHANGE,
        /** What accounts told had its effect, once and in its order. */
        TOLD,
        /** Users have the seats that they were told to have, and nobody else has. */
        OCCUPANCY,
        /** Nothing was given or ordered beyond the limit of that moment. */
        LIMIT,
        /** What was acknowledged is there, what was refused is not, and nobody's else is. */
        OUTCOME,
        /** One key, one answer. */
        SAME_KEY_SAME_ANSWER,
        /** A read shows books that add up and what has been acknowledged. */
        READ,
        /** The events are gapless and say what the ledger says. */
        EVENTS,
        /** What was paid for was delivered, and what was delivered was paid for. */
        PAYMENT,
        /** What is set aside belongs to a purchase under way. */
        RESERVATION,
        /** Everything came to rest: nothing waits, nothing was given up. */
        SETTLED
    }

    @Override
    public String toString() {
        return rule + ": " + detail;
    }
}
