package io.seatflow.seat.ledger;

/** Where a client's seats come from and go back to. A client has one at a time. */
public enum Source {
    /** The partner's plan, by way of its available seats. */
    PLAN,
    /** Nobody pays: the client is in Setup or Trial. */
    COMPLIMENTARY,
    /** The client's own plan, which the vendor bills. */
    DIRECT
}
