package io.seatflow.platform.list;

import io.seatflow.platform.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a list's next page begins: a position in its order, opaque to callers. And how long a page
 * may be.
 */
public final class Cursor {

    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    private Cursor() {}

    static String encode(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The position that a {@code ?cursor=} names, or none for the first page.
     *
     * @throws Problem {@code invalid-request} for what no list has given out
     */
    public static Optional<String> decode(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("/cursor", "must be a nextCursor of this list");
        }
    }

    /** The page length that {@code ?limit=} asks for: 1 to 200, 50 if absent. */
    public static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return LIMIT_DEFAULT;
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            throw Problem.invalid("/limit", "must be from 1 to " + LIMIT_MAX);
        }
        return limit;
    }
}
