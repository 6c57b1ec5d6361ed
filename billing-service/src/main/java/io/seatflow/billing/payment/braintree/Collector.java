package io.seatflow.billing.payment.braintree;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.billing.payment.Finding;
import io.seatflow.billing.payment.Patience;
import io.seatflow.billing.payment.PaymentRules;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Claim;
import io.seatflow.billing.payment.postgres.Claims;
import io.seatflow.billing.payment.postgres.Payments;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Does at the gateway what is due: woken after a commit that leaves something to do, and sweeping
 * for what a process that died had taken up. Calls are made outside of any transaction.
 */
@ApplicationScoped
public class Collector {

    private static final Logger LOG = Logger.getLogger(Collector.class);

    private final Claims claims;
    private final Payments payments;
    private final Cards cards;
    private final Braintree braintree;
    private final Patience patience;
    private final Clock clock;
    private final Vertx vertx;
    private final Slots charging;
    private final Slots buying;
    private final Slots others;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger wakes = new AtomicInteger();

    Collector(
            Claims claims,
            Payments payments,
            Cards cards,
            Braintree braintree,
            Patience patience,
            Clock clock,
            BraintreeSettings settings,
            MeterRegistry meters,
            Vertx vertx) {
        this.claims = claims;
        this.payments = payments;
        this.cards = cards;
        this.braintree = braintree;
        this.patience = patience;
        this.clock = clock;
        this.vertx = vertx;
        this.charging = slots("charge", settings, meters);
        this.buying = charging.allButAShare();
        this.others = slots("other", settings, meters);
    }

    private static Slots slots(String kind, BraintreeSettings settings, MeterRegistry meters) {
        var slots = new Slots(settings.atOnceMax());
        meters.gauge("seatflow.braintree.calls", Tags.of("kind", kind), slots, Slots::taken);
        return slots;
    }

    /** Says that something may be due. To be called after the commit. */
    public void wake() {
        if (wakes.getAndIncrement() == 0) {
            begin(this::drain);
        }
    }

    @Scheduled(every = "1s", skipExecutionIf = Stopping.class)
    void sweep() {
        wake();
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    /**
     * Takes up what is due as far as there are slots for it; once more for those that called
     * meanwhile.
     */
    private Uni<Void> drain() {
        var seen = wakes.get();
        return start(others, claims::cards)
                // A billing run has many thousands of invoices, and nobody waits for one of them.
                .chain(() -> start(buying, claims::purchases))
                // By age alone, so that invoices are charged however many buy.
                .chain(() -> start(charging, claims::charges))
                .chain(() -> start(others, claims::others))
                .onFailure()
                .invoke(e -> LOG.warnf("What is due at the gateway waits: %s", e.toString()))
                .onFailure()
                .recoverWithNull()
                .chain(() -> drained(seen));
    }

    private Uni<Void> drained(int seen) {
        return wakes.addAndGet(-seen) == 0 ? Uni.createFrom().voidItem() : drain();
    }

    private Uni<Void> start(Slots slots, IntFunction<Uni<List<Claim>>> claim) {
        int free = slots.free();
        return free == 0
                ? Uni.createFrom().voidItem()
                : claim.apply(free)
                        .invoke(claimed -> claimed.forEach(each -> start(slots, each)))
                        .replaceWithVoid();
    }

    /** Only here slots are taken, one drain at a time, so there is one. */
    private void start(Slots slots, Claim claim) {
        if (!slots.take()) {
            throw new IllegalStateException("Taken up without a slot: " + claim);
        }
        begin(() -> carryOut(claim).onTermination().invoke(slots::giveBack).invoke(this::wake));
    }

    /** What is settled may leave the next thing to do. */
    private Uni<Void> carryOut(Claim claim) {
        return switch (claim) {
            case Claim.Charge charge -> settled(claim, () -> charge(charge));
            case Claim.LookUp lookUp -> settled(claim, () -> braintree.lookUp(lookUp.id()));
            case Claim.GiveBack giveBack ->
                    at(() -> braintree.giveBack(giveBack))
                            .chain(isBack ->
                                    apart(() ->
                                            isBack
                                                    ? payments.givenBack(claim)
                                                    : payments.notYetGivenBack(claim)));
            case Claim.Store store ->
                    at(() -> braintree.store(store))
                            .chain(vaulting -> apart(() -> cards.settle(claim, vaulting)));
        };
    }

    private Uni<Void> settled(Claim claim, Supplier<Finding> ask) {
        var askedAt = clock.instant();
        return at(ask).chain(finding -> apart(() -> payments.settle(claim, finding, askedAt)));
    }

    /** One that got no thread in time is looked up, as if it had been sent. */
    private Finding charge(Claim.Charge charge) {
        return PaymentRules.maySend(charge.at(), clock.instant(), patience)
                ? braintree.charge(charge)
                : new Finding.NoAnswer("It was taken up too long ago.");
    }

    /** A blocking call of the SDK, on a thread that may block. */
    private <T> Uni<T> at(Supplier<T> call) {
        return Uni.createFrom().item(call).runSubscriptionOn(threads);
    }

    private Uni<Void> apart(Supplier<Uni<Void>> work) {
        return Contexts.onNewContext(vertx, work);
    }

    /** In the background: what fails is taken up again when its lease has run out. */
    private void begin(Supplier<Uni<Void>> work) {
        Contexts.onNewContext(vertx, work)
                .subscribe()
                .with(_ -> {}, e -> LOG.errorf(e, "What was due at the gateway is tried again."));
    }
}
