package io.seatflow.local.braintree.merchant;

import java.util.Locale;

/** Where a transaction stands. */
public enum TransactionStatus {
    AUTHORIZED,
    SUBMITTED_FOR_SETTLEMENT,
    SETTLEMENT_PENDING,
    SETTLEMENT_CONFIRMED,
    SETTLED,
    SETTLEMENT_DECLINED,
    VOIDED,
    PROCESSOR_DECLINED,
    FAILED,
    GATEWAY_REJECTED;

    /** The word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it can still be called off without any money having moved. */
    public boolean isVoidable() {
        return this == AUTHORIZED || this == SUBMITTED_FOR_SETTLEMENT || this == SETTLEMENT_PENDING;
    }

    /** Whether it waits for the processor to move the money. */
    public boolean isOnItsWay() {
        return this == SUBMITTED_FOR_SETTLEMENT
                || this == SETTLEMENT_PENDING
                || this == SETTLEMENT_CONFIRMED;
    }
}
