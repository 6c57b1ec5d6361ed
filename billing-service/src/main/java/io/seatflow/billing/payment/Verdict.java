package io.seatflow.billing.payment;

import java.time.Instant;

/** What a finding makes of a payment. */
public sealed interface Verdict {

    record Succeeded(String transactionId) implements Verdict {}

    /** {@code reason} is a problem's slug. */
    record Declined(String reason, String detail) implements Verdict {}

    /** Its outcome stays unknown; it is looked up again then. */
    record LookAgain(Instant at) implements Verdict {}

    /** The last try did not arrive: it is charged once more, under the same order id. */
    record TryOnceMore() implements Verdict {}
}
