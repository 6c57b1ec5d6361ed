package io.seatflow.seat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seatflow.local.servers.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A ledger that is older than the figures on its lines gets them when the service is updated. */
class RunningBalancesMigrationTest {

    private static final String DATABASE = "history";
    private static final String PARTNER = "'00000000-0000-0000-0000-00000000000a'";
    private static final String CLIENT = "'00000000-0000-0000-0000-00000000000c'";
    private static final String RUNNING_BALANCES = "V003__running_balances.sql";

    @Test
    void oldLinesGetTheirFigures() throws SQLException, IOException {
        var postgres = TestServers.postgres();
        postgres.createDatabase(DATABASE, DATABASE);
        try (var connection =
                DriverManager.getConnection(postgres.jdbcUrl(DATABASE), DATABASE, DATABASE)) {
            for (var file : migrations()) {
                if (file.getFileName().toString().equals(RUNNING_BALANCES)) {
                    aLedgerFromBefore(connection);
                }
                run(connection, Files.readString(file));
            }

            assertThat(
                            strings(
                                    connection,
                                    """
                                    select concat_ws(' ', sequence, supply, available, internal, retiring, reserved,
                                                     allocated, complimentary, extract(hour from occurred_at))
                                    from seat_transfer order by sequence
                                    """))
                    .containsExactly(
                            "1 100 100 0 0 0 0 0 1",
                            "2 100 90 0 0 0 10 0 2",
                            "3 100 85 0 5 0 10 0 3",
                            "4 100 85 0 5 0 10 3 4",
                            "5 100 81 0 5 4 10 3 5",
                            "6 100 80 1 5 4 10 3 6",
                            "7 95 80 1 0 4 10 3 6",
                            "8 98 80 1 0 4 13 0 7");
            assertThatThrownBy(() -> run(connection, "update seat_transfer set seats = 1"))
                    .hasMessageContaining("permission denied");
        }
    }

    /** The seventh line was noted late: it happened before the sixth. */
    private static void aLedgerFromBefore(Connection connection) throws SQLException {
        transfer(connection, 1, "PLAN", "AVAILABLE", "null", 100, 1);
        transfer(connection, 2, "AVAILABLE", "CLIENT_FREE", CLIENT, 10, 2);
        transfer(connection, 3, "AVAILABLE", "RETIRING", "null", 5, 3);
        transfer(connection, 4, "COMPLIMENTARY", "CLIENT_FREE", CLIENT, 3, 4);
        transfer(connection, 5, "AVAILABLE", "RESERVED", "null", 4, 5);
        transfer(connection, 6, "AVAILABLE", "INTERNAL", "null", 1, 6);
        transfer(connection, 7, "RETIRING", "PLAN", "null", 5, 5);
        transfer(connection, 8, "PLAN", "COMPLIMENTARY", CLIENT, 3, 7);
    }

    private static void transfer(
            Connection connection,
            int sequence,
            String from,
            String to,
            String client,
            int seats,
            int hour)
            throws SQLException {
        run(
                connection,
                """
                insert into seat_transfer
                    (partner_id, sequence, from_account, to_account, client_id, seats, reason, actor, occurred_at)
                values (%s, %d, '%s', '%s', %s, %d, 'TEST', 'ada', '2026-01-01T%02d:00:00Z')
                """
                        .formatted(PARTNER, sequence, from, to, client, seats, hour));
    }

    private static List<Path> migrations() throws IOException {
        var migrations = new ArrayList<Path>();
        for (var folder :
                List.of(
                        "../platform/src/main/resources/db/platform",
                        "src/main/resources/db/migration")) {
            try (var files = Files.list(Path.of(folder))) {
                files.sorted().forEach(migrations::add);
            }
        }
        return migrations;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        var strings = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
