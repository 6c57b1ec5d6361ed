package io.seatflow.account.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far users are known to agree with their seats, or with their sign-ins.
 *
 * @param findings what differed when it was last compared
 * @param comparedAt up to when everything has been compared; null: there is nothing to compare
 */
public record Agreement(long findings, @Nullable Instant comparedAt) {

    public static final Agreement UNKNOWN = new Agreement(0, null);

    /**
     * As the database tells of it.
     *
     * @param comparedAt in seconds since 1970; null: there is nothing to compare
     */
    public static Agreement of(long findings, @Nullable Double comparedAt) {
        return new Agreement(
                findings,
                comparedAt == null ? null : Instant.ofEpochMilli(Math.round(comparedAt * 1_000)));
    }

    /** How many seconds ago that was; none where there is nothing to compare. */
    public double age(Instant now) {
        return comparedAt == null
                ? 0
                : Math.max(0, (now.toEpochMilli() - comparedAt.toEpochMilli()) / 1_000.0);
    }
}
