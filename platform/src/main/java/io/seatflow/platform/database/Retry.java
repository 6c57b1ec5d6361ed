package io.seatflow.platform.database;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a transaction again when the database chose it as the victim of a conflict. */
final class Retry {

    private static final int ATTEMPTS_MAX = 5;
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private Retry() {}

    /**
     * Retries at once and on the same context: a delay would hop threads and lose the session's
     * context.
     */
    static <T extends @Nullable Object> Uni<T> onConflict(Supplier<Uni<T>> transaction) {
        return attempt(transaction, 1);
    }

    private static <T extends @Nullable Object> Uni<T> attempt(
            Supplier<Uni<T>> transaction, int number) {
        return Uni.createFrom()
                .deferred(() -> transaction.get())
                .onFailure(failure -> number < ATTEMPTS_MAX && isConflict(failure))
                .recoverWithUni(() -> attempt(transaction, number + 1));
    }

    /** Whether the database chose the transaction as the victim of a conflict. */
    static boolean isConflict(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException pg && CONFLICTS.contains(pg.getSqlState())) {
                return true;
            }
        }
        return false;
    }
}
