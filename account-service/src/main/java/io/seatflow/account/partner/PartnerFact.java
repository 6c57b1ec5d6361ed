package io.seatflow.account.partner;

/** What another service has done for a new partner. */
public enum PartnerFact {
    LEDGER_OPENED,
    FIRST_INVOICE_ISSUED,
    FIRST_PAYMENT_TRIED
}
