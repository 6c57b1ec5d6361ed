package io.seatflow.billing.invoice.postgres;

import io.quarkus.runtime.StartupEvent;
import io.seatflow.billing.invoice.Issuer;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every wording in which the issuer was ever named, each once. An invoice keeps the number of the
 * one that it was issued with, so that it reads the same for ever.
 */
@ApplicationScoped
public class Issuers {

    /** Before any event is heard, since that may issue an invoice. */
    private static final int FIRST = 0;

    private final IssuerSettings settings;
    private final PgTransactions transactions;
    private final Vertx vertx;
    private volatile @Nullable Integer version;

    Issuers(IssuerSettings settings, PgTransactions transactions, Vertx vertx) {
        this.settings = settings;
        this.transactions = transactions;
        this.vertx = vertx;
    }

    void asConfigured(@Observes @Priority(FIRST) StartupEvent event) {
        var configured =
                new Issuer(
                        settings.name(),
                        settings.address().orElse(List.of()),
                        settings.email().orElse(""),
                        settings.taxNumber().orElse(""));
        Contexts.onNewContext(vertx, () -> become(configured))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /** This process issues invoices in that wording from now on. */
    public Uni<Void> become(Issuer issuer) {
        var words =
                Tuple.of(
                        Invoices.ISSUER,
                        issuer.name(),
                        String.join("\n", issuer.address()),
                        issuer.email(),
                        issuer.taxNumber());
        return transactions
                .run(tx -> keep(tx, words))
                .invoke(kept -> version = kept)
                .replaceWithVoid();
    }

    /** Replicas that begin at once take turns. */
    private static Uni<Integer> keep(PgTx tx, Tuple words) {
        return tx.execute("lock table issuer_wording in exclusive mode")
                .chain(() ->
                        tx.connection()
                                .preparedQuery(
                                        """
                                        with known as (
                                            select version from issuer_wording
                                            where issuer = $1 and name = $2 and address = $3 and email = $4 and tax_number = $5
                                        ), added as (
                                            insert into issuer_wording (issuer, version, name, address, email, tax_number)
                                            select $1, (select coalesce(max(version), 0) + 1 from issuer_wording where issuer = $1),
                                                $2, $3, $4, $5
                                            where not exists (select from known)
                                            returning version
                                        )
                                        select version from known union all select version from added
                                        """)
                                .execute(words))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** The number of the present wording. */
    @Nullable Integer version() {
        return version;
    }
}
