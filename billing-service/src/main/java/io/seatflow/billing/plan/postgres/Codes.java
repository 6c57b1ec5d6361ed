package io.seatflow.billing.plan.postgres;

import java.util.List;

/** How codes of a catalog are kept in a column: in order, separated by commas. */
public final class Codes {

    private Codes() {}

    public static List<String> read(String column) {
        return column.isEmpty() ? List.of() : List.of(column.split(",", -1));
    }

    public static String write(List<String> codes) {
        return String.join(",", codes);
    }
}
