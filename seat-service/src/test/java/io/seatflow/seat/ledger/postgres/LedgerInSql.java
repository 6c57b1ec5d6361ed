package io.seatflow.seat.ledger.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Ledgers that are there at once, however long, and what only the database's superuser may do to
 * them.
 */
public final class LedgerInSql {

    /** When the first transfer happened; each of the others came a second after the one before. */
    public static final Instant BEGINNING = Instant.parse("2025-01-01T00:00:00Z");

    private static final int CLIENTS = 10;

    private LedgerInSql() {}

    /**
     * A partner with a plan of 1,000 seats, of which one goes to one of ten clients and back, in
     * turn, until there are so many transfers.
     */
    public static UUID partnerWithTransfers(int transfers) {
        return partnerWithTransfers(transfers, List.of());
    }

    /** The same, tampered with before anybody saw it; {@code :partner} stands for its id. */
    public static UUID partnerWithTransfers(int transfers, List<String> tampering) {
        var partner = UUID.randomUUID();
        var statements = new ArrayList<String>();
        statements.add(
                """
                insert into seat_ledger
                    (partner_id, sequence, supply, available, internal, retiring, reserved, allocated, complimentary,
                     on_order, retiring_lots)
                values (:partner, %1$d, 1000, 1000 - %2$d, 0, 0, 0, %2$d, 0, 0, '[]')
                """
                        .formatted(transfers, held(transfers)));
        statements.add(
                """
                insert into client_seats (partner_id, client_id, source, free, in_use, complimentary, direct)
                select :partner, ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'PLAN',
                       case when %d = 1 and i = %d / 2 %% 10 then 1 else 0 end, 0, 0, 0
                from generate_series(0, %d) i
                """
                        .formatted(held(transfers), transfers, CLIENTS - 1));
        statements.add(lines(transfers));
        statements.addAll(tampering);
        run(partner, statements);
        return partner;
    }

    /** The client of a transfer, for those that have one. */
    public static UUID clientOf(int sequence) {
        return new UUID(0, Long.parseLong("" + sequence / 2 % CLIENTS, 16));
    }

    private static int held(int transfers) {
        return transfers % 2 == 0 ? 1 : 0;
    }

    private static String lines(int transfers) {
        return """
        insert into seat_transfer
            (partner_id, sequence, from_account, to_account, client_id, seats, reason, change_id, actor,
             occurred_at, supply, available, internal, retiring, reserved, allocated, complimentary)
        select :partner, i,
               case when i = 1 then 'PLAN' when i %% 2 = 0 then 'AVAILABLE' else 'CLIENT_FREE' end,
               case when i %% 2 = 0 then 'CLIENT_FREE' else 'AVAILABLE' end,
               case when i > 1 then ('00000000-0000-0000-0000-' || lpad((i / 2 %% 10)::text, 12, '0'))::uuid end,
               case when i = 1 then 1000 else 1 end,
               case when i = 1 then 'PLAN_STARTED' when i %% 2 = 0 then 'ALLOCATE' else 'RETURN' end,
               null, 'admin@acme.test', timestamptz '%s' + (i - 1) * interval '1 second',
               1000, case when i %% 2 = 0 then 999 else 1000 end, 0, 0, 0,
               case when i %% 2 = 0 then 1 else 0 end, 0
        from generate_series(1, %d) i
        """
                .formatted(BEGINNING, transfers);
    }

    /**
     * Does in one transaction what no service may: no privilege and no foreign key is in the way.
     */
    public static void run(UUID partner, List<String> statements) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            for (var sql : statements) {
                statement.execute(sql.replace(":partner", "'" + partner + "'"));
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect() throws SQLException {
        var server = ConfigProvider.getConfig().getValue("SEATFLOW_POSTGRES", String.class);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + server + "/seats", "postgres", "postgres");
    }
}
