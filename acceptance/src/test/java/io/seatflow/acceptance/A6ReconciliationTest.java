package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seatflow.acceptance.RunningSuite.House;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a crash between accounts, seats and Keycloak may leave is found and mended, while users,
 * seats and sign-ins are compared without a pause.
 */
@ExtendWith(RunningSuite.class)
class A6ReconciliationTest {

    private static final Duration MENDED_MAX = Duration.ofSeconds(60);

    @BeforeAll
    static void comparedWithoutAPause(House house) {
        house.suite()
                .restart(
                        "seat",
                        Map.of(
                                "SEATFLOW_OCCUPANTS_LIST_EVERY",
                                "1s",
                                "SEATFLOW_OCCUPANTS_ENROL_EVERY",
                                "1s"));
        house.suite()
                .restart(
                        "account",
                        Map.of(
                                "SEATFLOW_USERS_AT_REST",
                                "2s",
                                "SEATFLOW_IDENTITIES_COMPARE_EVERY",
                                "1s"));
    }

    @AfterAll
    static void comparedAsUsual(House house) {
        house.suite().restart("seat", Map.of());
        house.suite().restart("account", Map.of());
    }

    @Test
    void aUserWhoseSeatIsLostGetsOne(House house) throws SQLException {
        TestPartner partner = house.partner();
        String client = partner.createClient("Globex", 2).expect(201).string("/id");
        String user = add(partner, partner.path("/clients/" + client + "/users"));
        assertThat(inUse(partner, client)).isEqualTo(1);

        // Consistent in itself: no self-check of the ledger finds it.
        run(
                house,
                "seats",
                """
                with gone as (delete from seat_occupant where partner_id = '%1$s' and user_id = '%2$s'),
                     l as (update seat_ledger set sequence = sequence + 1, revision = revision + 1
                           where partner_id = '%1$s' returning *),
                     c as (update client_seats set in_use = in_use - 1, free = free + 1
                           where partner_id = '%1$s' and client_id = '%3$s')
                insert into seat_transfer
                    (partner_id, sequence, from_account, to_account, client_id, seats, reason, actor, occurred_at,
                     supply, available, internal, retiring, reserved, allocated, complimentary)
                select partner_id, sequence, 'CLIENT_IN_USE', 'CLIENT_FREE', '%3$s', 1, 'VACATE', 'a crash', last_at,
                       supply, available, internal, retiring, reserved, allocated, complimentary
                from l
                """
                        .formatted(partner.id(), user, client));
        assertThat(inUse(partner, client)).isZero();

        await().atMost(MENDED_MAX).until(() -> inUse(partner, client) == 1);
        await().atMost(MENDED_MAX)
                .until(() ->
                        partner.admin()
                                .get(partner.path("/clients/" + client + "/users/" + user))
                                .string("/status")
                                .equals("ACTIVE"));
        assertThat(partner.seats().at("/allocated").asInt()).isEqualTo(2);
        assertThat(
                        house.operator()
                                .post(partner.path("/seats/verify"), Map.of())
                                .expect(200)
                                .string("/agrees"))
                .isEqualTo("true");
    }

    @Test
    void theSeatOfAUserWhoIsGoneIsFree(House house) throws SQLException {
        TestPartner partner = house.partner();
        String user = add(partner, partner.path("/users"));
        assertThat(partner.seats().at("/internal").asInt()).isEqualTo(1);

        // As if seat-service had never heard of it.
        run(
                house,
                "accounts",
                "update account_user set state = 'REMOVED', removed_at = now() where partner_id = '%s' and user_id = '%s'"
                        .formatted(partner.id(), user));

        await().atMost(MENDED_MAX).until(() -> partner.seats().at("/internal").asInt() == 0);
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(100);
    }

    @Test
    void whoIsLetInByMistakeIsKeptOut(House house) {
        TestPartner partner = house.partner();
        String client = partner.createClient("Globex", 1).expect(201).string("/id");
        String user = add(partner, partner.path("/clients/" + client + "/users"));
        partner.admin().post(partner.path("/clients/" + client + "/disable"), Map.of()).expect(200);
        Client keycloak =
                house.nobody()
                        .signIn(
                                house.issuer(),
                                "seatflow-accounts",
                                "seatflow-accounts-secret",
                                "");
        String users = house.issuer().toString().replace("/realms/", "/admin/realms/") + "/users";
        var found = keycloak.get(users + "?q=user_id:" + user).expect(200).json();
        String account = users + "/" + found.at("/0/id").asText();
        await().atMost(MENDED_MAX).until(() -> !isEnabled(keycloak, account));

        var known = (ObjectNode) keycloak.get(account).expect(200).json();
        known.put("enabled", true);
        keycloak.put(account, known.toString()).expect(204);

        await().atMost(MENDED_MAX).until(() -> !isEnabled(keycloak, account));
    }

    private static boolean isEnabled(Client keycloak, String account) {
        return keycloak.get(account).expect(200).json().at("/enabled").asBoolean();
    }

    private static int inUse(TestPartner partner, String client) {
        return partner.admin()
                .get(partner.path("/clients/" + client + "/seats"))
                .expect(200)
                .number("/inUse");
    }

    private static String add(TestPartner partner, String path) {
        return partner.admin()
                .post(
                        path,
                        Map.of(
                                "email",
                                "user-" + UUID.randomUUID() + "@people.test",
                                "name",
                                "Grace",
                                "role",
                                "MEMBER",
                                "password",
                                "seatflow"))
                .expect(201)
                .string("/id");
    }

    private static void run(House house, String database, String sql) throws SQLException {
        int port = house.suite().url("postgres").getPort();
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:postgresql://localhost:%d/%s".formatted(port, database),
                                database,
                                "seatflow");
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
