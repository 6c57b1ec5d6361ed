package io.seatflow.seat.check;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.seatflow.seat.check.SelfCheck.ClientPlace;
import io.seatflow.seat.check.SelfCheck.LinePlace;
import io.seatflow.seat.check.SelfCheck.Swept;
import io.seatflow.seat.check.postgres.LedgerChecks;
import io.seatflow.seat.ledger.postgres.LedgerInSql;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever tampers with seats is found out, by the self-check and by a verification. */
@QuarkusTest
@WithTestResource(Servers.class)
class SelfCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String FIRST = "CLIENT 00000000-0000-0000-0000-000000000000";
    private static final String OF_FIRST = " 00000000-0000-0000-0000-000000000000";
    private static final String SECOND = "CLIENT 00000000-0000-0000-0000-000000000001";

    @Inject LedgerChecks checks;
    @Inject Pool pool;

    /**
     * What was done, and as what it is found; of forty lines the last gave the first client a seat.
     *
     * @param afterwards whether it is found when the lines had been looked at before
     */
    record Tampering(String what, List<String> found, boolean afterwards, List<String> statements) {

        static Tampering of(String what, List<String> found, String... statements) {
            return new Tampering(what, found, true, List.of(statements));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Tampering> tamperings() {
        return Stream.of(
                Tampering.of(
                        "seats given to the partner",
                        List.of("BALANCES"),
                        "update seat_ledger set supply = supply + 5, available = available + 5 where partner_id = :partner"),
                Tampering.of(
                        "the last line's number",
                        List.of("BALANCES"),
                        "update seat_ledger set sequence = 39 where partner_id = :partner"),
                Tampering.of(
                        "a seat passed from client to client",
                        List.of(FIRST, SECOND),
                        "update client_seats set free = case when free = 1 then 0 else 1 end"
                                + " where partner_id = :partner and client_id in"
                                + " ('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000001')"),
                Tampering.of(
                        "a client's row deleted",
                        List.of(FIRST),
                        "delete from client_seats where partner_id = :partner and free = 1"),
                Tampering.of(
                        "a transfer's seats",
                        List.of("FIGURES 20"),
                        "update seat_transfer set seats = 2 where partner_id = :partner and sequence = 20"),
                Tampering.of(
                        "a transfer's account",
                        List.of("FIGURES 20"),
                        "update seat_transfer set to_account = 'INTERNAL', client_id = null"
                                + " where partner_id = :partner and sequence = 20"),
                Tampering.of(
                        "a line's figures",
                        List.of("FIGURES 20", "FIGURES 21"),
                        "update seat_transfer set supply = 1001, available = 1000"
                                + " where partner_id = :partner and sequence = 20"),
                Tampering.of(
                        "a line's time",
                        List.of("TIME 20"),
                        "update seat_transfer set occurred_at = '2024-01-01T00:00:00Z'"
                                + " where partner_id = :partner and sequence = 20"),
                Tampering.of(
                        "lines deleted from the middle",
                        List.of("GAP 22"),
                        "delete from seat_transfer where partner_id = :partner and sequence in (20, 21)"),
                Tampering.of(
                        "the first line deleted",
                        List.of("GAP 2"),
                        "delete from seat_transfer where partner_id = :partner and sequence = 1"),
                Tampering.of(
                        "the last line deleted",
                        List.of("BALANCES"),
                        "delete from seat_transfer where partner_id = :partner and sequence = 40"),
                Tampering.of(
                        "a line added",
                        List.of("BALANCES"),
                        """
                        insert into seat_transfer
                            (partner_id, sequence, from_account, to_account, client_id, seats, reason, change_id, actor,
                             occurred_at, supply, available, internal, retiring, reserved, allocated, complimentary)
                        select partner_id, 41, 'CLIENT_FREE', 'AVAILABLE', client_id, 1, 'RETURN', change_id, actor,
                               occurred_at, 1000, 1000, 0, 0, 0, 0, 0
                        from seat_transfer where partner_id = :partner and sequence = 40
                        """),
                Tampering.of(
                        "seats reserved for nothing",
                        List.of("RESERVED", "BALANCES"),
                        "update seat_ledger set reserved = 5, available = available - 5 where partner_id = :partner"),
                Tampering.of(
                        "a partner's user who occupies no internal seat",
                        List.of("OCCUPANTS"),
                        "insert into seat_occupant (partner_id, user_id, since) values (:partner, :partner, now())"),
                Tampering.of(
                        "seats on order for nothing",
                        List.of("ON_ORDER"),
                        "update seat_ledger set on_order = 5 where partner_id = :partner"),
                Tampering.of(
                        "seats that retire without knowing when",
                        List.of("RETIRING", "BALANCES"),
                        """
                        update seat_ledger set retiring = 5, available = available - 5,
                            retiring_lots = '[{"at": "2026-12-01T00:00:00Z", "dated": true, "seats": 4}]'
                        where partner_id = :partner
                        """),
                Tampering.of(
                        "a client's user who occupies no seat in use",
                        List.of("OCCUPANTS" + OF_FIRST),
                        "insert into seat_occupant (partner_id, user_id, client_id, since)"
                                + " values (:partner, :partner, '00000000-0000-0000-0000-000000000000', now())"),
                Tampering.of(
                        "seats on their way to a client for nothing",
                        List.of("ON_ORDER" + OF_FIRST),
                        "update client_seats set on_order = 5 where partner_id = :partner and free = 1"),
                Tampering.of(
                        "seats that a client's plan holds for nothing",
                        List.of("RESERVED" + OF_FIRST),
                        "update client_seats set held = 1 where partner_id = :partner and free = 1"),
                Tampering.of(
                        "more seats that a client has given up than it has free",
                        List.of("RETIRING" + OF_FIRST, FIRST),
                        """
                        update client_seats set source = 'DIRECT', direct = -1,
                            retiring_lots = '[{"at": "2026-12-01T00:00:00Z", "dated": true, "seats": 2}]'
                        where partner_id = :partner and free = 1
                        """),
                Tampering.of(
                        "a client that has given up fewer seats than none",
                        List.of("RETIRING" + OF_FIRST, FIRST),
                        """
                        update client_seats set source = 'DIRECT', direct = -1,
                            retiring_lots = '[{"at": "2026-12-01T00:00:00Z", "dated": true, "seats": -1}]'
                        where partner_id = :partner and free = 1
                        """),
                new Tampering(
                        "a transfer's client",
                        List.of(FIRST, SECOND),
                        false,
                        List.of(
                                "update seat_transfer set client_id = '00000000-0000-0000-0000-000000000001'"
                                        + " where partner_id = :partner and sequence = 40")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    void tamperingWithNewLinesIsFound(Tampering tampering) {
        var partner = LedgerInSql.partnerWithTransfers(40, tampering.statements());

        sweepEverything();

        assertThat(known(partner)).containsAll(tampering.found());
        verified(partner, tampering);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tamperings")
    void tamperingWithOldLinesIsFound(Tampering tampering) {
        var partner = LedgerInSql.partnerWithTransfers(40);
        sweepEverything();
        assertThat(known(partner)).isEmpty();
        LedgerInSql.run(partner, tampering.statements());

        if (tampering.afterwards()) {
            sweepEverything();
            assertThat(known(partner)).containsAll(tampering.found());
        }
        verified(partner, tampering);
    }

    @Test
    void whatIsAsItShouldBeIsFoundSo() {
        var partner = LedgerInSql.partnerWithTransfers(12_001);

        sweepEverything();

        assertThat(known(partner)).isEmpty();
        assertThat(
                        number(
                                "select checked_to from seat_ledger_check where partner_id = $1",
                                partner))
                .isEqualTo(12_001);
        verify(partner)
                .body("agrees", equalTo(true))
                .body("checkedRows", equalTo(12_001))
                .body("fromSequence", equalTo(1))
                .body("toSequence", equalTo(12_001))
                .body("differences", equalTo(List.of()))
                .body("took", matchesPattern("PT[0-9.]+S"));
    }

    @Test
    void theServiceFindsItByItselfAndTellsWhoIsOnCall() {
        var partner = LedgerInSql.partnerWithTransfers(40);
        LedgerInSql.run(
                partner,
                List.of(
                        "update seat_ledger set supply = 1001, available = 1000 where partner_id = :partner"));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(known(partner)).containsExactly("BALANCES"));
        given().get("/q/health/well")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'Seat ledger' }.status", equalTo("UP"))
                .body("checks.find { it.name == 'Seat ledger' }.data.differences", greaterThan(0));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(given().get("/q/metrics").asString())
                                .containsPattern(
                                        "seatflow_seat_ledger_checked_rows_total\\S* [1-9]")
                                .containsPattern("seatflow_seat_ledger_differences\\S* [1-9]"));

        LedgerInSql.run(
                partner,
                List.of(
                        "update seat_ledger set supply = 1000, available = 999 where partner_id = :partner"));
        verify(partner).body("agrees", equalTo(true));
        assertThat(known(partner)).isEmpty();
    }

    /** Both write down what the same new lines come to for the clients. */
    @Test
    void aPartnerIsVerifiedWhileTheCheckLooksAtItsNewLines() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                var partner = LedgerInSql.partnerWithTransfers(40);
                var check =
                        threads.submit(() -> sweep(SelfCheck.FIRST_PARTNER, checks::partnersAfter));
                verify(partner).body("agrees", equalTo(true));
                check.get();
            }
        }
    }

    @Test
    void bothSidesAreNamed() {
        var partner =
                LedgerInSql.partnerWithTransfers(
                        4,
                        List.of(
                                "update client_seats set in_use = 7 where partner_id = :partner and free = 1"));

        verify(partner)
                .body("agrees", equalTo(false))
                .body("differences.kind", containsInAnyOrder("CLIENT", "OCCUPANTS"))
                .body(
                        "differences.find { it.kind == 'CLIENT' }.ledger",
                        equalTo("free 1, in use 0, complimentary 0, direct 0"))
                .body(
                        "differences.find { it.kind == 'CLIENT' }.balances",
                        equalTo("free 1, in use 7, complimentary 0, direct 0"));
    }

    /** A verification reads all of a ledger: a crowd of them would be everybody's wait. */
    @Test
    void fewAreVerifiedAtOnce() {
        var first = LedgerInSql.partnerWithTransfers(2);
        var second = LedgerInSql.partnerWithTransfers(2);
        var third = LedgerInSql.partnerWithTransfers(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> one;
            Future<?> two;
            try (var _ = holdChecksOf(first, second)) {
                one = threads.submit(() -> verify(first));
                awaitWaiting(1);
                comeAgain(first);
                two = threads.submit(() -> verify(second));
                awaitWaiting(2);
                comeAgain(third);
            }

            assertThat(one).succeedsWithin(PATIENCE);
            assertThat(two).succeedsWithin(PATIENCE);
        }
        verify(third).body("agrees", equalTo(true));
        verify(first).body("agrees", equalTo(true));
    }

    private static void comeAgain(UUID partner) {
        verifyAs(TestTokens.operator(), partner)
                .statusCode(503)
                .header("Retry-After", "5")
                .body("type", equalTo("/problems/unavailable"));
    }

    /** Rows that somebody holds until it is closed; nothing has changed then. */
    private record Held(SqlConnection connection) implements AutoCloseable {

        @Override
        public void close() {
            connection.query("rollback").execute().await().atMost(PATIENCE);
            connection.close().await().atMost(PATIENCE);
        }
    }

    /** Verifications of these wait. */
    private Held holdChecksOf(UUID... partners) {
        var connection = pool.getConnection().await().atMost(PATIENCE);
        connection.query("begin").execute().await().atMost(PATIENCE);
        connection
                .preparedQuery(
                        """
                        insert into seat_ledger_check (partner_id, checked_to)
                        select p, 0 from unnest($1::uuid[]) p
                        on conflict (partner_id) do update set checked_to = excluded.checked_to
                        """)
                .execute(Tuple.tuple().addArrayOfUUID(partners))
                .await()
                .atMost(PATIENCE);
        return new Held(connection);
    }

    private void awaitWaiting(int verifications) {
        await().atMost(PATIENCE)
                .until(() ->
                        pool.query(
                                                """
                                                select count(*) from pg_stat_activity
                                                where wait_event_type = 'Lock' and query like 'insert into seat_ledger_check%values%'
                                                """)
                                        .execute()
                                        .map(rows -> rows.iterator().next().getLong(0))
                                        .await()
                                        .atMost(PATIENCE)
                                == verifications);
    }

    @Test
    void onlyOperatorsVerify() {
        var partner = LedgerInSql.partnerWithTransfers(2);

        verifyAs(TestTokens.partnerAdmin(partner), partner).statusCode(403);
        verifyAs(TestTokens.operator(), UUID.randomUUID()).statusCode(404);
        given().auth()
                .oauth2(TestTokens.operator())
                .post("/v1/partners/" + partner + "/seats/verify")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/idempotency-key-required"));
    }

    private static void verified(UUID partner, Tampering tampering) {
        var answer = verify(partner).body("agrees", equalTo(false));
        for (var found : tampering.found()) {
            answer.body("differences.kind", hasItem(found.replaceFirst(" .*", "")));
        }
    }

    private static ValidatableResponse verify(UUID partner) {
        return verifyAs(TestTokens.operator(), partner).statusCode(200);
    }

    private static ValidatableResponse verifyAs(String token, UUID partner) {
        return given().auth()
                .oauth2(token)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .post("/v1/partners/" + partner + "/seats/verify")
                .then();
    }

    /** Each sweep once from its beginning to its end; the service's own go on meanwhile. */
    private void sweepEverything() {
        await().atMost(PATIENCE)
                .until(() -> {
                    sweep(SelfCheck.FIRST_PARTNER, checks::partnersAfter);
                    return unchecked() == 0;
                });
        sweep(ClientPlace.FIRST, checks::clientsAfter);
        sweep(LinePlace.FIRST, checks::linesAfter);
    }

    /** Lines that are claimed elsewhere are not waited for by a sweep, but by this test. */
    private long unchecked() {
        return pool.query(
                        """
                        select count(*) from seat_ledger l left join seat_ledger_check c using (partner_id)
                        where exists (select from seat_transfer t where t.partner_id = l.partner_id
                                      and t.sequence > coalesce(c.checked_to, 0))
                        """)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }

    private static <P> void sweep(P beginning, Function<P, Uni<Swept<P>>> step) {
        var place = beginning;
        do {
            place = step.apply(place).await().atMost(PATIENCE).next();
        } while (!place.equals(beginning));
    }

    private List<String> known(UUID partner) {
        return pool.preparedQuery(
                        "select about from seat_ledger_difference where partner_id = $1 order by about")
                .execute(Tuple.of(partner))
                .map(rows ->
                        StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getString("about"))
                                .toList())
                .await()
                .atMost(PATIENCE);
    }

    private long number(String sql, UUID partner) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(partner))
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }
}
