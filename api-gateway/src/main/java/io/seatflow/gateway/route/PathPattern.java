package io.seatflow.gateway.route;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which paths a route takes: literal segments, ids in braces, and a final {@code **} for the path
 * itself and everything below it.
 */
record PathPattern(List<String> segments, boolean takesAllBelow) {

    private static final int UUID_LENGTH = 36;

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
        return hasLiterals(path) ? ids(path) : Optional.empty();
    }

    /** Looked at first: ids cost more to read, and most routes differ in a word. */
    private boolean hasLiterals(List<String> path) {
        for (int i = 0; i < segments.size(); i++) {
            if (!isId(i) && !segments.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    private Optional<Map<String, UUID>> ids(List<String> path) {
        Map<String, UUID> ids = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            if (isId(i)) {
                String found = path.get(i);
                if (!isUuid(found)) {
                    return Optional.empty();
                }
                String name = segments.get(i);
                ids.put(name.substring(1, name.length() - 1), UUID.fromString(found));
            }
        }
        return Optional.of(ids);
    }

    private boolean isId(int segment) {
        return segments.get(segment).startsWith("{");
    }

    /** The canonical form alone; {@link UUID#fromString} takes shorter ones too. */
    private static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            boolean isDash = i == 8 || i == 13 || i == 18 || i == 23;
            if (isDash ? text.charAt(i) != '-' : !HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
