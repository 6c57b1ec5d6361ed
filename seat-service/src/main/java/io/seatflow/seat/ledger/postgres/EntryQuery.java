package io.seatflow.seat.ledger.postgres;

import io.seatflow.seat.ledger.EntryFilter;
import io.seatflow.seat.ledger.LedgerEvent.Reason;
import io.seatflow.seat.ledger.PartnerId;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reading of the ledger, newest first. It names no condition that is not wanted, so that each
 * reading is planned for what it is; and it turns instants into numbers of lines, since time in a
 * ledger never runs back: the lines then come in order of the primary key, or of the client's
 * index.
 */
record EntryQuery(String sql, Tuple parameters) {

    /** The number of the last line before an instant; 0 where there is none. */
    private static final String LAST_BEFORE =
            "seat_ledger_line_by($1, %s::timestamptz - interval '1 microsecond')";

    static EntryQuery of(PartnerId partner, EntryFilter filter, long before, int atMost) {
        var conditions = new Conditions();
        conditions.add("partner_id = %s", partner.value());
        conditions.add("sequence < %s", before);
        if (filter.from() != null) {
            conditions.add("sequence > " + LAST_BEFORE, time(filter.from()));
        }
        if (filter.to() != null) {
            conditions.add("sequence <= " + LAST_BEFORE, time(filter.to()));
        }
        if (filter.client() != null) {
            conditions.add("client_id = %s", filter.client().value());
        }
        if (filter.reason() != null) {
            conditions.add(isRare(filter.reason()) + "reason = %s", filter.reason().name());
        }
        return conditions.query(atMost);
    }

    /** Rare reasons have an index, which is used where it is said that they are. */
    private static String isRare(Reason reason) {
        return switch (reason) {
            case ALLOCATE, RETURN -> "";
            default -> "reason not in ('ALLOCATE', 'RETURN') and ";
        };
    }

    private static Object time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** Conditions that all hold, and what they compare with. */
    private static final class Conditions {

        private final List<String> sql = new ArrayList<>();
        private final List<@Nullable Object> values = new ArrayList<>();

        void add(String condition, Object value) {
            values.add(value);
            sql.add(condition.formatted("$" + values.size()));
        }

        EntryQuery query(int atMost) {
            values.add(atMost);
            return new EntryQuery(
                    """
                    select sequence, from_account, to_account, client_id, seats, reason, change_id, actor, occurred_at,
                           supply, available, internal, retiring, reserved, allocated, complimentary
                    from seat_transfer where %s order by sequence desc limit $%d
                    """
                            .formatted(String.join(" and ", sql), values.size()),
                    Tuple.wrap(values));
        }
    }
}
