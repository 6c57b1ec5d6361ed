package io.seatflow.account.client;

/** Where a seat change is in its life. */
public enum SeatChangeStatus {
    QUOTING,
    AWAITING_CONFIRMATION,
    PURCHASING,
    COMPLETED,
    DECLINED,
    CANCELLED,
    EXPIRED,
    REJECTED;

    /** Whether it can still become another. */
    public boolean isOpen() {
        return this == QUOTING || this == AWAITING_CONFIRMATION || this == PURCHASING;
    }
}
