package io.seatflow.platform.database;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * One open transaction, whichever client began it: all that outbox, inbox and idempotency need of
 * it.
 */
public interface Tx {

    /**
     * Runs one statement with {@code $1}-style placeholders and gives the number of rows that it
     * touched. Instants go in as {@link java.time.OffsetDateTime}, arrays of ids as JSON or one by
     * one.
     */
    Uni<Integer> execute(String sql, @Nullable Object... parameters);
}
