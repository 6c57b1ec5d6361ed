package io.seatflow.account.client.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.json.JsonSetup;
import org.jspecify.annotations.Nullable;

/** Quotes, as their columns keep them. */
final class Quotes {

    private static final ObjectMapper JSON = JsonSetup.mapper();

    private Quotes() {}

    static @Nullable String write(@Nullable Quote quote) {
        try {
            return quote == null ? null : JSON.writeValueAsString(quote);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A quote can be written as JSON.", e);
        }
    }

    static @Nullable Quote read(@Nullable String quote) {
        try {
            return quote == null ? null : JSON.readValue(quote, Quote.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A quote that was kept can be read.", e);
        }
    }
}
