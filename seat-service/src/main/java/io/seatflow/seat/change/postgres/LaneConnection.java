package io.seatflow.seat.change.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lane's own connection to the database: one for as long as it lasts, since what runs on it must
 * run in turn. Used on the lane's context only.
 */
final class LaneConnection {

    /**
     * Every statement here finds its rows by their keys, in the order in which they are given. No
     * other plan will do: not one made while the tables were empty, nor one that locks in another
     * order than other replicas.
     */
    private static final String PLANS =
            """
            set plan_cache_mode = force_generic_plan;
            set enable_seqscan = off;
            set enable_bitmapscan = off;
            set enable_hashjoin = off;
            set enable_mergejoin = off;
            set jit = off
            """;

    private final Pool pool;
    private @Nullable SqlConnection connection;

    LaneConnection(Pool pool) {
        this.pool = pool;
    }

    /** Runs the work outside a transaction: each statement is one of its own. */
    <T extends @Nullable Object> Uni<T> run(Function<SqlConnection, Uni<T>> work) {
        return open().chain(open -> work.apply(open));
    }

    /** Runs the work in one transaction. */
    <T extends @Nullable Object> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return open().chain(open ->
                open.begin()
                        .chain(transaction ->
                                work.apply(open)
                                        .call(() -> transaction.commit())
                                        .onFailure()
                                        .call(() ->
                                                transaction
                                                        .rollback()
                                                        .onFailure()
                                                        .recoverWithNull())));
    }

    /** Gives the connection up: the next work gets another one. */
    Uni<Void> drop() {
        var dropped = connection;
        connection = null;
        return dropped == null
                ? Uni.createFrom().voidItem()
                : dropped.query("reset all")
                        .execute()
                        .chain(() -> dropped.close())
                        .onFailure()
                        .call(() -> dropped.close())
                        .onFailure()
                        .recoverWithNull();
    }

    private Uni<SqlConnection> open() {
        if (connection != null) {
            return Uni.createFrom().item(connection);
        }
        return pool.getConnection()
                .chain(opened -> opened.query(PLANS).execute().replaceWith(opened))
                .invoke(opened -> connection = opened);
    }
}
