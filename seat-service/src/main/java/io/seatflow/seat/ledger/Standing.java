package io.seatflow.seat.ledger;

import java.util.List;

/**
 * How many seats a partner has and where, at an instant.
 *
 * @param version the number of the last transfer by then
 */
public record Standing(
        int supply,
        int available,
        int allocated,
        int internal,
        int retiring,
        int reserved,
        int complimentary,
        long version) {

    /** Of a ledger in which nothing is due. */
    public static Standing of(SeatLedger ledger) {
        var balances = ledger.balances();
        return new Standing(
                balances.supply(),
                balances.available(),
                balances.allocated(),
                balances.internal(),
                balances.retiring(),
                balances.reserved(),
                balances.complimentary(),
                ledger.sequence());
    }

    /** The same after these transfers are taken for granted as well. */
    public Standing after(List<Transfer> transfers) {
        var after = this;
        for (var transfer : transfers) {
            after = after.moved(transfer.from().kind(), -transfer.seats(), 0);
            after = after.moved(transfer.to().kind(), transfer.seats(), 1);
        }
        return after;
    }

    /** The same with these seats more in one account, {@code lines} lines on. */
    public Standing moved(LedgerAccount.Kind account, int seats, long lines) {
        return new Standing(
                supply - (account == LedgerAccount.Kind.PLAN ? seats : 0),
                available + (account == LedgerAccount.Kind.AVAILABLE ? seats : 0),
                allocated + (account.ofClient() ? seats : 0),
                internal + (account == LedgerAccount.Kind.INTERNAL ? seats : 0),
                retiring + (account == LedgerAccount.Kind.RETIRING ? seats : 0),
                reserved + (account == LedgerAccount.Kind.RESERVED ? seats : 0),
                complimentary - (account == LedgerAccount.Kind.COMPLIMENTARY ? seats : 0),
                version + lines);
    }
}
