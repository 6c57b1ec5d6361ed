package io.seatflow.account.client;

/** What a shortfall does - wait for a confirmation, buy in the same action, or be refused. */
public enum OnShortfall {
    ASK,
    PURCHASE,
    REJECT
}
