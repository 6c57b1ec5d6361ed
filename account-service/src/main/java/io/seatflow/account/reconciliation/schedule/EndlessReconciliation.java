package io.seatflow.account.reconciliation.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.account.reconciliation.Disagreement;
import io.seatflow.account.reconciliation.postgres.Disagreements;
import io.seatflow.account.user.Agreement;
import io.seatflow.account.user.keycloak.SignIns;
import io.seatflow.account.user.postgres.Identities;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Mends what users and seats disagree on, and says how far users, seats and sign-ins agree. */
@ApplicationScoped
class EndlessReconciliation {

    private static final Logger LOG = Logger.getLogger(EndlessReconciliation.class);

    private final Disagreements disagreements;
    private final Identities identities;
    private final SignIns signIns;
    private final Vertx vertx;
    private final AtomicReference<Agreement> seats = new AtomicReference<>(Agreement.UNKNOWN);
    private final AtomicReference<Agreement> ofSignIns = new AtomicReference<>(Agreement.UNKNOWN);

    EndlessReconciliation(
            Disagreements disagreements,
            Identities identities,
            SignIns signIns,
            Vertx vertx,
            Clock clock,
            MeterRegistry meters) {
        this.disagreements = disagreements;
        this.identities = identities;
        this.signIns = signIns;
        this.vertx = vertx;
        watch(meters, clock, "seats", seats);
        watch(meters, clock, "sign-ins", ofSignIns);
    }

    private static void watch(
            MeterRegistry meters, Clock clock, String with, AtomicReference<Agreement> known) {
        var tags = Tags.of("with", with);
        meters.gauge(
                "seatflow.users.differences", tags, known, one -> (double) one.get().findings());
        meters.gauge(
                "seatflow.users.compared.age", tags, known, one -> one.get().age(clock.instant()));
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> mend() {
        return Contexts.onNewContext(vertx, () -> Contexts.whileMore(this::mendSome))
                .chain(() -> Contexts.onNewContext(vertx, disagreements::agreement))
                .invoke(seats::set)
                .chain(() -> Contexts.onNewContext(vertx, identities::agreement))
                .invoke(ofSignIns::set)
                .onFailure()
                .invoke(e -> LOG.warnf("Users and seats wait to be mended: %s", e.toString()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Boolean> mendSome() {
        return Contexts.onNewContext(vertx, disagreements::claim)
                .chain(found ->
                        found.isEmpty()
                                ? Uni.createFrom().item(false)
                                : Multi.createFrom()
                                        .iterable(found)
                                        .onItem()
                                        .transformToUniAndConcatenate(this::mendOne)
                                        .collect()
                                        .asList()
                                        .invoke(signIns::wake)
                                        .replaceWith(true));
    }

    /** One that cannot be mended keeps no other from it. */
    private Uni<Void> mendOne(Disagreement found) {
        return Contexts.onNewContext(vertx, () -> disagreements.mend(found))
                .onFailure()
                .invoke(e ->
                        LOG.warnf(
                                "User %s of partner %s waits to be mended: %s",
                                found.userId(), found.partnerId(), e.toString()))
                .onFailure()
                .recoverWithNull();
    }
}
