package io.seatflow.seat.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Whose seat a user occupies.
 *
 * @param client the client that holds it; null: the partner itself, whose users' seats are internal
 */
public record Holder(@Nullable ClientId client) {

    public static final Holder PARTNER = new Holder(null);

    /** Where the seats of its users are. */
    public LedgerAccount occupied() {
        return client == null ? LedgerAccount.INTERNAL : LedgerAccount.inUseBy(client);
    }

    /** Where its users' seats come from and go back to. */
    public LedgerAccount vacant() {
        return client == null ? LedgerAccount.AVAILABLE : LedgerAccount.freeOf(client);
    }
}
