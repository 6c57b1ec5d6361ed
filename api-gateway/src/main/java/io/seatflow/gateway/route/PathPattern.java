package io.seatflow.gateway.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Which paths a route takes: literal segments, ids in braces, and a final {@code **} for the path
 * itself and everything below it.
 */
record PathPattern(List<String> segments, boolean takesAllBelow) {

    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    static PathPattern of(String pattern) {
        List<String> segments = segmentsOf(pattern);
        return segments.getLast().equals("**")
                ? new PathPattern(segments.subList(0, segments.size() - 1), true)
                : new PathPattern(segments, false);
    }

    static List<String> segmentsOf(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** The ids that the path has in the braces' places, or nothing if it is another path. */
    Optional<Map<String, UUID>> match(List<String> path) {
        if (path.size() < segments.size() || (path.size() > segments.size() && !takesAllBelow)) {
            return Optional.empty();
        }
        Map<String, UUID> ids = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String expected = segments.get(i);
            String found = path.get(i);
            if (!expected.startsWith("{")) {
                if (!expected.equals(found)) {
                    return Optional.empty();
                }
            } else if (ID.matcher(found).matches()) {
                ids.put(expected.substring(1, expected.length() - 1), UUID.fromString(found));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(ids);
    }
}
