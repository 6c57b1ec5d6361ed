package io.seatflow.seat.check.postgres;

import io.seatflow.seat.check.Difference;
import io.seatflow.seat.check.Difference.Kind;
import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * What some balances are made of.
 *
 * @param held seats set aside for seat changes that are being paid for
 * @param ordered seats that those changes buy
 * @param lots retiring seats of which it is known when they leave
 */
record Parts(long held, long ordered, long lots) {

    /** Selects them beside {@code seat_ledger l}. */
    static final String LATERAL =
            """
            lateral (select coalesce(sum(shortfall), 0) as ordered,
                            coalesce(sum(reserved_available
                                + (select coalesce(sum((lot ->> 'seats')::int), 0)
                                   from jsonb_array_elements(reserved_retiring) lot)), 0) as held,
                            (select coalesce(sum((lot ->> 'seats')::int), 0)
                             from jsonb_array_elements(l.retiring_lots) lot) as lots
                     from seat_change
                     where partner_id = l.partner_id and status = 'PURCHASING')\
            """;

    static Parts of(Row row) {
        return new Parts(row.getLong("held"), row.getLong("ordered"), row.getLong("lots"));
    }

    /** Where these are not the balances that they make up. */
    List<Difference> differences(long reserved, long onOrder, long retiring) {
        var differences = new ArrayList<Difference>();
        compare(differences, Kind.RESERVED, held, reserved);
        compare(differences, Kind.ON_ORDER, ordered, onOrder);
        compare(differences, Kind.RETIRING, lots, retiring);
        return differences;
    }

    private static void compare(List<Difference> differences, Kind kind, long parts, long balance) {
        if (parts != balance) {
            differences.add(
                    new Difference(
                            kind,
                            null,
                            null,
                            parts + " in its parts",
                            balance + " in the balances"));
        }
    }
}
