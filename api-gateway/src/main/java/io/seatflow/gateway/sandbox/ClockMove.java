package io.seatflow.gateway.sandbox;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.Problem.FieldError;
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
record ClockMove(@Nullable String advance, @Nullable String to) {

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
            return notBefore(now, instant(to), "/to");
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

    private static Instant instant(String to) {
        try {
            return Instant.parse(to);
        } catch (DateTimeException e) {
            throw Problem.invalid("/to", "must be an instant, as 2026-12-01T00:00:00Z");
        }
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
            throw Problem.invalid("/advance", "must be a duration, as P14D, P1M or PT36H");
        }
    }
}
