package io.seatflow.account.partner;

/** How a partner stands with its invoices. */
public enum PartnerStatus {
    ACTIVE,
    PAST_DUE
}
