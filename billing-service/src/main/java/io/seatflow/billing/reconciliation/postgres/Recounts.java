package io.seatflow.billing.reconciliation.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seatflow.billing.reconciliation.Discrepancy;
import io.seatflow.billing.reconciliation.Discrepancy.Kind;
import io.seatflow.billing.reconciliation.Recount;
import io.seatflow.platform.database.PgTx;
import io.seatflow.platform.database.Rows;
import io.seatflow.platform.id.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.joda.money.CurrencyUnit;

/**
 * Counts the running periods of partners' own plans anew, from the events that were heard and the
 * price list as it was loaded, and compares that with what their invoices say.
 */
@ApplicationScoped
public class Recounts {

    /**
     * What of a period is known apart from what was billed for it, and what was. Left out is what
     * is under way; what was heard late or taken back, since it is charged by what charges before
     * it had left; and another program or add-on within it.
     */
    private static final String PERIODS =
            """
            select d.partner_id, d.plan_id, d.start_on, d.end_on, d.period_days, d.start_on = p.start_on as is_first,
                p.currency, d.catalog_version, p.billing_interval, p.program, p.add_ons,
                (o.seats + g.seats - r.seats)::int as seats, h.came,
                d.paid_fee, d.fee_days, f.fees, f.fees + x.charges as charged, x.is_agreed
            from plan p
                join plan_period d on d.partner_id = p.partner_id and d.plan_id = p.plan_id and d.start_on = p.period_start
                join seats_heard o on o.partner_id = p.partner_id and o.plan_id = p.plan_id and o.cause = 'OPENED'
                cross join lateral (select d.start_on::timestamp at time zone p.zone as at) b
                cross join lateral (
                    select coalesce(sum(s.seats), 0) as seats from seats_heard s
                    where s.partner_id = p.partner_id and s.plan_id = p.plan_id and s.came and s.cause <> 'OPENED'
                        and s.at < b.at) g
                cross join lateral (
                    select coalesce(sum(s.seats), 0) as seats from supply_reduction s
                    where s.partner_id = p.partner_id and s.plan_id = p.plan_id and s.period_ends_at <= b.at) r
                cross join lateral (
                    select coalesce(string_agg((s.at at time zone p.zone)::date || ' ' || s.seats, ',' order by s.sequence), '') as came
                    from seats_heard s
                    where s.partner_id = p.partner_id and s.plan_id = p.plan_id and s.came and s.cause <> 'OPENED'
                        and s.at >= b.at) h
                cross join lateral (
                    select coalesce(sum(l.amount), 0) as fees
                    from invoice i join invoice_line l on l.partner_id = i.partner_id and l.invoice_id = i.id
                    where i.partner_id = d.partner_id and i.plan_id = d.plan_id and i.kind = 'PERIOD'
                        and i.cause_id = d.start_on::text and l.kind in ('PROGRAM_FEE', 'SEATS', 'ADD_ON')) f
                cross join lateral (
                    select coalesce(sum(l.amount), 0) as charges, coalesce(bool_or(c.quote_id is not null), false) as is_agreed
                    from charge c
                        left join invoice_line l on l.partner_id = c.partner_id and l.invoice_id = c.invoice_id
                            and l.kind = 'PRORATION' and l.cause_id = c.cause_id
                    where c.partner_id = d.partner_id and c.plan_id = d.plan_id and c.period_start = d.start_on
                        and c.status in ('PAID', 'INVOICED')) x
            where (p.partner_id, p.plan_id) in (select * from unnest($1::uuid[], $2::uuid[]))
                and p.plan_id = p.partner_id and p.ending_asked_at is null
                and not exists (
                    select from charge c
                    where c.partner_id = p.partner_id and c.plan_id = p.plan_id
                        and (c.status in ('QUEUED', 'CHARGING')
                            or c.period_start = d.start_on and (
                                c.kind = 'PLAN_CHANGE' or c.status = 'TAKEN_BACK' or c.confirmed_at < b.at
                                or c.status = 'PAID' and not c.delivered or c.gathered and c.invoice_id is null)))
                and not exists (
                    select from supply_reduction s
                    where s.partner_id = p.partner_id and s.plan_id = p.plan_id and s.heard_in = d.start_on)
                and not exists (
                    select from invoice i
                    where i.partner_id = d.partner_id and i.plan_id = d.plan_id and i.period_end > d.start_on
                        and (i.kind = 'ADJUSTMENT'
                            or i.kind = 'CREDIT_NOTE' and i.cause_type in ('LEDGER_RANGE', 'SEAT_CHANGE')))
            """;

    private record Listed(String currency, String version) {}

    private final ObjectMapper json;

    Recounts(ObjectMapper json) {
        this.json = json;
    }

    /** Where the running periods of these plans differ. */
    Uni<List<Discrepancy>> find(PgTx tx, List<PlanPlace> plans) {
        return Rows.of(plans)
                .uuids(PlanPlace::partnerId)
                .uuids(PlanPlace::planId)
                .into(tx, PERIODS)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .chain(rows -> priceLists(tx, rows).map(lists -> differing(rows, lists)));
    }

    private List<Discrepancy> differing(List<Row> rows, Map<Listed, JsonNode> lists) {
        return rows.stream()
                .flatMap(row ->
                        Stream.ofNullable(lists.get(listed(row))).map(list -> compared(row, list)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Listed listed(Row row) {
        return new Listed(row.getString("currency"), row.getString("catalog_version"));
    }

    /** As they were loaded: what billing makes of them has no part in it. */
    private Uni<Map<Listed, JsonNode>> priceLists(PgTx tx, List<Row> rows) {
        var wanted = rows.stream().map(Recounts::listed).distinct().toList();
        return tx.connection()
                .preparedQuery(
                        """
                        select c.currency, c.version, c.document
                        from unnest($2::text[], $3::text[]) as w (currency, version)
                            join catalog c on c.partner_id = $1 and c.currency = w.currency and c.version = w.version
                        """)
                .execute(
                        Tuple.of(
                                Ids.NIL,
                                wanted.stream().map(Listed::currency).toArray(String[]::new),
                                wanted.stream().map(Listed::version).toArray(String[]::new)))
                .map(found ->
                        StreamSupport.stream(found.spliterator(), false)
                                .collect(
                                        Collectors.toMap(
                                                row ->
                                                        new Listed(
                                                                row.getString(0), row.getString(1)),
                                                row -> read(row.getString(2)))));
    }

    private JsonNode read(String document) {
        try {
            return json.readTree(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A price list that is kept is JSON.", e);
        }
    }

    private static Optional<Discrepancy> compared(Row row, JsonNode list) {
        var digits = CurrencyUnit.of(row.getString("currency")).getDecimalPlaces();
        var due =
                Recount.due(
                        prices(list, row),
                        period(row),
                        row.getInteger("seats"),
                        came(row.getString("came")),
                        digits);
        var billed =
                new Recount.Due(
                        row.getBigDecimal("fees"),
                        row.getBigDecimal("paid_fee"),
                        row.getBigDecimal("fee_days"),
                        row.getBigDecimal("charged"));
        var slack =
                row.getBoolean("is_agreed")
                        ? BigDecimal.ONE.movePointLeft(digits)
                        : BigDecimal.ZERO;
        return isSame(billed, due, slack) ? Optional.empty() : Optional.of(found(row, billed, due));
    }

    /** Whoever confirmed a quote may have been charged a minor unit less until the next charge. */
    private static boolean isSame(Recount.Due billed, Recount.Due due, BigDecimal slack) {
        return billed.inAdvance().compareTo(due.inAdvance()) == 0
                && billed.level().compareTo(due.level()) == 0
                && billed.feeDays().compareTo(due.feeDays()) == 0
                && due.charged().subtract(billed.charged()).signum() >= 0
                && due.charged().subtract(billed.charged()).compareTo(slack) <= 0;
    }

    private static Discrepancy found(Row row, Recount.Due billed, Recount.Due due) {
        UUID partner = row.getUUID("partner_id");
        return new Discrepancy(
                Kind.RECOUNT_DIFFERS,
                partner,
                row.getUUID("plan_id") + " " + row.getLocalDate("start_on"),
                words(billed),
                words(due));
    }

    private static String words(Recount.Due due) {
        return "%s in advance, %s in all, for a fee of %s"
                .formatted(
                        due.inAdvance().toPlainString(),
                        due.charged().toPlainString(),
                        due.level().toPlainString());
    }

    /** Only a first period may be a stub. */
    private static Recount.Period period(Row row) {
        var start = row.getLocalDate("start_on");
        var end = row.getLocalDate("end_on");
        return new Recount.Period(
                start,
                end,
                row.getBoolean("is_first")
                        ? row.getInteger("period_days")
                        : (int) ChronoUnit.DAYS.between(start, end));
    }

    private static List<Recount.Came> came(String came) {
        return Arrays.stream(came.split(","))
                .filter(each -> !each.isEmpty())
                .map(each -> each.split(" "))
                .map(each -> new Recount.Came(LocalDate.parse(each[0]), Integer.parseInt(each[1])))
                .toList();
    }

    private static Recount.Prices prices(JsonNode list, Row row) {
        var interval = row.getString("billing_interval");
        var program = ofCode(list.path("programs"), row.getString("program"));
        var addOns = row.getString("add_ons");
        return new Recount.Prices(
                amount(program.path("fee"), interval),
                program.at("/seats/tierMode").asText().equals("VOLUME"),
                StreamSupport.stream(program.at("/seats/tiers").spliterator(), false)
                        .map(tier ->
                                new Recount.Tier(
                                        tier.path("from").asInt(),
                                        amount(tier.path("price"), interval)))
                        .toList(),
                Arrays.stream(addOns.split(","))
                        .filter(code -> !code.isEmpty())
                        .map(code -> ofCode(list.path("addOns"), code))
                        .map(addOn ->
                                new Recount.AddOn(
                                        addOn.path("kind").asText().equals("PER_SEAT"),
                                        amount(addOn.path("price"), interval)))
                        .toList());
    }

    private static JsonNode ofCode(JsonNode all, String code) {
        return StreamSupport.stream(all.spliterator(), false)
                .filter(each -> each.path("code").asText().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No price list has " + code + "."));
    }

    private static BigDecimal amount(JsonNode of, String interval) {
        return new BigDecimal(of.path(interval).asText());
    }
}
