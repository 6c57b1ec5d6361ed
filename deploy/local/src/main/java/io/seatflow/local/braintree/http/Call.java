package io.seatflow.local.braintree.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request, read.
 *
 * @param path the parts of the path, decoded
 * @param headers by their names in lower case
 */
public record Call(
        String method,
        List<String> path,
        Map<String, String> query,
        Map<String, String> headers,
        String body) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
