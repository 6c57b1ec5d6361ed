package io.seatflow.billing.reconciliation.postgres;

import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.event.Received;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatLedgerOpened;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.event.SeatflowEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What seat-service's events say that plans supply, added up beside what billing makes of the same
 * events, in the same transactions: at any moment both have heard the same.
 */
@ApplicationScoped
public class ToldSupply {

    /** Whether an event says something about a plan's supply. */
    public static boolean isOfConcern(SeatflowEvent event) {
        return event instanceof SeatLedgerOpened
                || (event instanceof SeatChangeCompleted(var change) && change.shortfall() > 0);
    }

    /** Takes an event in. */
    public Uni<Void> hear(HibernateTx tx, UUID partner, SeatflowEvent event) {
        return switch (event) {
            case SeatLedgerOpened(var supply) -> is(tx, partner, null, supply, 0);
            case SeatsAdded added ->
                    is(
                            tx,
                            partner,
                            added.payingClientId(),
                            added.supplyAfter(),
                            added.ledgerSequence());
            case SupplyReduced reduced ->
                    is(
                            tx,
                            partner,
                            reduced.payingClientId(),
                            reduced.supplyAfter(),
                            reduced.ledgerSequence());
            case SeatChangeCompleted(var change) when change.shortfall() > 0 ->
                    grew(tx, partner, change);
            case SeatflowEvent _ -> Uni.createFrom().voidItem();
        };
    }

    /** The same of many plans at once, over a transaction of the plain client. */
    public Uni<Void> hear(PgTx tx, List<Received<SupplyReduced>> answers) {
        return answers.isEmpty()
                ? Uni.createFrom().voidItem()
                : Rows.of(answers)
                        .uuids(Received::partnerId)
                        .uuids(answer ->
                                planOf(answer.partnerId(), answer.event().payingClientId()))
                        .ints(answer -> answer.event().supplyAfter())
                        .longs(answer -> answer.event().ledgerSequence())
                        .into(
                                tx,
                                """
                                insert into plan_supply (partner_id, plan_id, seats, ledger_sequence)
                                select distinct on (told.partner_id, told.plan_id) told.*
                                from unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[])
                                    as told (partner_id, plan_id, seats, ledger_sequence)
                                order by told.partner_id, told.plan_id, told.ledger_sequence desc
                                on conflict (partner_id, plan_id) do update
                                    set seats = excluded.seats, ledger_sequence = excluded.ledger_sequence
                                    where plan_supply.ledger_sequence < excluded.ledger_sequence
                                """)
                        .replaceWithVoid();
    }

    /** An answer that was given before may come again: it says nothing new. */
    private static Uni<Void> is(
            HibernateTx tx, UUID partner, @Nullable UUID payer, int seats, long sequence) {
        return tx.execute(
                        """
                        insert into plan_supply (partner_id, plan_id, seats, ledger_sequence) values ($1, $2, $3, $4)
                        on conflict (partner_id, plan_id) do update
                            set seats = excluded.seats, ledger_sequence = excluded.ledger_sequence
                            where plan_supply.ledger_sequence < excluded.ledger_sequence
                        """,
                        partner,
                        planOf(partner, payer),
                        seats,
                        sequence)
                .replaceWithVoid();
    }

    private static Uni<Void> grew(HibernateTx tx, UUID partner, SeatChangeState change) {
        return tx.execute(
                        "update plan_supply set seats = seats + $3 where partner_id = $1 and plan_id = $2",
                        partner,
                        planOf(partner, change.payingClientId()),
                        change.shortfall())
                .chain(() ->
                        tx.execute(
                                "update charge set delivered = true where partner_id = $1 and change_id = $2",
                                partner,
                                change.changeId()))
                .replaceWithVoid();
    }

    private static UUID planOf(UUID partner, @Nullable UUID payer) {
        return payer == null ? partner : payer;
    }
}
