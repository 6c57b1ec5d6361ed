package io.seatflow.seat.change.rest;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions as {@code If-Match} names them. */
final class Versions {

    private static final Pattern TAG = Pattern.compile("\"(\\d{1,9})\"");

    private Versions() {}

    /** The version that a resource must be at; null: anything. What is no tag of ours is stale. */
    static @Nullable Integer of(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        var tag = TAG.matcher(ifMatch);
        if (!tag.matches()) {
            throw new Problem(
                    ProblemType.STALE_VERSION, "If-Match must be the ETag of what you have read.");
        }
        return Integer.valueOf(tag.group(1));
    }
}
