package io.seatflow.gateway.sandbox;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
import jakarta.validation.constraints.Pattern;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A wish to move business time: by a length, or to an instant.
 *
 * @param advance ISO 8601: days, months and years as the calendar has them, then hours and less
 * @param to an instant, RFC 3339
 */
record ClockMove(
        @Pattern(regexp = ClockMove.LENGTH, message = ClockMove.NO_LENGTH) @Nullable String advance,
        @Nullable Instant to) {

    static final String LENGTH =
            "P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
                    + "(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\\.[0-9]{1,9})?S)?)?";
    static final String NO_LENGTH = "must be a duration, as P14D, P1M or PT36H";

    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /**
     * The time that is meant.
     *
     * @throws Problem naming the fields that are wrong
     */
    Instant target(Instant now) {
        if (advance != null && to != null) {
            throw Problem.invalid(
                    List.of(
                            new FieldError("/advance", "must not come with /to"),
                            new FieldError("/to", "must not come with /advance")));
        }
        if (advance != null) {
            return notBefore(now, after(now, advance), "/advance");
        }
        if (to != null) {
            return notBefore(now, to, "/to");
        }
        throw Problem.invalid(
                List.of(
                        new FieldError("/advance", "must be given, or /to"),
                        new FieldError("/to", "must be given, or /advance")));
    }

    private static Instant notBefore(Instant now, Instant target, String pointer) {
        if (target.isBefore(now)) {
            throw Problem.invalid(pointer, "must not go back: it is " + now);
        }
        if (target.isAfter(LATEST)) {
            throw Problem.invalid(pointer, "must be before " + LATEST);
        }
        return target;
    }

    private static Instant after(Instant now, String advance) {
        int time = advance.indexOf('T');
        try {
            Period days =
                    time == 1
                            ? Period.ZERO
                            : Period.parse(time < 0 ? advance : advance.substring(0, time));
            Duration rest =
                    time < 0 ? Duration.ZERO : Duration.parse("P" + advance.substring(time));
            return now.atZone(ZoneOffset.UTC).plus(days).plus(rest).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw Problem.invalid("/advance", NO_LENGTH);
        }
    }
}
