package io.seatflow.billing.invoice;

/**
 * Transfers of a partner's seat ledger, by their sequence numbers.
 *
 * @param last the last one, itself included
 */
public record Transfers(long first, long last) {

    public Transfers {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException(first + " to " + last + " are no transfers.");
        }
    }

    public static Transfers one(long sequence) {
        return new Transfers(sequence, sequence);
    }
}
