package io.seatflow.seat.ledger;

import java.util.HashMap;
import java.util.Map;

/**
 * How many seats each account holds: those of the partner, and of the clients that a decision is
 * about. The other clients are present as part of the two sums.
 *
 * @param allocated what all clients' accounts hold together
 * @param complimentary seats that all clients in Setup or Trial have together
 */
public record Balances(Map<LedgerAccount, Integer> accounts, int allocated, int complimentary) {

    public static final Balances NONE = new Balances(Map.of(), 0, 0);

    public Balances {
        accounts = Map.copyOf(accounts);
        accounts.forEach(Balances::requireSign);
        if (allocated < 0 || complimentary < 0) {
            throw new IllegalArgumentException(
                    allocated + " seats allocated, " + complimentary + " complimentary.");
        }
        var sum = partnersOwn(accounts) + allocated;
        if (sum != 0) {
            throw new IllegalArgumentException("The balances add up to " + sum + ", not to zero.");
        }
    }

    public int of(LedgerAccount account) {
        return accounts.getOrDefault(account, 0);
    }

    public int supply() {
        return -of(LedgerAccount.PLAN);
    }

    public int available() {
        return of(LedgerAccount.AVAILABLE);
    }

    public int internal() {
        return of(LedgerAccount.INTERNAL);
    }

    public int retiring() {
        return of(LedgerAccount.RETIRING);
    }

    public int reserved() {
        return of(LedgerAccount.RESERVED);
    }

    /** The balances after these seats have moved; a transfer that they cannot bear is a bug. */
    public Balances after(Transfer transfer) {
        var moved = new HashMap<>(accounts);
        moved.merge(transfer.from(), -transfer.seats(), Math::addExact);
        moved.merge(transfer.to(), transfer.seats(), Math::addExact);
        moved.values().removeIf(seats -> seats == 0);
        return new Balances(
                moved,
                allocated + clientsPart(transfer),
                complimentary + complimentaryPart(transfer));
    }

    private static int clientsPart(Transfer transfer) {
        return (transfer.to().kind().ofClient() ? transfer.seats() : 0)
                - (transfer.from().kind().ofClient() ? transfer.seats() : 0);
    }

    private static int complimentaryPart(Transfer transfer) {
        return (transfer.from().kind() == LedgerAccount.Kind.COMPLIMENTARY ? transfer.seats() : 0)
                - (transfer.to().kind() == LedgerAccount.Kind.COMPLIMENTARY ? transfer.seats() : 0);
    }

    private static void requireSign(LedgerAccount account, int seats) {
        if (account.kind().source() ? seats > 0 : seats < 0) {
            throw new IllegalArgumentException(account + " would hold " + seats + " seats.");
        }
    }

    private static int partnersOwn(Map<LedgerAccount, Integer> accounts) {
        return accounts.entrySet().stream()
                .filter(entry -> !entry.getKey().kind().ofClient())
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
