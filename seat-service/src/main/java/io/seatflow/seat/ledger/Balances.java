package io.seatflow.seat.ledger;

/**
 * How many seats a partner has and where: its own accounts, and the sums over its clients.
 *
 * @param supply the negative balance of {@code PLAN}, the source of all the others
 * @param allocated what all clients' accounts hold together
 * @param complimentary seats that all clients in Setup or Trial have together
 */
public record Balances(
        int supply,
        int available,
        int internal,
        int retiring,
        int reserved,
        int allocated,
        int complimentary) {

    public static final Balances NONE = new Balances(0, 0, 0, 0, 0, 0, 0);

    public Balances {
        requireNotNegative("supply", supply);
        requireNotNegative("available", available);
        requireNotNegative("internal", internal);
        requireNotNegative("retiring", retiring);
        requireNotNegative("reserved", reserved);
        requireNotNegative("allocated", allocated);
        requireNotNegative("complimentary", complimentary);
        var placed = (long) available + internal + retiring + reserved + allocated;
        if (placed != supply) {
            throw new IllegalArgumentException(
                    "The balances add up to " + (placed - supply) + ", not to zero.");
        }
    }

    /** The balances after these seats have moved; a transfer that they cannot bear is a bug. */
    public Balances after(Transfer transfer) {
        var from = transfer.from().kind();
        var to = transfer.to().kind();
        return new Balances(
                supply - moved(LedgerAccount.Kind.PLAN, from, to, transfer),
                available + moved(LedgerAccount.Kind.AVAILABLE, from, to, transfer),
                internal + moved(LedgerAccount.Kind.INTERNAL, from, to, transfer),
                retiring + moved(LedgerAccount.Kind.RETIRING, from, to, transfer),
                reserved + moved(LedgerAccount.Kind.RESERVED, from, to, transfer),
                allocated
                        + (to.ofClient() ? transfer.seats() : 0)
                        - (from.ofClient() ? transfer.seats() : 0),
                complimentary - moved(LedgerAccount.Kind.COMPLIMENTARY, from, to, transfer));
    }

    private static int moved(
            LedgerAccount.Kind account,
            LedgerAccount.Kind from,
            LedgerAccount.Kind to,
            Transfer transfer) {
        return (to == account ? transfer.seats() : 0) - (from == account ? transfer.seats() : 0);
    }

    private static void requireNotNegative(String what, int seats) {
        if (seats < 0) {
            throw new IllegalArgumentException(
                    "There would be " + seats + " seats as " + what + ".");
        }
    }
}
