package io.seatflow.local.braintree.sandbox;

import io.seatflow.local.braintree.merchant.Transaction;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a webhook for the merchant to receive. */
public interface Webhooks {

    /** What a webhook can tell. */
    enum Kind {
        CHECK(""),
        TRANSACTION_SETTLED(""),
        TRANSACTION_SETTLEMENT_DECLINED(""),
        TRANSACTION_DISBURSED(""),
        REFUND_FAILED(""),
        DISPUTE_OPENED("open"),
        DISPUTE_UNDER_REVIEW("under_review"),
        DISPUTE_WON("won"),
        DISPUTE_LOST("lost"),
        DISPUTE_ACCEPTED("accepted"),
        DISPUTE_EXPIRED("expired");

        private final String disputeStatus;

        Kind(String disputeStatus) {
            this.disputeStatus = disputeStatus;
        }

        /** The kind by its word on the wire. */
        public static Optional<Kind> of(String word) {
            return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
        }

        /** The word on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean isDispute() {
            return !disputeStatus.isEmpty();
        }

        public String disputeStatus() {
            return disputeStatus;
        }
    }

    /** The two fields of the form that Braintree posts. */
    record Signed(String signature, String payload) {}

    /** A webhook of that kind; about nothing for a check. */
    Signed sign(Kind kind, @Nullable Transaction about, Instant now);
}
