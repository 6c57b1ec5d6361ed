package io.seatflow.local.braintree.merchant;

import java.time.Instant;
import java.util.function.Supplier;

/** What a decision may not make up by itself: the time, and names for new things. */
public record Fresh(Instant now, Supplier<String> ids) {

    String id() {
        return ids.get();
    }
}
