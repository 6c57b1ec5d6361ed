package io.seatflow.account.partner;

import java.util.List;

/**
 * A field that cannot be as it is.
 *
 * @param path names of fields, and places in arrays, from the outside in
 */
public record Finding(List<Object> path, String detail) {

    public Finding {
        path = List.copyOf(path);
    }

    static Finding of(String field, String detail) {
        return new Finding(List.of(field), detail);
    }
}
