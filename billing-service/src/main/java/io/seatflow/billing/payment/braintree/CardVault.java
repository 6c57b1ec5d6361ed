package io.seatflow.billing.payment.braintree;

import com.braintreegateway.exceptions.BraintreeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
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
    private final Slots slots;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    CardVault(Braintree braintree, BraintreeSettings settings, MeterRegistry meters, Vertx vertx) {
        this.braintree = braintree;
        this.vertx = vertx;
        this.slots = new Slots(settings.atOnceMax());
        meters.gauge("seatflow.braintree.calls", Tags.of("kind", "vault"), slots, Slots::taken);
    }

    /** What a browser needs to ask for a card's number by itself. */
    public Uni<String> clientToken(UUID customer) {
        return at(() -> braintree.clientToken(customer))
                .onFailure(BraintreeException.class)
                .invoke(e -> LOG.warnf("No client token: %s", e))
                .onFailure(BraintreeException.class)
                .transform(_ -> unavailable());
    }

    private static Problem unavailable() {
        return new Problem(ProblemType.UNAVAILABLE, "The payment gateway does not answer.");
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
                .onFailure()
                .invoke(e -> LOG.warnf("Card %s is still in the vault: %s", card, e))
                .onFailure()
                .recoverWithItem(card)
                .replaceWithVoid();
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    /**
     * A blocking call on a thread that may block; what follows is back on a context. Where too many
     * hang already, nobody waits behind them.
     */
    private <T> Uni<T> at(Supplier<T> call) {
        if (!slots.take()) {
            return Uni.createFrom().failure(CardVault::unavailable);
        }
        var answered =
                Uni.createFrom()
                        .item(call)
                        .runSubscriptionOn(threads)
                        .onTermination()
                        .invoke(slots::giveBack);
        return Contexts.onNewContext(vertx, () -> answered);
    }
}
