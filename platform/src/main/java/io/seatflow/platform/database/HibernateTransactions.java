package io.seatflow.platform.database;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Transactions of Hibernate Reactive; for services that have it. */
@ApplicationScoped
@IfBuildProperty(name = "seatflow.database", stringValue = "true", enableIfMissing = true)
public class HibernateTransactions {

    private final Instance<Committed> committed;

    HibernateTransactions(@Any Instance<Committed> committed) {
        this.committed = committed;
    }

    /**
     * Runs the work in one transaction: all of it is kept, or nothing. Conflicts are tried again.
     */
    public <T extends @Nullable Object> Uni<T> run(Function<HibernateTx, Uni<T>> work) {
        return Retry.onConflict(() -> Panache.withTransaction(() -> inSession(work)))
                .invoke(() -> committed.forEach(Committed::afterCommit));
    }

    private static <T extends @Nullable Object> Uni<T> inSession(
            Function<HibernateTx, Uni<T>> work) {
        return Panache.getSession().chain(session -> work.apply(new HibernateTx(session)));
    }
}
