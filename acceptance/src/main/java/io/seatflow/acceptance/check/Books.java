package io.seatflow.acceptance.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands in seat-service's database, read by plain SQL and taken for what it says.
 *
 * @param seen when each event had its effect, by its id
 */
record Books(
        List<Ledger> ledgers,
        List<Client> clients,
        List<Occupant> occupants,
        List<Transfer> transfers,
        List<Change> changes,
        List<Key> keys,
        Map<UUID, Instant> seen,
        List<String> deadLetters,
        int unpublished) {

    /** A row of {@code seat_ledger}. */
    record Ledger(
            UUID partner,
            long sequence,
            int supply,
            int available,
            int internal,
            int retiring,
            int reserved,
            int allocated,
            int complimentary,
            int onOrder,
            @Nullable Integer supplyLimit,
            int retiringInLots,
            long lastEvent) {}

    /** A row of {@code client_seats}. */
    record Client(
            UUID partner,
            UUID id,
            String source,
            int free,
            int inUse,
            int complimentary,
            int direct,
            boolean disabled,
            @Nullable Integer seatLimit,
            int complimentaryLimit,
            int onOrder,
            int held) {}

    /**
     * A row of {@code seat_occupant}.
     *
     * @param client the client that holds the seat; null: the partner
     */
    record Occupant(UUID partner, UUID user, @Nullable UUID client) {}

    /** A row of {@code seat_transfer}. */
    record Transfer(
            UUID partner,
            long sequence,
            String from,
            String to,
            @Nullable UUID client,
            int seats,
            String reason,
            @Nullable UUID change,
            String actor,
            Instant occurredAt,
            Figures after) {}

    /** A partner's figures after a transfer, as they are kept with it. */
    record Figures(
            int supply,
            int available,
            int internal,
            int retiring,
            int reserved,
            int allocated,
            int complimentary) {}

    /**
     * A row of {@code seat_change}.
     *
     * @param users whom it is to seat, but for those who are gone
     * @param direct whether the client's own plan pays for it
     */
    record Change(
            UUID partner,
            UUID id,
            String action,
            @Nullable UUID client,
            int seats,
            Set<UUID> users,
            boolean direct,
            String onShortfall,
            String requestedBy,
            String status,
            int shortfall,
            int kept,
            int reservedAvailable,
            int reservedRetiring) {

        Change {
            users = Set.copyOf(users);
        }

        boolean isOver() {
            return !isUnderWay() && !status.equals("AWAITING_CONFIRMATION");
        }

        boolean isUnderWay() {
            return status.equals("QUOTING") || status.equals("PURCHASING");
        }
    }

    /** A row of {@code idempotency_key}. */
    record Key(
            UUID partner,
            String operation,
            String key,
            @Nullable UUID resourceId,
            @Nullable Integer status,
            @Nullable String body) {}

    Books {
        ledgers = List.copyOf(ledgers);
        clients = List.copyOf(clients);
        occupants = List.copyOf(occupants);
        transfers = List.copyOf(transfers);
        changes = List.copyOf(changes);
        keys = List.copyOf(keys);
        seen = Map.copyOf(seen);
        deadLetters = List.copyOf(deadLetters);
    }

    /** Reads everything. */
    static Books read(Connection connection) throws SQLException {
        return new Books(
                rows(
                        connection,
                        """
                        select *, (select coalesce(sum((lot ->> 'seats')::int), 0)
                                   from jsonb_array_elements(retiring_lots) lot) as in_lots
                        from seat_ledger order by partner_id
                        """,
                        Books::ledger),
                rows(
                        connection,
                        "select * from client_seats order by partner_id, client_id",
                        Books::client),
                rows(connection, "select * from seat_occupant", Books::occupant),
                rows(
                        connection,
                        "select * from seat_transfer order by partner_id, sequence",
                        Books::transfer),
                rows(
                        connection,
                        """
                        select *, (select coalesce(sum((lot ->> 'seats')::int), 0)
                                   from jsonb_array_elements(reserved_retiring) lot) as in_lots
                        from seat_change order by partner_id, id
                        """,
                        Books::change),
                rows(connection, "select * from idempotency_key", Books::key),
                seen(connection),
                rows(
                        connection,
                        "select type || ' ' || event_id || ': ' || coalesce(reason, 'waits') as letter from dead_letter",
                        row -> row.getString("letter")),
                rows(connection, "select count(*) as n from outbox", row -> row.getInt("n"))
                        .getFirst());
    }

    /** How a row is read. */
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> List<T> rows(Connection connection, String query, Reading<T> reading)
            throws SQLException {
        var found = new ArrayList<T>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(reading.of(rows));
            }
        }
        return found;
    }

    private static Ledger ledger(ResultSet row) throws SQLException {
        return new Ledger(
                uuid(row, "partner_id"),
                row.getLong("sequence"),
                row.getInt("supply"),
                row.getInt("available"),
                row.getInt("internal"),
                row.getInt("retiring"),
                row.getInt("reserved"),
                row.getInt("allocated"),
                row.getInt("complimentary"),
                row.getInt("on_order"),
                row.getObject("supply_limit", Integer.class),
                row.getInt("in_lots"),
                row.getLong("last_event"));
    }

    private static Client client(ResultSet row) throws SQLException {
        return new Client(
                uuid(row, "partner_id"),
                uuid(row, "client_id"),
                row.getString("source"),
                row.getInt("free"),
                row.getInt("in_use"),
                row.getInt("complimentary"),
                row.getInt("direct"),
                row.getBoolean("disabled"),
                row.getObject("seat_limit", Integer.class),
                row.getInt("complimentary_limit"),
                row.getInt("on_order"),
                row.getInt("held"));
    }

    private static Occupant occupant(ResultSet row) throws SQLException {
        return new Occupant(
                uuid(row, "partner_id"),
                uuid(row, "user_id"),
                row.getObject("client_id", UUID.class));
    }

    private static Map<UUID, Instant> seen(Connection connection) throws SQLException {
        var seen = new HashMap<UUID, Instant>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select event_id, seen_at from inbox")) {
            while (rows.next()) {
                seen.put(uuid(rows, "event_id"), instant(rows, "seen_at"));
            }
        }
        return seen;
    }

    private static Transfer transfer(ResultSet row) throws SQLException {
        return new Transfer(
                uuid(row, "partner_id"),
                row.getLong("sequence"),
                row.getString("from_account"),
                row.getString("to_account"),
                row.getObject("client_id", UUID.class),
                row.getInt("seats"),
                row.getString("reason"),
                row.getObject("change_id", UUID.class),
                row.getString("actor"),
                instant(row, "occurred_at"),
                new Figures(
                        row.getInt("supply"),
                        row.getInt("available"),
                        row.getInt("internal"),
                        row.getInt("retiring"),
                        row.getInt("reserved"),
                        row.getInt("allocated"),
                        row.getInt("complimentary")));
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(
                uuid(row, "partner_id"),
                uuid(row, "id"),
                row.getString("action"),
                row.getObject("client_id", UUID.class),
                row.getInt("seats"),
                Set.of((UUID[]) row.getArray("users").getArray()),
                row.getBoolean("direct"),
                row.getString("on_shortfall"),
                row.getString("requested_by"),
                row.getString("status"),
                row.getInt("shortfall"),
                row.getInt("kept"),
                row.getInt("reserved_available"),
                row.getInt("in_lots"));
    }

    private static Key key(ResultSet row) throws SQLException {
        return new Key(
                uuid(row, "partner_id"),
                row.getString("operation"),
                row.getString("key"),
                row.getObject("resource_id", UUID.class),
                row.getObject("status", Integer.class),
                row.getString("body"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Timestamp.class).toInstant();
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }
}
