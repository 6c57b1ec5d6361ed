package io.seatflow.platform.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A transaction of the plain reactive client. */
public record PgTx(SqlConnection connection) implements Tx {

    @Override
    public Uni<Integer> execute(String sql, @Nullable Object... parameters) {
        return connection.preparedQuery(sql).execute(tuple(parameters)).map(SqlResult::rowCount);
    }

    private static Tuple tuple(@Nullable Object... parameters) {
        return Tuple.wrap(Arrays.asList(parameters));
    }
}
