package io.seatflow.acceptance.walk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One method of one address.
 *
 * @param body the schema of what it takes; null: nothing
 * @param queries the names of what can be asked for behind its address
 * @param formats in which it answers
 */
public record Endpoint(
        String method,
        String path,
        @Nullable JsonNode body,
        List<String> queries,
        List<String> formats) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    public Endpoint {
        queries = List.copyOf(queries);
        formats = List.copyOf(formats);
    }

    /** The names of the ids in its address, from the left. */
    public List<String> parameters() {
        return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
    }

    /** Whether it changes nothing. */
    public boolean isRead() {
        return method.equals("GET");
    }

    /** The address of the list that a parameter's id is found in. */
    String listOf(String parameter) {
        MatchResult place =
                PARAMETER
                        .matcher(path)
                        .results()
                        .filter(match -> match.group(1).equals(parameter))
                        .findFirst()
                        .orElseThrow();
        return path.substring(0, place.start() - 1);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
