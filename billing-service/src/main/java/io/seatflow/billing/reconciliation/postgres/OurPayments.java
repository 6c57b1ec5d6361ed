package io.seatflow.billing.reconciliation.postgres;

import io.seatflow.billing.payment.PaymentStatus;
import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import io.seatflow.billing.reconciliation.PaymentComparison.Ours;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** Our side of the comparison with the gateway. */
@ApplicationScoped
public class OurPayments {

    private static final String COLUMNS =
            "o.partner_id, o.plan_id, o.id, o.status, o.currency, o.amount, o.transaction_id";

    private final Pool pool;

    OurPayments(Pool pool) {
        this.pool = pool;
    }

    /**
     * A payment of ours and our other rows about charges for the same thing, as a payment beside
     * the one that counts.
     */
    public record Rows(Ours payment, List<Ours> others) {

        public Rows {
            others = List.copyOf(others);
        }
    }

    /** The ids of payments that were sent to the gateway in that time, its end not included. */
    public Uni<List<UUID>> sentBetween(Instant from, Instant to) {
        return pool.preparedQuery("select id from payment where sent_at >= $1 and sent_at < $2")
                .execute(Tuple.of(from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC)))
                .map(rows -> Reconciliations.stream(rows).map(row -> row.getUUID(0)).toList());
    }

    /** Those payments with all that belongs to them, by their ids. */
    public Uni<Map<UUID, Rows>> of(Collection<UUID> ids) {
        return pool.preparedQuery(
                        """
                        select p.id, %s
                        from payment p join payment o
                            on o.partner_id = p.partner_id and o.purpose = p.purpose and o.purpose_id = p.purpose_id
                                and (o.id = p.id or o.transaction_id is not null)
                        where p.id = any($1)
                        """
                                .formatted(COLUMNS))
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(rows -> byId(Reconciliations.stream(rows).toList()));
    }

    private static Map<UUID, Rows> byId(List<Row> rows) {
        var all = new HashMap<UUID, Rows>();
        for (var row : rows) {
            if (row.getUUID(0).equals(row.getUUID(3))) {
                all.put(row.getUUID(0), new Rows(ours(row), othersOf(row.getUUID(0), rows)));
            }
        }
        return all;
    }

    private static List<Ours> othersOf(UUID id, List<Row> rows) {
        return rows.stream()
                .filter(row -> row.getUUID(0).equals(id))
                .map(OurPayments::ours)
                .filter(each -> !each.id().equals(id))
                .toList();
    }

    private static Ours ours(Row row) {
        return new Ours(
                row.getUUID(1),
                row.getUUID(2),
                row.getUUID(3),
                PaymentStatus.valueOf(row.getString(4)),
                Money.of(CurrencyUnit.of(row.getString(5)), row.getBigDecimal(6)),
                Optional.ofNullable(row.getString(7)));
    }

    /** Payments of which nobody has known since before then whether they were charged. */
    public Uni<List<Discrepancy>> undecidedSince(Instant before) {
        return pool.preparedQuery(
                        """
                        select %s, o.sent_at from payment o
                        where o.status = 'UNKNOWN' and o.due_at is not null and o.sent_at < $1
                        order by o.sent_at limit 1000
                        """
                                .formatted(COLUMNS))
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC)))
                .map(rows -> Reconciliations.stream(rows).map(OurPayments::undecided).toList());
    }

    /** Payments that the gateway was to give back before then, and has not. */
    public Uni<List<Discrepancy>> givingBackSince(Instant before) {
        return pool.preparedQuery(
                        """
                        select %s, o.giving_back_since from payment o
                        where o.status = 'REFUNDING' and o.due_at is not null and o.giving_back_since < $1
                        order by o.giving_back_since limit 1000
                        """
                                .formatted(COLUMNS))
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC)))
                .map(rows -> Reconciliations.stream(rows).map(OurPayments::givingBack).toList());
    }

    private static Discrepancy givingBack(Row row) {
        return new Discrepancy(
                Kind.GIVING_BACK,
                row.getUUID(0),
                row.getUUID(2).toString(),
                "REFUNDING %s %s since %s"
                        .formatted(
                                row.getString(4),
                                row.getBigDecimal(5),
                                row.getOffsetDateTime(7).toInstant()),
                "not given back");
    }

    private static Discrepancy undecided(Row row) {
        return new Discrepancy(
                Kind.UNDECIDED,
                row.getUUID(0),
                row.getUUID(2).toString(),
                "UNKNOWN %s %s, sent at %s"
                        .formatted(
                                row.getString(4),
                                row.getBigDecimal(5),
                                row.getOffsetDateTime(7).toInstant()),
                "no answer");
    }
}
