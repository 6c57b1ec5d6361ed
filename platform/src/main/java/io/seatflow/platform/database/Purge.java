package io.seatflow.platform.database;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Deletes what is old a bounded number of rows at a time, each time in a transaction of its own.
 */
public final class Purge {

    private static final int ROWS_MAX = 5_000;

    private Purge() {}

    /**
     * Runs the statement until it finds nothing more.
     *
     * @param delete with {@code $1}, the instant before which rows are old, and {@code $2}, how
     *     many may go at most
     */
    public static Uni<Void> run(Pool pool, String delete, Instant before) {
        return Contexts.whileMore(() ->
                pool.preparedQuery(delete)
                        .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), ROWS_MAX))
                        .map(deleted -> deleted.rowCount() == ROWS_MAX));
    }
}
