package io.seatflow.billing.reconciliation.postgres;

import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatflowEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * The seats that partners' own plans were told to get, event by event, beside what billing makes of
 * them: what their periods are counted anew by.
 */
@ApplicationScoped
public class HeardSeats {

    static final String OPENED = "OPENED";

    /** Takes an event in. */
    public Uni<Void> hear(HibernateTx tx, Received<? extends SeatflowEvent> received) {
        var partner = received.partnerId();
        return switch (received.event()) {
            case SeatLedgerOpened(var supply) ->
                    note(tx, received, OPENED, received.occurredAt(), supply, true);
            case SeatsAdded added when added.payingClientId() == null ->
                    note(
                            tx,
                            received,
                            String.valueOf(added.ledgerSequence()),
                            added.addedAt(),
                            added.seats(),
                            true);
            case SeatPurchaseConfirmed confirmed when confirmed.payingClientId() == null ->
                    note(
                            tx,
                            received,
                            confirmed.changeId().toString(),
                            confirmed.confirmedAt(),
                            confirmed.shortfall(),
                            false);
            case SeatChangeCompleted(var change)
                    when change.shortfall() > 0 && change.payingClientId() == null ->
                    came(tx, partner, change.changeId(), change.shortfall());
            case SeatflowEvent _ -> Uni.createFrom().voidItem();
        };
    }

    /** A purchase may be confirmed again, until it has come; whatever else is told again is so. */
    private static Uni<Void> note(
            HibernateTx tx,
            Received<?> received,
            String cause,
            Instant at,
            int seats,
            boolean came) {
        return tx.execute(
                        """
                        insert into seats_heard (partner_id, plan_id, cause, sequence, at, seats, came)
                        values ($1, $1, $2, $3, $4, $5, $6)
                        on conflict (partner_id, plan_id, cause) do update
                            set sequence = excluded.sequence, at = excluded.at, seats = excluded.seats
                            where not seats_heard.came
                        """,
                        received.partnerId(),
                        cause,
                        received.sequence(),
                        at.atOffset(ZoneOffset.UTC),
                        seats,
                        came)
                .replaceWithVoid();
    }

    private static Uni<Void> came(HibernateTx tx, UUID partner, UUID change, int seats) {
        return tx.execute(
                        """
                        update seats_heard set came = true, seats = $3
                        where partner_id = $1 and plan_id = $1 and cause = $2
                        """,
                        partner,
                        change.toString(),
                        seats)
                .replaceWithVoid();
    }
}
