package io.seatflow.seat.change.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.PreparedStatement;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
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
     * order than other replicas. And none waits for long for rows that somebody else holds.
     */
    private static final String SETTINGS =
            """
            set plan_cache_mode = force_generic_plan;
            set enable_seqscan = off;
            set enable_bitmapscan = off;
            set enable_hashjoin = off;
            set enable_mergejoin = off;
            set jit = off;
            set lock_timeout = \
            """;

    private final Pool pool;
    private final long lockMaxMillis;
    private @Nullable Open current;

    /**
     * @param lockMax a statement that waits for longer for what somebody else holds fails
     */
    LaneConnection(Pool pool, Duration lockMax) {
        this.pool = pool;
        this.lockMaxMillis = lockMax.toMillis();
    }

    /**
     * A connection that is open.
     *
     * @param write the statement by which a lane writes, prepared for as long as it lasts: it is
     *     too long for the client's own cache, and planning it would cost more than running it
     */
    record Open(SqlConnection connection, PreparedStatement write) {}

    /** Runs the work outside a transaction: each statement is one of its own. */
    <T extends @Nullable Object> Uni<T> run(Function<Open, Uni<T>> work) {
        return open().chain(open -> work.apply(open));
    }

    /** Runs the work in one transaction. */
    <T extends @Nullable Object> Uni<T> inTransaction(Function<Open, Uni<T>> work) {
        return open().chain(open ->
                open.connection()
                        .begin()
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
        var dropped = current;
        current = null;
        return dropped == null ? Uni.createFrom().voidItem() : giveBack(dropped.connection());
    }

    private static Uni<Void> giveBack(SqlConnection dropped) {
        return dropped.query("reset all")
                .execute()
                .chain(() -> dropped.close())
                .onFailure()
                .recoverWithUni(() -> dropped.close())
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Open> open() {
        return current == null
                ? pool.getConnection().chain(this::prepare)
                : Uni.createFrom().item(current);
    }

    private Uni<Open> prepare(SqlConnection opened) {
        return opened.query(SETTINGS + lockMaxMillis)
                .execute()
                .chain(() -> opened.prepare(LaneStatement.SQL))
                .map(write -> new Open(opened, write))
                .invoke(open -> current = open)
                .onFailure()
                .call(() -> giveBack(opened));
    }
}
