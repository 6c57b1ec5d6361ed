package io.seatflow.seat.change.kafka;

import io.seatflow.platform.event.Received;
import io.seatflow.platform.inbox.Inbox;
import io.seatflow.seat.ledger.postgres.SeatLedgers;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Has each event take effect once, by the inbox, in the transaction of its effect. */
@ApplicationScoped
class FirstTime {

    /** For what is harmless to repeat. */
    static final SeatLedgers.Once ANY = _ -> Uni.createFrom().voidItem();

    private final Inbox inbox;

    FirstTime(Inbox inbox) {
        this.inbox = inbox;
    }

    /** The event has had its effect: nothing is done in this transaction. */
    private static final class Repeated extends RuntimeException {

        Repeated() {
            super(null, null, false, false);
        }
    }

    SeatLedgers.Once of(Received<?> event) {
        return tx -> inbox.isNew(tx, event).invoke(FirstTime::require).replaceWithVoid();
    }

    /** The effect, or nothing where the event has had it. */
    Uni<Void> or(Uni<Void> effect) {
        return effect.onFailure(Repeated.class).recoverWithNull().replaceWithVoid();
    }

    private static void require(boolean isNew) {
        if (!isNew) {
            throw new Repeated();
        }
    }
}
