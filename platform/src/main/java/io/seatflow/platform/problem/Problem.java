package io.seatflow.platform.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refusal, thrown anywhere on a request's way and answered as {@code application/problem+json}
 * (RFC 9457).
 */
public final class Problem extends RuntimeException {

    private final ProblemType type;
    private final Map<String, Object> members;

    public Problem(ProblemType type, String detail) {
        this(type, detail, Map.of());
    }

    private Problem(ProblemType type, String detail, Map<String, Object> members) {
        // A refusal is an answer, not an accident: nobody reads its stack trace.
        super(detail, null, false, false);
        this.type = type;
        this.members = members;
    }

    /** Bad input, every bad field named. */
    public static Problem invalid(List<FieldError> errors) {
        String detail =
                errors.size() == 1 ? "One field is wrong." : errors.size() + " fields are wrong.";
        return new Problem(ProblemType.INVALID_REQUEST, detail).with("errors", errors);
    }

    /** Bad input in one field; {@code pointer} is a JSON pointer such as {@code /seats}. */
    public static Problem invalid(String pointer, String detail) {
        return invalid(List.of(new FieldError(pointer, detail)));
    }

    /** The answer for what does not exist, and for what the caller may not know to exist. */
    public static Problem notFound(String what) {
        return new Problem(ProblemType.NOT_FOUND, "There is no such " + what + ".");
    }

    /** This problem with one more member, such as {@code shortfall}. */
    public Problem with(String member, Object value) {
        var more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(type, detail(), more);
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> members() {
        return Map.copyOf(members);
    }

    /** One bad field. */
    public record FieldError(String pointer, String detail) {}
}
