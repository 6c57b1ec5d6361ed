package io.seatflow.billing.payment;

import java.util.List;
import java.util.stream.Stream;

/** What the gateway said about a payment, or did not say. */
public sealed interface Finding {

    /** It is charged; {@code surplus} are charges for the same thing beside that one. */
    record Charged(String transactionId, List<String> surplus) implements Finding {

        public Charged {
            surplus = List.copyOf(surplus);
        }

        public Charged(String transactionId) {
            this(transactionId, List.of());
        }

        /** Every charge there is. */
        public List<String> all() {
            return Stream.concat(Stream.of(transactionId), surplus.stream()).toList();
        }
    }

    /** It was refused; {@code detail} is the processor's words. */
    record Refused(String detail) implements Finding {}

    /** Looked up, that many sales with this order id are there, and all were refused. */
    record AllRefused(String detail, int sales) implements Finding {}

    /** The gateway knows of no charge with this order id. */
    record NotFound() implements Finding {}

    /** No answer: it may be charged or not. */
    record NoAnswer(String why) implements Finding {}
}
