package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a query's parameters and remembers what is wrong, so that all of it is named at once. */
final class QueryParameters {

    private final List<Problem.FieldError> errors = new ArrayList<>();

    /**
     * What a parameter says; null where it is absent or wrong.
     *
     * @param must what a value must be, for whoever sent another
     */
    <T> @Nullable T read(
            String name, @Nullable String text, Function<String, T> reading, String must) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException | DateTimeException | Problem _) {
            refuse(name, must);
            return null;
        }
    }

    /** What an instant's parameter says; null where it is absent or wrong. */
    @Nullable Instant instant(String name, @Nullable String text) {
        return read(name, text, Instant::parse, "must be an instant, as 2026-12-01T00:00:00Z");
    }

    void refuse(String name, String must) {
        errors.add(new Problem.FieldError("/" + name, must));
    }

    /** Refuses the request if anything was wrong. */
    void requireAllGood() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }
}
