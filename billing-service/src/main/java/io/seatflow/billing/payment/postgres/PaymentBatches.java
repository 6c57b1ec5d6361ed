package io.seatflow.billing.payment.postgres;

import io.seatflow.billing.payment.Card;
import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.payment.Purpose;
import io.seatflow.billing.payment.StoredCard;
import io.seatflow.billing.payment.postgres.Payments.Owed;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Payments of many invoices that are issued together. */
@ApplicationScoped
public class PaymentBatches {

    private final Clock clock;
    private final BusinessClock business;

    PaymentBatches(Clock clock, BusinessClock business) {
        this.clock = clock;
        this.business = business;
    }

    /** What a plan owes, and the card that it pays with. */
    public record Due(PlanKey plan, Owed owed, StoredCard card) {}

    /** The cards that plans pay with; those without one are not there. */
    public Uni<Map<PlanKey, StoredCard>> cards(PgTx tx, List<PlanKey> plans) {
        return Rows.of(plans)
                .uuids(PlanKey::partnerId)
                .uuids(PlanKey::planId)
                .into(
                        tx,
                        """
                        select m.partner_id, m.plan_id, m.id, m.brand, m.last4, m.expires
                        from unnest($1::uuid[], $2::uuid[]) as k (partner_id, plan_id)
                            join payment_method m on m.partner_id = k.partner_id and m.plan_id = k.plan_id
                        where m.is_default
                        """)
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .collect(
                                        Collectors.toMap(
                                                PaymentBatches::plan, PaymentBatches::card)));
    }

    private static PlanKey plan(Row row) {
        return new PlanKey(row.getUUID(0), row.getUUID(1));
    }

    private static StoredCard card(Row row) {
        var card = new Card(row.getString(3), row.getString(4), row.getString(5));
        return new StoredCard(row.getUUID(2), card, true);
    }

    /** Writes payments of invoices down, to be made as soon as this is committed. */
    public Uni<Void> open(PgTx tx, List<Due> payments) {
        if (payments.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Rows.of(payments)
                .uuids(due -> due.plan().partnerId())
                .uuids(_ -> Ids.next())
                .uuids(due -> due.plan().planId())
                .uuids(due -> due.owed().purposeId())
                .uuids(due -> due.owed().invoiceId())
                .texts(due -> due.owed().amount().getCurrencyUnit().getCode())
                .numerics(due -> due.owed().amount().getAmount())
                .uuids(due -> due.card().id())
                .texts(due -> due.card().card().brand())
                .texts(due -> due.card().card().last4())
                .and(Purpose.INVOICE.name())
                .and(PaymentStatus.PENDING.name())
                .and(business.now())
                .and(clock.instant())
                .into(
                        tx,
                        """
                        insert into payment (partner_id, id, plan_id, purpose_id, invoice_id, currency, amount,
                            payment_method_id, brand, last4, purpose, status, tries, created_at, due_at)
                        select p.*, $11, $12, 0, $13, $14
                        from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[],
                            $7::numeric[], $8::uuid[], $9::text[], $10::text[]) as p
                        """)
                .replaceWithVoid();
    }
}
