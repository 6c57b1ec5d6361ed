package io.seatflow.acceptance.walk;

import io.seatflow.acceptance.Client;
import io.seatflow.acceptance.Client.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request for an endpoint, to be made by anybody.
 *
 * @param path the address with its ids
 * @param body null: none
 * @param format in which the answer is wanted
 */
public record Request(String method, String path, @Nullable Object body, String format) {

    /** What comes of it. */
    public Answer by(Client caller) {
        return caller.call(method, path, body, format);
    }

    /** The same, for what is behind the address. */
    public Request asking(String name, String value) {
        return new Request(
                method,
                path
                        + (path.contains("?") ? "&" : "?")
                        + name
                        + "="
                        + URLEncoder.encode(value, StandardCharsets.UTF_8),
                body,
                format);
    }

    Request saying(Object otherBody) {
        return new Request(method, path, otherBody, format);
    }

    @Override
    public String toString() {
        return "%s %s %s%s"
                .formatted(method, path, body == null || body.equals("") ? "" : body, inFormat());
    }

    private String inFormat() {
        return format.equals("application/json") ? "" : " as " + format;
    }
}
