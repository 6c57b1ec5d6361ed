package io.seatflow.seat.ledger;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One side of a transfer: an account of the partner, or of one of its clients. */
public record LedgerAccount(Kind kind, @Nullable ClientId client) {

    /** What an account holds. */
    public enum Kind {
        PLAN(false, true),
        AVAILABLE(false, false),
        INTERNAL(false, false),
        RETIRING(false, false),
        RESERVED(false, false),
        CLIENT_FREE(true, false),
        CLIENT_IN_USE(true, false),
        COMPLIMENTARY(true, true),
        DIRECT(true, true);

        private final boolean ofClient;
        private final boolean source;

        Kind(boolean ofClient, boolean source) {
            this.ofClient = ofClient;
            this.source = source;
        }

        /** Whether every client has one of these, rather than the partner. */
        public boolean ofClient() {
            return ofClient;
        }

        /** Whether seats spring from it: a source is never above zero, all others never below. */
        public boolean source() {
            return source;
        }
    }

    public static final LedgerAccount PLAN = new LedgerAccount(Kind.PLAN, null);
    public static final LedgerAccount AVAILABLE = new LedgerAccount(Kind.AVAILABLE, null);
    public static final LedgerAccount INTERNAL = new LedgerAccount(Kind.INTERNAL, null);
    public static final LedgerAccount RETIRING = new LedgerAccount(Kind.RETIRING, null);
    public static final LedgerAccount RESERVED = new LedgerAccount(Kind.RESERVED, null);

    public LedgerAccount {
        if (kind.ofClient() != (client != null)) {
            throw new IllegalArgumentException(
                    kind + (kind.ofClient() ? " needs a client." : " belongs to the partner."));
        }
    }

    public static LedgerAccount freeOf(ClientId client) {
        return new LedgerAccount(Kind.CLIENT_FREE, client);
    }

    public static LedgerAccount inUseBy(ClientId client) {
        return new LedgerAccount(Kind.CLIENT_IN_USE, client);
    }

    public static LedgerAccount complimentaryOf(ClientId client) {
        return new LedgerAccount(Kind.COMPLIMENTARY, client);
    }

    public static LedgerAccount directOf(ClientId client) {
        return new LedgerAccount(Kind.DIRECT, client);
    }

    /** Where a client with this source takes seats from and gives them back to. */
    public static LedgerAccount supplying(ClientId client, Source source) {
        return switch (source) {
            case PLAN -> AVAILABLE;
            case COMPLIMENTARY -> complimentaryOf(client);
            case DIRECT -> directOf(client);
        };
    }

    /** The client of a client's account. */
    public ClientId owner() {
        return Objects.requireNonNull(client, "The account belongs to the partner.");
    }
}
