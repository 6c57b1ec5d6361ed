package io.seatflow.seat.check.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.seatflow.platform.database.Stopping;
import io.seatflow.seat.check.SelfCheck;
import io.seatflow.seat.check.SelfCheck.ClientPlace;
import io.seatflow.seat.check.SelfCheck.Found;
import io.seatflow.seat.check.SelfCheck.LinePlace;
import io.seatflow.seat.check.SelfCheck.Open;
import io.seatflow.seat.check.SelfCheck.Swept;
import io.seatflow.seat.check.postgres.LedgerChecks;
import io.seatflow.seat.ledger.PartnerId;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Compares ledgers and balances for as long as the service runs, a bounded step at a time: new
 * lines soon after they were written, everything else in turn. Replicas share the new lines; each
 * sweeps the rest by itself.
 */
@ApplicationScoped
class EndlessCheck {

    private static final Logger LOG = Logger.getLogger(EndlessCheck.class);

    private final LedgerChecks checks;
    private final Counter rows;
    private final AtomicReference<PartnerId> partner =
            new AtomicReference<>(SelfCheck.FIRST_PARTNER);
    private final AtomicReference<ClientPlace> client = new AtomicReference<>(ClientPlace.FIRST);
    private final AtomicReference<LinePlace> line = new AtomicReference<>(LinePlace.FIRST);
    private final AtomicReference<Open> open = new AtomicReference<>(Open.NONE);

    EndlessCheck(LedgerChecks checks, MeterRegistry meters) {
        this.checks = checks;
        this.rows = meters.counter("seatflow.seat.ledger.checked.rows");
        meters.gauge(
                "seatflow.seat.ledger.differences",
                open,
                known -> (double) known.get().differences());
    }

    @Scheduled(
            every = "${seatflow.seat.check-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> step() {
        return checks.partnersAfter(partner.get())
                .invoke(swept -> went(partner, swept))
                .chain(() -> checks.clientsAfter(client.get()))
                .invoke(swept -> went(client, swept))
                .chain(() -> checks.linesAfter(line.get()))
                .invoke(swept -> went(line, swept))
                .chain(checks::open)
                .invoke(open::set)
                .replaceWithVoid();
    }

    private <P> void went(AtomicReference<P> place, Swept<P> swept) {
        place.set(swept.next());
        rows.increment((double) swept.lines());
        swept.news().forEach(EndlessCheck::tell);
    }

    private static void tell(Found found) {
        var difference = found.difference();
        LOG.errorf(
                "The seats of partner %s differ, %s: the ledger says %s; the balances say %s.",
                found.partner(), difference.about(), difference.ledger(), difference.balances());
    }
}
