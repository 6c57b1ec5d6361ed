package io.seatflow.acceptance.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Partners whose month ends today, by rows as the service itself would have written them, only
 * sooner. Each has Basic, 10 to 99 seats, and a flat and a per-seat add-on; of one in ten, two
 * seats retire, and of another in ten the flat add-on leaves.
 */
public final class DuePartners {

    private static final List<String> ROWS =
            List.of(
                    """
                    create temporary table due on commit drop as
                    select id, n, seats, chance % 10 = 0 as retires, chance % 10 = 1 as loses,
                        49.00 + 100.00 + seats * 21.75 as fee
                    from (select id, n, get_byte(uuid_send(id), 15) as chance, 10 + get_byte(uuid_send(id), 14) % 90 as seats
                        from (select uuidv7() as id, n from generate_series(1, :partners) n) numbered) drawn
                    """,
                    """
                    insert into plan (partner_id, plan_id, currency, catalog_version, billing_interval, anchor_day, start_on,
                        zone, program, add_ons, seats, retiring, standing, proration_collection, payer_name, payer_email,
                        period_start, period_ends_at, leaving, version, leaving_add_ons)
                    select id, id, 'USD', '2026-01', 'MONTHLY', :anchor, :start, 'UTC', 'BASIC',
                        'PRIORITY_SUPPORT,WHITE_LABEL', seats, case when retires then 2 else 0 end, 'ACTIVE', 'IMMEDIATE',
                        'Partner ' || n, 'admin-' || n || '@acme.test', :start, timestamptz ':end 00:00:00Z', 0, 0,
                        case when loses then 'WHITE_LABEL' else '' end
                    from due
                    """,
                    """
                    insert into plan_period (partner_id, plan_id, start_on, end_on, period_days, paid_fee, fee_days, charged,
                        catalog_version, program, add_ons, seats)
                    select id, id, :start, :endDay, :endDay - :start, fee, fee * (:endDay - :start), fee,
                        '2026-01', 'BASIC', 'PRIORITY_SUPPORT,WHITE_LABEL', seats
                    from due
                    """,
                    """
                    insert into plan_change (partner_id, id, plan_id, status, program_later, added_add_ons, removed_add_ons,
                        effective_on, currency, prorated_charge, current_fee, next_period_fee, remaining_days, period_days,
                        period_end, requested_at, requested_by)
                    select id, gen_random_uuid(), id, 'SCHEDULED', false, '', 'WHITE_LABEL', :endDay, 'USD', 0, fee,
                        fee - 100, 1, :endDay - :start, :endDay, now(), 'admin@acme.test'
                    from due where loses
                    """);

    private DuePartners() {}

    /** How many of a partner's seats retire, which its id tells. */
    static int retiring(UUID partner) {
        return (partner.getLeastSignificantBits() & 0xff) % 10 == 0 ? 2 : 0;
    }

    /** How many seats a partner has, which its id tells too. */
    static int seats(UUID partner) {
        return 10 + (int) (partner.getLeastSignificantBits() >> 8 & 0xff) % 90;
    }

    /**
     * Adds so many in one transaction: they are due together when it ends. PostgreSQL is told of
     * them, as it would know of plans that are a month old.
     */
    public static void add(Connection billing, int partners) throws SQLException {
        var end = LocalDate.now(ZoneOffset.UTC);
        var start = end.minusMonths(1);
        billing.setAutoCommit(false);
        try (var statement = billing.createStatement()) {
            for (String rows : ROWS) {
                statement.execute(
                        rows.replace(":partners", "" + partners)
                                .replace(":anchor", "" + end.getDayOfMonth())
                                .replace(":start", "date '" + start + "'")
                                .replace(":endDay", "date '" + end + "'")
                                .replace(":end", "" + end));
            }
        }
        billing.commit();
        billing.setAutoCommit(true);
        try (var statement = billing.createStatement()) {
            statement.execute("analyze plan, plan_period, plan_change");
        }
    }
}
