package io.seatflow.billing.payment.braintree;

import com.braintreegateway.exceptions.BraintreeException;
import io.seatflow.billing.payment.GatewayCharge;
import io.seatflow.billing.payment.postgres.Claim;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.platform.database.Contexts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** What the gateway has in its books, to be compared with ours. */
@ApplicationScoped
public class GatewayBooks {

    private static final Logger LOG = Logger.getLogger(GatewayBooks.class);

    private final Braintree braintree;
    private final Payments payments;
    private final Collector collector;
    private final Clock clock;
    private final Vertx vertx;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    GatewayBooks(
            Braintree braintree, Payments payments, Collector collector, Clock clock, Vertx vertx) {
        this.braintree = braintree;
        this.payments = payments;
        this.collector = collector;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** All sales that were begun, called off or refunded in that time. */
    public Uni<List<GatewayCharge>> between(Instant from, Instant to) {
        return at(() -> braintree.chargesBetween(from, to));
    }

    /** All sales under an order id. */
    public Uni<List<GatewayCharge>> ofOrder(String orderId) {
        return at(() -> braintree.chargesOf(orderId));
    }

    /** All sales under an order id; nothing at all where the gateway does not answer. */
    public Uni<Optional<List<GatewayCharge>>> ofOrderIfAnswered(String orderId) {
        return ofOrder(orderId)
                .map(Optional::of)
                .onFailure(BraintreeException.class)
                .invoke(e -> LOG.warnf("Order %s cannot be looked up: %s", orderId, e))
                .onFailure(BraintreeException.class)
                .recoverWithItem(Optional.empty());
    }

    /** Whether a sale is charged, by its own id at the gateway. */
    public Uni<Boolean> isCharged(String transactionId) {
        return at(() -> braintree.isCharged(transactionId));
    }

    /** Has whatever was charged beside the charge that counts given back. */
    public Uni<Void> giveBackSurplus(UUID partnerId, UUID planId, UUID payment) {
        var askedAt = clock.instant();
        return at(() -> braintree.lookUp(payment))
                .chain(finding ->
                        Contexts.onNewContext(
                                vertx,
                                () ->
                                        payments.settle(
                                                new Claim.LookUp(partnerId, planId, payment),
                                                finding,
                                                askedAt)))
                .invoke(collector::wake);
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    /** On a thread that may block, and back to where the request is at home, if it is one. */
    private <T> Uni<T> at(Supplier<T> call) {
        return Uni.createFrom()
                .deferred(() -> {
                    var home = Vertx.currentContext();
                    var answered = Uni.createFrom().item(call).runSubscriptionOn(threads);
                    return home == null
                            ? answered
                            : answered.emitOn(command -> home.runOnContext(_ -> command.run()));
                });
    }
}
