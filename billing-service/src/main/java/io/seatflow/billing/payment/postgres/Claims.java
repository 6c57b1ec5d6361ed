package io.seatflow.billing.payment.postgres;

import io.seatflow.billing.payment.Patience;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/**
 * Takes up what is to be done at the gateway: each by one process at a time, and by another once
 * the lease of one that died has run out.
 */
@ApplicationScoped
public class Claims {

    private final Pool pool;
    private final Clock clock;
    private final Patience patience;

    Claims(Pool pool, Clock clock, Patience patience) {
        this.pool = pool;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Payments that somebody waits for before anything is done, at most so many; to be charged as
     * {@link #charges}.
     */
    public Uni<List<Claim>> purchases(int max) {
        return payments("sent_at is null and status <> 'REFUNDING' and purpose = 'CHARGE'", max);
    }

    /**
     * Payments that are to be charged now, whatever they are for, at most so many and those first
     * that are due longest. From the moment that one is taken up its outcome counts as unknown:
     * whoever takes it up next looks it up first.
     */
    public Uni<List<Claim>> charges(int max) {
        return payments("sent_at is null and status <> 'REFUNDING'", max);
    }

    /** Payments that are to be looked up or paid back, at most so many. */
    public Uni<List<Claim>> others(int max) {
        return payments("(sent_at is not null or status = 'REFUNDING')", max);
    }

    private Uni<List<Claim>> payments(String which, int max) {
        return claim(
                """
                with due as (
                    select partner_id, id, sent_at from payment
                    where due_at <= $1 and (leased_until is null or leased_until <= $1) and %s
                    order by due_at limit $3 for update skip locked)
                update payment p set
                    leased_until = case when p.status = 'REFUNDING' then $2::timestamptz else $4::timestamptz end,
                    sent_at = coalesce(p.sent_at, $1),
                    tries = case when p.status <> 'REFUNDING' and p.sent_at is null then p.tries + 1 else p.tries end,
                    status = case when p.status = 'PENDING' then 'UNKNOWN' else p.status end
                from due where p.partner_id = due.partner_id and p.id = due.id
                returning p.partner_id, p.plan_id, p.id, p.status, due.sent_at is null as is_unsent,
                    p.amount, p.currency, p.payment_method_id, p.transaction_id, p.is_part, p.sent_at
                """
                        .formatted(which),
                due(max).addOffsetDateTime(fromNow(patience.leaseOfCharge())),
                Claims::payment);
    }

    /** Cards that are to be stored, at most so many. */
    public Uni<List<Claim>> cards(int max) {
        return claim(
                """
                with due as (
                    select partner_id, id from payment_method
                    where due_at <= $1 and (leased_until is null or leased_until <= $1)
                    order by due_at limit $3 for update skip locked)
                update payment_method m set leased_until = $2
                from due, plan p
                where m.partner_id = due.partner_id and m.id = due.id
                    and p.partner_id = m.partner_id and p.plan_id = m.plan_id
                returning m.partner_id, m.plan_id, m.id, m.nonce, p.payer_name, p.payer_email
                """,
                due(max),
                Claims::card);
    }

    private Uni<List<Claim>> claim(String sql, Tuple parameters, Function<Row, Claim> read) {
        return pool.preparedQuery(sql).execute(parameters).map(rows -> read(rows, read));
    }

    private Tuple due(int max) {
        return Tuple.of(fromNow(Duration.ZERO), fromNow(patience.lease()), max);
    }

    private OffsetDateTime fromNow(Duration duration) {
        return clock.instant().plus(duration).atOffset(ZoneOffset.UTC);
    }

    private static List<Claim> read(RowSet<Row> rows, Function<Row, Claim> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    private static Claim payment(Row row) {
        var partner = row.getUUID("partner_id");
        var plan = row.getUUID("plan_id");
        var id = row.getUUID("id");
        var amount =
                Money.of(CurrencyUnit.of(row.getString("currency")), row.getBigDecimal("amount"));
        if (row.getString("status").equals("REFUNDING")) {
            return new Claim.GiveBack(
                    partner,
                    plan,
                    id,
                    row.getString("transaction_id"),
                    row.getBoolean("is_part") ? Optional.of(amount) : Optional.empty());
        }
        if (!row.getBoolean("is_unsent")) {
            return new Claim.LookUp(partner, plan, id);
        }
        return new Claim.Charge(
                partner,
                plan,
                id,
                amount,
                row.getUUID("payment_method_id"),
                row.getOffsetDateTime("sent_at").toInstant());
    }

    private static Claim card(Row row) {
        return new Claim.Store(
                row.getUUID("partner_id"),
                row.getUUID("plan_id"),
                row.getUUID("id"),
                row.getString("nonce"),
                row.getString("payer_name"),
                row.getString("payer_email"));
    }
}
