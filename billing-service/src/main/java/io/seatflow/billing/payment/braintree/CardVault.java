package io.seatflow.billing.payment.braintree;

import com.braintreegateway.exceptions.BraintreeException;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.problem.Problem;
import io.seatflow.platform.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** What a request needs of the gateway's vault at once. */
@ApplicationScoped
public class CardVault {

    private static final Logger LOG = Logger.getLogger(CardVault.class);

    private final Braintree braintree;
    private final Vertx vertx;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    CardVault(Braintree braintree, Vertx vertx) {
        this.braintree = braintree;
        this.vertx = vertx;
    }

    /** What a browser needs to ask for a card's number by itself. */
    public Uni<String> clientToken(UUID customer) {
        return at(() -> braintree.clientToken(customer))
                .onFailure(BraintreeException.class)
                .transform(e -> {
                    LOG.warnf("No client token: %s", e);
                    return new Problem(
                            ProblemType.UNAVAILABLE, "The payment gateway does not answer.");
                });
    }

    /**
     * Forgets a card there. It is out of use already: where the gateway is away, it stays there.
     */
    public Uni<Void> forget(UUID card) {
        return at(
                        () -> {
                            braintree.forget(card);
                            return card;
                        })
                .onFailure(BraintreeException.class)
                .invoke(e -> LOG.warnf("Card %s is still in the vault: %s", card, e))
                .onFailure(BraintreeException.class)
                .recoverWithItem(card)
                .replaceWithVoid();
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    /** A blocking call on a thread that may block; what follows is back on a context. */
    private <T> Uni<T> at(Supplier<T> call) {
        var answered = Uni.createFrom().item(call).runSubscriptionOn(threads);
        return Contexts.onNewContext(vertx, () -> answered);
    }
}
