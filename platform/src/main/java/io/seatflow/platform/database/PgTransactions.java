package io.seatflow.platform.database;

import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Transactions of the plain reactive client. */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class PgTransactions {

    private final Pool pool;
    private final Instance<Committed> committed;

    PgTransactions(Pool pool, @Any Instance<Committed> committed) {
        this.pool = pool;
        this.committed = committed;
    }

    /**
     * Runs the work in one transaction: all of it is kept, or nothing. Conflicts are tried again.
     */
    public <T extends @Nullable Object> Uni<T> run(Function<PgTx, Uni<T>> work) {
        return Retry.onConflict(() ->
                        pool.<T>withTransaction(connection -> work.apply(new PgTx(connection))))
                .invoke(() -> committed.forEach(Committed::afterCommit));
    }
}
