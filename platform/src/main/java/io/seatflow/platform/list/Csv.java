package io.seatflow.platform.list;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists as files of comma-separated values (RFC 4180). A text that a spreadsheet would run as a
 * formula is preceded by an apostrophe, which spreadsheets take for "this is text".
 */
public final class Csv {

    /** What {@code ?format=} says for it. */
    public static final String FORMAT = "csv";

    public static final String MEDIA_TYPE = "text/csv";

    private static final String BEGINS_A_FORMULA = "=+-@\t\r\n";
    private static final String NEEDS_QUOTES = ",\"\r\n";

    private Csv() {}

    /** A line of cells that have been made ready. */
    public static String line(Stream<String> cells) {
        return cells.collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A first line with the names of the columns. */
    public static String header(List<String> names) {
        return line(names.stream());
    }

    /** A cell of our own making, as an id or a number; empty for null. */
    public static String cell(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** A cell whose words come from outside; empty for null. */
    public static String text(@Nullable String words) {
        if (words == null) {
            return "";
        }
        var harmless =
                !words.isEmpty() && BEGINS_A_FORMULA.indexOf(words.charAt(0)) >= 0
                        ? "'" + words
                        : words;
        return harmless.chars().anyMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0)
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }

    /**
     * Has {@code ?format=csv} say the same as {@code Accept: text/csv}: a link can carry no header.
     * Whoever takes anything gets JSON. For a filter before matching, of lists that have both.
     */
    public static void negotiate(ContainerRequestContext request) {
        var format = request.getUriInfo().getQueryParameters().getFirst("format");
        var accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (FORMAT.equals(format)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MEDIA_TYPE);
        } else if (format != null || accept == null || takesAnything(accept)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
        }
    }

    private static boolean takesAnything(String accept) {
        return accept.contains(MediaType.WILDCARD) && !accept.contains(MEDIA_TYPE);
    }
}
