package io.seatflow.local.braintree.merchant;

import java.util.List;

/**
 * What the rules made of a request.
 *
 * @param <T> what the request is about
 */
public sealed interface Decision<T> {

    /**
     * It is so, once the entries are kept. A declined charge is accepted too: it is on record as
     * declined.
     */
    record Accepted<T>(T result, List<Entry> entries) implements Decision<T> {

        public Accepted {
            entries = List.copyOf(entries);
        }
    }

    /** It cannot be, for all of these reasons. */
    record Refused<T>(List<Fault> faults) implements Decision<T> {

        public Refused {
            faults = List.copyOf(faults);
        }
    }

    /** The card did not pass its verification. */
    record Unverified<T>(Verification verification) implements Decision<T> {}

    /** There is nothing by that id or token. */
    record NotFound<T>() implements Decision<T> {}
}
