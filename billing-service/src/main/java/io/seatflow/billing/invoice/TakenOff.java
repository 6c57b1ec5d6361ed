package io.seatflow.billing.invoice;

import java.util.UUID;
import org.joda.money.Money;

/** What a credit note took off an invoice: it is owed no more, or paid back. */
public record TakenOff(UUID invoiceId, Money amount) {}
