package io.seatflow.billing.purchase.postgres;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanKey;
import io.seatflow.billing.purchase.Gathered;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Charges of many plans that are collected with the invoices of their next periods. */
public final class GatheredCharges {

    private final Map<PlanKey, List<ChargeRow>> byPlan;

    private GatheredCharges(Map<PlanKey, List<ChargeRow>> byPlan) {
        this.byPlan = byPlan;
    }

    /** A charge that is on an invoice. */
    public record Invoiced(UUID partnerId, UUID chargeId, UUID invoiceId) {}

    /** Those of plans that the transaction holds. */
    public static Uni<GatheredCharges> of(PgTx tx, List<PlanKey> plans) {
        return Rows.of(plans)
                .uuids(PlanKey::partnerId)
                .uuids(PlanKey::planId)
                .into(
                        tx,
                        """
                        select c.*
                        from unnest($1::uuid[], $2::uuid[]) as k (partner_id, plan_id)
                            join charge c on c.partner_id = k.partner_id and c.plan_id = k.plan_id
                        where c.gathered and c.invoice_id is null and c.status in ('PAID', 'INVOICED')
                        order by c.sequence, c.id
                        """)
                .map(GatheredCharges::read);
    }

    private static GatheredCharges read(RowSet<Row> rows) {
        return new GatheredCharges(
                StreamSupport.stream(rows.spliterator(), false)
                        .map(ChargeRow::of)
                        .collect(
                                Collectors.groupingBy(
                                        row -> new PlanKey(row.partnerId, row.planId))));
    }

    /** What a plan's next invoice collects beside its fee. */
    public Gathered of(PlanKey key, Plan plan, Catalog catalog) {
        return Purchases.gathered(plan, catalog, byPlan.getOrDefault(key, List.of()));
    }

    /** Those charges are on those invoices. */
    public static Uni<Void> invoiced(PgTx tx, List<Invoiced> charges) {
        return charges.isEmpty()
                ? Uni.createFrom().voidItem()
                : Rows.of(charges)
                        .uuids(Invoiced::partnerId)
                        .uuids(Invoiced::chargeId)
                        .uuids(Invoiced::invoiceId)
                        .into(
                                tx,
                                """
                                update charge c set invoice_id = i.invoice_id
                                from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as i (partner_id, id, invoice_id)
                                where c.partner_id = i.partner_id and c.id = i.id
                                """)
                        .replaceWithVoid();
    }
}
