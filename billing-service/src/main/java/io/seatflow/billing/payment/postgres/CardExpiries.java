package io.seatflow.billing.payment.postgres;

import io.quarkus.scheduler.Scheduled;
import io.seatflow.billing.payment.Card;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.clock.FallsDue;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.PgTransactions;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.database.Stopping;
import io.seatflow.platform.event.BillingEvent;
import io.seatflow.platform.event.BillingEvent.CardExpired;
import io.seatflow.platform.event.BillingEvent.CardExpiring;
import io.seatflow.platform.outbox.Outbox;
import io.seatflow.platform.outbox.Outbox.Told;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells of cards that are in their last month, and of those for which it is over: once each, in the
 * local days of their plans. Any number of replicas may do so at once.
 */
@ApplicationScoped
public class CardExpiries implements FallsDue {

    private static final int CARDS_AT_ONCE_MAX = 250;

    private final PgTransactions transactions;
    private final Outbox outbox;
    private final BusinessClock clock;
    private final Vertx vertx;

    CardExpiries(PgTransactions transactions, Outbox outbox, BusinessClock clock, Vertx vertx) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * A card of which something is to be told.
     *
     * @param today the local day of its plan
     */
    private record Due(PlanKey plan, UUID id, Card card, boolean isDefault, LocalDate today) {

        BillingEvent event() {
            return card.isExpired(today)
                    ? new CardExpired(
                            id,
                            card.brand(),
                            card.last4(),
                            card.expires(),
                            isDefault,
                            plan.payingClientId())
                    : new CardExpiring(
                            id,
                            card.brand(),
                            card.last4(),
                            card.expires(),
                            isDefault,
                            plan.payingClientId());
        }

        Told told() {
            return new Told(plan.partnerId(), event());
        }

        @Nullable LocalDate tellAgainOn() {
            return card.isExpired(today) ? null : card.expiredOn().orElse(null);
        }
    }

    @Scheduled(
            every = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Stopping.class)
    Uni<Void> sweep() {
        return settle(clock.now());
    }

    @Override
    public Uni<Void> settle(Instant now) {
        return Contexts.onNewContext(vertx, () -> tellSome(now))
                .chain(told ->
                        told == CARDS_AT_ONCE_MAX ? settle(now) : Uni.createFrom().voidItem());
    }

    private Uni<Integer> tellSome(Instant now) {
        return transactions.run(tx -> due(tx, now).call(due -> tell(tx, due, now)).map(List::size));
    }

    /** Those of plans that have ended pay for nothing any more. */
    private static Uni<List<Due>> due(PgTx tx, Instant now) {
        return tx.connection()
                .preparedQuery(
                        """
                        select m.partner_id, m.plan_id, m.id, m.brand, m.last4, m.expires, m.is_default,
                            ($1::timestamptz at time zone p.zone)::date as today
                        from payment_method m join plan p on p.partner_id = m.partner_id and p.plan_id = m.plan_id
                        where m.tell_expiry_on <= ($1::timestamptz at time zone p.zone)::date and p.ended_at is null
                            -- No zone is more than a day ahead: the index finds the few that may be due.
                            and m.tell_expiry_on <= ($1::timestamptz at time zone 'UTC')::date + 1
                        order by m.partner_id, m.id limit $2 for no key update of m skip locked
                        """)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), CARDS_AT_ONCE_MAX))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(CardExpiries::read)
                                .toList());
    }

    private static Due read(Row row) {
        return new Due(
                new PlanKey(row.getUUID("partner_id"), row.getUUID("plan_id")),
                row.getUUID("id"),
                new Card(row.getString("brand"), row.getString("last4"), row.getString("expires")),
                row.getBoolean("is_default"),
                row.getLocalDate("today"));
    }

    private Uni<Void> tell(PgTx tx, List<Due> due, Instant now) {
        return due.isEmpty()
                ? Uni.createFrom().voidItem()
                : told(tx, due)
                        .chain(() -> outbox.addAll(tx, now, due.stream().map(Due::told).toList()));
    }

    private static Uni<Void> told(PgTx tx, List<Due> due) {
        return Rows.of(due)
                .uuids(each -> each.plan().partnerId())
                .uuids(Due::id)
                .days(Due::tellAgainOn)
                .into(
                        tx,
                        """
                        update payment_method m set tell_expiry_on = k.again
                        from unnest($1::uuid[], $2::uuid[], $3::date[]) as k (partner_id, id, again)
                        where m.partner_id = k.partner_id and m.id = k.id
                        """)
                .replaceWithVoid();
    }
}
