package io.seatflow.account.version;

import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Versions of resources, as {@code ETag} and {@code If-Match} carry them. */
public final class Versions {

    private Versions() {}

    public static String etag(long version) {
        return "\"" + version + "\"";
    }

    /** Refuses with {@code stale-version} a change that was meant for another version. */
    public static void requireMatch(@Nullable String ifMatch, long version) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        boolean named =
                Arrays.stream(ifMatch.split(","))
                        .map(String::strip)
                        .anyMatch(etag(version)::equals);
        if (!named) {
            throw new Problem(ProblemType.STALE_VERSION, "The present version is " + version + ".");
        }
    }
}
