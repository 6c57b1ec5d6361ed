package io.seatflow.seat.ledger.rest;

import io.seatflow.platform.tenancy.CurrentCall;
import io.seatflow.platform.wait.Waiting;
import io.seatflow.seat.ledger.ClientId;
import io.seatflow.seat.ledger.ClientStanding;
import io.seatflow.seat.ledger.PartnerId;
import io.seatflow.seat.ledger.postgres.LedgerReader;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Clients of which word has come. A client may be asked for the moment after it was created, before
 * the news of it: so one that is not known is waited for, shortly.
 */
@ApplicationScoped
public class KnownClients {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final LedgerReader ledger;
    private final Waiting waiting;
    private final CurrentCall call;

    KnownClients(LedgerReader ledger, Waiting waiting, CurrentCall call) {
        this.ledger = ledger;
        this.waiting = waiting;
        this.call = call;
    }

    /** The client's seats, as soon as there is such a client; none if it does not turn up. */
    public Uni<Optional<ClientStanding>> awaited(PartnerId partner, ClientId client) {
        var atMost = call.waitAtMost().compareTo(PATIENCE) < 0 ? call.waitAtMost() : PATIENCE;
        return waiting.until(
                client.value(), atMost, () -> ledger.client(partner, client), Optional::isPresent);
    }
}
