package io.seatflow.local.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Where a PostgreSQL server answers, and its superuser. */
public record PostgresAddress(String host, int port, String superuser, String password) {

    /** As services are told it: {@code host:port}. */
    public String hostAndPort() {
        return host + ":" + port;
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }

    /** Creates a database with a login of the same name, unless they are there already. */
    public void createDatabase(String name, String loginPassword) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("Not a database's name: " + name);
        }
        try (var connection = connect()) {
            if (!exists(connection, "select 1 from pg_roles where rolname = ?", name)) {
                run(connection, "create role %s login".formatted(name));
            }
            run(
                    connection,
                    "alter role %s password '%s'"
                            .formatted(name, loginPassword.replace("'", "''")));
            if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
                run(connection, "create database %1$s owner %1$s".formatted(name));
                // No service reads another's data: only its own login gets in.
                run(connection, "revoke all on database %s from public".formatted(name));
            }
        } catch (SQLException e) {
            throw new StartupFailure(
                    "Cannot create the database %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Whether the server takes connections. */
    public boolean answers() {
        try (var connection = connect()) {
            return connection.isValid(2);
        } catch (SQLException _) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl("postgres"), superuser, password);
    }

    private static boolean exists(Connection connection, String query, String name)
            throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
