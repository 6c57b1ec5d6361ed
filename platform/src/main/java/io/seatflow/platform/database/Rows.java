package io.seatflow.platform.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way into a statement, as one array for each column, which it reads by {@code
 * unnest}: however many there are, the statement stays the same. Columns are its parameters in the
 * order in which they are added here.
 */
public final class Rows<T> {

    private final List<T> all;
    private final List<@Nullable Object> parameters = new ArrayList<>();

    private Rows(List<T> all) {
        this.all = all;
    }

    public static <T> Rows<T> of(List<T> all) {
        return new Rows<>(all);
    }

    public Rows<T> uuids(Function<T, @Nullable UUID> column) {
        return column(column, UUID[]::new);
    }

    public Rows<T> texts(Function<T, @Nullable String> column) {
        return column(column, String[]::new);
    }

    public Rows<T> ints(Function<T, @Nullable Integer> column) {
        return column(column, Integer[]::new);
    }

    public Rows<T> longs(Function<T, @Nullable Long> column) {
        return column(column, Long[]::new);
    }

    /** Exact amounts, a {@code numeric[]}. */
    public Rows<T> numerics(Function<T, @Nullable BigDecimal> column) {
        return column(column, BigDecimal[]::new);
    }

    public Rows<T> days(Function<T, @Nullable LocalDate> column) {
        return column(column, LocalDate[]::new);
    }

    public Rows<T> instants(Function<T, @Nullable Instant> column) {
        return column(row -> inUtc(column.apply(row)), OffsetDateTime[]::new);
    }

    /** One value for all rows. */
    public Rows<T> and(@Nullable Object value) {
        parameters.add(value instanceof Instant at ? inUtc(at) : value);
        return this;
    }

    /** Runs a statement with them. */
    public Uni<RowSet<Row>> into(PgTx tx, String sql) {
        return tx.connection().preparedQuery(sql).execute(Tuple.wrap(parameters));
    }

    private <C extends @Nullable Object> Rows<T> column(
            Function<T, C> column, IntFunction<C[]> array) {
        parameters.add(all.stream().map(column).toArray(array));
        return this;
    }

    private static @Nullable OffsetDateTime inUtc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
