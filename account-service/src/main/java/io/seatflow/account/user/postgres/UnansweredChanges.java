package io.seatflow.account.user.postgres;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Asks seat-service again for the seats of users of whom it has said nothing for a minute. */
@ApplicationScoped
class UnansweredChanges {

    private static final Logger LOG = Logger.getLogger(UnansweredChanges.class);

    private final Users users;
    private final Clock system;
    private final Vertx vertx;
    private final Duration answerWithin;

    UnansweredChanges(
            Users users,
            Clock system,
            Vertx vertx,
            @ConfigProperty(name = "seatflow.users.answer-within") Duration answerWithin) {
        this.users = users;
        this.system = system;
        this.vertx = vertx;
        this.answerWithin = answerWithin;
    }

    @Scheduled(
            every = "{seatflow.users.ask-again-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> askAgain() {
        return Contexts.onNewContext(
                        vertx, () -> users.askAgain(system.instant().minus(answerWithin)))
                .invoke(asked -> {
                    if (asked > 0) {
                        LOG.warnf("%d seat changes of users were asked for again.", asked);
                    }
                })
                .onFailure()
                .invoke(e -> LOG.warnf("Unanswered changes wait: %s", e.toString()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
