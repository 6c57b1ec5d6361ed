package io.seatflow.seat.change.postgres;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way into a statement, as one array for each column: however many there are, the
 * statement stays the same and is planned once.
 */
record Input(String name, List<Column> columns) {

    /**
     * A column of a PostgreSQL type.
     *
     * @param target the type that its values become, where that cannot be a parameter's
     */
    record Column(String name, String type, String target) {

        static Column of(String declaration) {
            var words = declaration.split(" ", -1);
            return new Column(words[0], words[1], words.length == 4 ? words[3] : words[1]);
        }

        String value() {
            return target.equals(type) ? name : name + "::" + target;
        }

        @Nullable Object[] array(int length) {
            return switch (type) {
                case "uuid" -> new UUID[length];
                case "int" -> new Integer[length];
                case "bigint" -> new Long[length];
                case "text" -> new String[length];
                case "timestamptz" -> new OffsetDateTime[length];
                case "jsonb" -> new Object[length];
                case "boolean" -> new Boolean[length];
                default -> throw new IllegalStateException("No column here is of type " + type);
            };
        }
    }

    /** Declared as in SQL: {@code "partner_id uuid, seats int, users text as uuid[]"}. */
    static Input of(String name, String columns) {
        return new Input(
                name, Stream.of(columns.split(",")).map(String::strip).map(Column::of).toList());
    }

    /** These columns, and after them the other's. */
    Input with(Input other) {
        return new Input(name, Stream.concat(columns.stream(), other.columns().stream()).toList());
    }

    /** The rows as a table of a statement, whose parameters begin at {@code first}. */
    String table(int first) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> "$" + (first + i) + "::" + columns.get(i).type() + "[]")
                .collect(
                        Collectors.joining(", ", "unnest(", ") as " + name + " (" + names() + ")"));
    }

    String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** What is selected for the columns. */
    String values() {
        return columns.stream().map(Column::value).collect(Collectors.joining(", "));
    }

    /** Adds the rows to a statement's parameters. */
    void addTo(List<Object> parameters, List<@Nullable Object[]> rows) {
        for (var i = 0; i < columns.size(); i++) {
            var values = columns.get(i).array(rows.size());
            for (var row = 0; row < values.length; row++) {
                values[row] = rows.get(row)[i];
            }
            parameters.add(values);
        }
    }
}
