package io.seatflow.billing.reconciliation;

import java.util.Locale;
import java.util.UUID;

/**
 * Two books that say different things about one thing.
 *
 * @param partnerId the nil partner where it is nobody's of ours
 * @param about what it is about, such as a payment's id: found once, told once
 */
public record Discrepancy(Kind kind, UUID partnerId, String about, String ours, String theirs) {

    /** Whose a charge is that is nobody's of ours. */
    public static final UUID NOBODY = new UUID(0, 0);

    /** Whether it is about the same, in the same way. */
    public boolean isSameAs(Discrepancy other) {
        return kind == other.kind && partnerId.equals(other.partnerId) && about.equals(other.about);
    }

    /** What can be wrong, and what an operator does about it. */
    public enum Kind {
        STRANGERS_CHARGE(
                Part.PAYMENTS,
                "A charge at the gateway is no payment of ours. Find out who made it; refund it at the gateway unless it is owed."),
        CHARGED_FOR_NOTHING(
                Part.PAYMENTS,
                "A declined payment was charged after all. It is given back by itself; look at the gateway if it stays here."),
        CHARGED_TWICE(
                Part.PAYMENTS,
                "A payment was charged more than once. What is too much is given back by itself; look at the gateway if it stays here."),
        CHARGE_MISSING(
                Part.PAYMENTS,
                "A payment that counts as made is not charged at the gateway. Ask the gateway; if so, take the invoice back with a credit note."),
        AMOUNT_DIFFERS(
                Part.PAYMENTS,
                "Another amount was charged than is owed. Refund the difference at the gateway, or take the invoice back with a credit note."),
        GIVEN_BACK_ELSEWHERE(
                Part.PAYMENTS,
                "A payment was given back at the gateway, not here. Take its invoice back with a credit note if that was meant."),
        NOT_GIVEN_BACK(
                Part.PAYMENTS,
                "A payment that counts as given back is still charged. Refund it at the gateway."),
        UNDECIDED(
                Part.PAYMENTS,
                "Nobody knows whether a payment was charged. Ask the gateway and decide: POST /v1/partners/{partnerId}/payments/{id}/outcome."),
        GIVING_BACK(
                Part.PAYMENTS,
                "The gateway has not given a payment back for a day. Look there why it refuses; refund it by hand."),
        SUPPLY_DIFFERS(
                Part.SUPPLY,
                "A plan is billed for another number of seats than seat-service supplies. Look for dead letters of the partner; replay them."),
        INVOICE_DIFFERS(
                Part.INVOICES,
                "An invoice does not say what its causes add up to. Look at its lines; correct it with a credit note."),
        RECOUNT_DIFFERS(
                Part.INVOICES,
                "What a period was invoiced with is not what the seats that seat-service told of cost by its price list. Look at its invoices and at the seat ledger; correct it with a credit note."),
        PERIOD_DIFFERS(
                Part.INVOICES,
                "What a period counts as charged is not what its charges add up to. Look at its charges before anything more is charged.");

        private final Part part;
        private final String remedy;

        Kind(Part part, String remedy) {
            this.part = part;
            this.remedy = remedy;
        }

        /** The comparison that finds it. */
        public Part part() {
            return part;
        }

        /** What it means, and what to do. */
        public String remedy() {
            return remedy;
        }

        /** As in metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
