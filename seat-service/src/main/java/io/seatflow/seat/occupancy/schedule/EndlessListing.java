package io.seatflow.seat.occupancy.schedule;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.Stopping;
import io.seatflow.seat.change.postgres.SeatChanges;
import io.seatflow.seat.occupancy.OccupantPage;
import io.seatflow.seat.occupancy.postgres.OccupantLists;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Tells account-service who has a seat, of all partners in turn, for as long as it runs. */
@ApplicationScoped
class EndlessListing {

    private static final Logger LOG = Logger.getLogger(EndlessListing.class);

    private final OccupantLists lists;
    private final SeatChanges changes;
    private final Duration every;

    EndlessListing(
            OccupantLists lists,
            SeatChanges changes,
            @ConfigProperty(name = "seatflow.seat.list-occupants-every") Duration every) {
        this.lists = lists;
        this.changes = changes;
        this.every = every;
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> list() {
        return Contexts.whileMore(this::listNext)
                .onFailure()
                .invoke(e -> LOG.warnf("Nobody is told who has a seat: %s", e.toString()))
                .onFailure()
                .recoverWithNull();
    }

    /** It looks at all ledgers, so not as often as for those who are due. */
    @Scheduled(
            every = "{seatflow.seat.enrol-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> enrol() {
        return lists.enrol(every)
                .onFailure()
                .invoke(e -> LOG.warnf("New partners wait to be listed: %s", e.toString()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Boolean> listNext() {
        return lists.next(every)
                .chain(page ->
                        page.map(found -> tell(found).replaceWith(true))
                                .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private Uni<Void> tell(OccupantPage page) {
        return changes.tell(page.partner(), page.listed());
    }
}
