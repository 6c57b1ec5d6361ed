package io.seatflow.platform.list;

import io.seatflow.platform.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a query's parameters and remembers what is wrong, so that all of it is named at once. */
public final class QueryParameters {

    private static final String LIMIT = "must be from 1 to 200";
    private static final String CURSOR = "must be a nextCursor of this list";

    private final List<Problem.FieldError> errors = new ArrayList<>();

    /**
     * What a parameter says; null where it is absent or wrong.
     *
     * @param must what a value must be, for whoever sent another
     */
    public <T> @Nullable T read(
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
    public @Nullable Instant instant(String name, @Nullable String text) {
        return read(name, text, Instant::parse, "must be an instant, as 2026-12-01T00:00:00Z");
    }

    /** How long a page is to be; the usual length where nothing, or something wrong, is said. */
    public int limit(@Nullable String text) {
        Integer read = read("limit", text, said -> Cursor.limit(Integer.valueOf(said)), LIMIT);
        return read == null ? Cursor.limit(null) : read;
    }

    /** The place in the list's order at which its page begins; null for the first page. */
    public <T> @Nullable T cursor(@Nullable String text, Function<String, T> position) {
        return read("cursor", text, said -> position.apply(Cursor.decode(said).orElse("")), CURSOR);
    }

    /** A list is to be had as JSON, or as CSV. */
    public void refuseOtherFormats(@Nullable String format) {
        if (format != null && !format.equals("json") && !format.equals(Csv.FORMAT)) {
            refuse("format", "must be json or csv");
        }
    }

    /** A time that is asked about has a length: it ends, at {@code to}, after it begins. */
    public <T> void refuseUnlessAfter(@Nullable T from, @Nullable Comparable<? super T> to) {
        if (from != null && to != null && to.compareTo(from) <= 0) {
            refuse("to", "must be after from");
        }
    }

    /** What goes with pages has no place where all that there is goes into one file. */
    public void refuseWithCsv(String name, @Nullable String text) {
        if (text != null) {
            refuse(name, "does not go with CSV, which has no pages");
        }
    }

    /** Remembers that a parameter cannot be as it is. */
    public void refuse(String name, String must) {
        errors.add(new Problem.FieldError("/" + name, must));
    }

    /** Refuses the request if anything was wrong. */
    public void requireAllGood() {
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }
}
