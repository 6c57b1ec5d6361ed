package io.seatflow.account.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it was kept.
 *
 * @param before the state before, as JSON; null where there was none
 * @param after the state after, as JSON; null where there is none
 */
public record Kept(
        UUID id,
        Instant occurredAt,
        Origin origin,
        Provenance provenance,
        String action,
        String subject,
        UUID subjectId,
        @Nullable String before,
        @Nullable String after) {

    /** Its place in the log, which goes back in time. */
    public Place place() {
        return new Place(occurredAt, id);
    }

    /** A place in the log: what happened before it, or at its instant and was kept before it. */
    public record Place(Instant occurredAt, UUID id) {

        /**
         * The place that a text of {@link #toString} names.
         *
         * @throws IllegalArgumentException or {@link java.time.DateTimeException} for any other
         */
        public static Place parse(String text) {
            int separator = text.indexOf(' ');
            if (separator < 0) {
                throw new IllegalArgumentException("No place in the log: " + text);
            }
            return new Place(
                    Instant.parse(text.substring(0, separator)),
                    UUID.fromString(text.substring(separator + 1)));
        }

        @Override
        public String toString() {
            return occurredAt + " " + id;
        }
    }
}
