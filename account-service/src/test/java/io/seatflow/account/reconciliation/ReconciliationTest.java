package io.seatflow.account.reconciliation;

import static io.restassured.RestAssured.given;
import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.seatflow.account.Neighbours;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.account.reconciliation.postgres.Disagreements;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.event.AccountEvent.SeatLeftBehind;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.SeatEvent.OccupantsListed;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users are compared with those who have a seat, as seat-service lists them. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class ReconciliationTest {

    @Inject World world;
    @Inject Neighbours neighbours;
    @Inject Disagreements disagreements;
    @Inject MeterRegistry meters;
    @Inject Vertx vertx;
    @Inject Pool pool;

    private UUID partner = new UUID(0, 0);
    private UUID client = new UUID(0, 0);
    private String admin = "";

    @BeforeEach
    void aPartnerWithAClient() {
        partner = world.partner();
        admin = TestTokens.partnerAdmin(partner);
        client =
                UUID.fromString(
                        post(
                                        admin,
                                        "/v1/partners/" + partner + "/clients",
                                        "{\"name\":\"Globex\",\"status\":\"ACTIVE\"}")
                                .statusCode(201)
                                .extract()
                                .path("id"));
    }

    @Test
    void aUserWhoseSeatIsUnknownAsksForOneAgain() {
        UUID grace = seated("grace@client.test");
        UUID alan = seated("alan@client.test");

        list(List.of(alan));
        awaitDisagreement(grace, "NO_SEAT");
        assertThat(disagreeing()).containsExactly(grace);
        meanwhileMinutesPass();
        list(List.of(alan));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> get(admin, path(grace)).body("status", equalTo("AWAITING_SEAT")));
        UserAdded asked = neighbours.hearAll(partner, UserAdded.class, 3).getLast();
        assertThat(asked.userId()).isEqualTo(grace);
        assertThat(neighbours.heard(partner, UserAdded.class))
                .extracting(UserAdded::seatChangeId)
                .doesNotHaveDuplicates();
        get(admin, path(alan)).body("status", equalTo("ACTIVE"));

        neighbours.tell(partner, new SeatOccupied(grace, client, asked.seatChangeId()));
        list(List.of(alan, grace));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(disagreeing()).isEmpty());
        get(admin, path(grace)).body("status", equalTo("ACTIVE"));
    }

    @Test
    void whatIsSeenOnceOrGoneAgainMayBeUnderWay() {
        UUID grace = seated("grace@client.test");

        list(List.of());
        awaitDisagreement(grace, "NO_SEAT");
        // Seen again at once.
        list(List.of());
        await().until(() -> seenAgain(grace));
        assertThat(claimed()).isEmpty();
        meanwhileMinutesPass();
        assertThat(claimed()).isEmpty();
        list(List.of(grace));

        await().untilAsserted(() -> assertThat(disagreeing()).isEmpty());
        assertThat(neighbours.heard(partner, UserAdded.class)).hasSize(1);
        get(admin, path(grace)).body("status", equalTo("ACTIVE"));
    }

    @Test
    void whoHasASeatAndWaitsAsksOnceMoreBeforeItIsActive() {
        UUID grace = seated("grace@client.test");
        // As if the news of its seat had never been heard.
        run(
                "update account_user set state = 'AWAITING_SEAT' where partner_id = '%s' and user_id = '%s'"
                        .formatted(partner, grace));

        listTwice(List.of(grace), grace, "SEAT_LEFT");

        List<UserAdded> asked = neighbours.hearAll(partner, UserAdded.class, 2);
        assertThat(asked.getLast()).isEqualTo(asked.getFirst());
        // What seat-service listed may be older than what it has yet to hear.
        get(admin, path(grace)).body("status", equalTo("AWAITING_SEAT"));
        assertThat(neighbours.heard(partner, SeatLeftBehind.class)).isEmpty();

        neighbours.tell(partner, new SeatOccupied(grace, client, asked.getLast().seatChangeId()));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> get(admin, path(grace)).body("status", equalTo("ACTIVE")));
    }

    @Test
    void whereTooManyHaveLostTheirSeatsNobodyIsShutOut() {
        var users = new ArrayList<UUID>();
        for (int i = 0; i < 11; i++) {
            users.add(seated("user-" + i + "@client.test"));
        }
        UUID nobody = Ids.next();

        listTwice(List.of(nobody), users.getFirst(), "NO_SEAT");

        // What does not shut anybody out is mended all the same, and by then they would have been.
        assertThat(neighbours.hear(partner, SeatLeftBehind.class).userId()).isEqualTo(nobody);
        assertThat(claimed()).isEmpty();
        assertThat(disagreeing()).containsAll(users);
        assertThat(neighbours.heard(partner, UserAdded.class)).hasSize(11);

        // Ten are few enough.
        list(List.of(users.getFirst()));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        get(admin, path(users.getLast())).body("status", equalTo("AWAITING_SEAT")));
        get(admin, path(users.getFirst())).body("status", equalTo("ACTIVE"));
    }

    @Test
    void theLastAdministratorOfAPartnerIsNotShutOut() {
        UUID ada = theOnlyAdministrator();

        listTwice(List.of(), ada, "NO_SEAT");

        await().atMost(Duration.ofSeconds(60)).until(() -> isPutOffForHours(ada));
        get(admin, "/v1/partners/" + partner + "/users/" + ada).body("status", equalTo("ACTIVE"));
        assertThat(neighbours.heard(partner, UserAdded.class)).isEmpty();
    }

    @Test
    void whatIsMendedIsMendedAgainOnlyAfterHours() {
        UUID nobody = Ids.next();
        listTwice(List.of(nobody), nobody, "SEAT_LEFT");
        neighbours.hear(partner, SeatLeftBehind.class);
        await().until(() -> isPutOffForHours(nobody));

        hoursPass(1);
        list(List.of(nobody));
        await().until(() -> seenLater(nobody, Duration.ofMinutes(90)));
        assertThat(claimed()).isEmpty();
        hoursPass(6);
        list(List.of(nobody));

        assertThat(neighbours.hearAll(partner, SeatLeftBehind.class, 2))
                .extracting(SeatLeftBehind::userId)
                .containsOnly(nobody);
    }

    @Test
    void whoIsNobodyLeavesTheSeat() {
        UUID nobody = Ids.next();
        UUID eve = seated("eve@client.test");
        given().auth().oauth2(admin).delete(path(eve)).then().statusCode(204);

        listTwice(List.of(nobody, eve), nobody, "SEAT_LEFT");

        assertThat(neighbours.hearAll(partner, SeatLeftBehind.class, 2))
                .extracting(SeatLeftBehind::userId)
                .containsExactlyInAnyOrder(nobody, eve);
    }

    @Test
    void ofADisabledClientNobodyHasASeatThatIsGivenBackOrLost() {
        UUID grace = seated("grace@client.test");
        UUID alan = seated("alan@client.test");
        post(admin, clientPath() + "/disable", "{}").statusCode(200);

        listTwice(List.of(alan), grace, "NO_SEAT");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> get(admin, path(grace)).body("status", equalTo("SUSPENDED")));
        listTwice(List.of(alan, grace), grace, "SEAT_LEFT");

        assertThat(neighbours.hear(partner, SeatLeftBehind.class).userId()).isEqualTo(grace);
        get(admin, path(alan)).body("status", equalTo("ACTIVE"));
        assertThat(neighbours.heard(partner, UserAdded.class)).hasSize(2);
    }

    @Test
    void aPageSpeaksOfItsRangeAlone() {
        var users = new ArrayList<UUID>();
        for (int i = 0; i < 3; i++) {
            users.add(seated("user-" + i + "@client.test"));
        }

        neighbours.tell(partner, new OccupantsListed(Ids.NIL, users.get(1), List.of()));
        awaitDisagreement(users.get(1), "NO_SEAT");
        assertThat(disagreeing()).containsExactly(users.get(0), users.get(1));
        neighbours.tell(partner, new OccupantsListed(users.get(1), null, List.of()));

        awaitDisagreement(users.get(2), "NO_SEAT");
        assertThat(disagreeing()).containsExactlyElementsOf(users);
    }

    @Test
    void whatDiffersIsSeenByWhoeverIsOnCall() {
        UUID grace = seated("grace@client.test");
        list(List.of());
        awaitDisagreement(grace, "NO_SEAT");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(
                                        meters.get("seatflow.users.differences")
                                                .tag("with", "seats")
                                                .gauge()
                                                .value())
                                .isGreaterThanOrEqualTo(1));
        given().get("/q/health/well")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'Users' }.data.seatsDiffer",
                        greaterThanOrEqualTo(1));
        run(
                "update seat_comparison set compared_at = now() - interval '1 day' where partner_id = '%s'"
                        .formatted(partner));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(age()).isGreaterThanOrEqualTo(86_400));
        list(List.of(grace));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(age()).isLessThan(86_400));
    }

    @Test
    void aTurnOfWhichAPageIsLostComparesNotEverybody() {
        UUID grace = seated("grace@client.test");
        UUID middle = Ids.next();
        run(
                "update seat_comparison set compared_at = now() - interval '1 day' where partner_id = '%s'"
                        .formatted(partner));

        neighbours.tell(partner, new OccupantsListed(middle, null, List.of()));
        neighbours.tell(partner, new OccupantsListed(Ids.NIL, grace, List.of()));
        awaitDisagreement(grace, "NO_SEAT");
        assertThat(isComparedToday()).isFalse();
        neighbours.tell(partner, new OccupantsListed(Ids.NIL, middle, List.of(grace)));
        neighbours.tell(partner, new OccupantsListed(middle, null, List.of()));

        await().atMost(Duration.ofSeconds(60)).until(this::isComparedToday);
    }

    private boolean isComparedToday() {
        return pool.query(
                        "select compared_at > now() - interval '1 hour' from seat_comparison where partner_id = '%s'"
                                .formatted(partner))
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private double age() {
        return meters.get("seatflow.users.compared.age").tag("with", "seats").gauge().value();
    }

    /** A user of the client's in a seat. */
    private UUID seated(String email) {
        int before = neighbours.heard(partner, UserAdded.class).size();
        var answer =
                world.meanwhile(() ->
                        post(
                                admin,
                                clientPath() + "/users",
                                "{\"email\":\"%s\",\"name\":\"Grace\",\"role\":\"MEMBER\"}"
                                        .formatted(email)));
        UserAdded added = neighbours.hearAll(partner, UserAdded.class, before + 1).getLast();
        neighbours.tell(partner, new SeatOccupied(added.userId(), client, added.seatChangeId()));
        answer.join().statusCode(201);
        return added.userId();
    }

    private void list(List<UUID> users) {
        neighbours.tell(partner, new OccupantsListed(Ids.NIL, null, users));
    }

    private void listTwice(List<UUID> users, UUID differing, String kind) {
        list(users);
        awaitDisagreement(differing, kind);
        meanwhileMinutesPass();
        list(users);
    }

    /** The administrator whom the partner was registered with, in a seat. */
    private UUID theOnlyAdministrator() {
        return pool.query(
                        """
                        update account_user set state = 'SEATED'
                        where partner_id = '%s' and client_id is null and role = 'ADMIN' returning user_id
                        """
                                .formatted(partner))
                .execute()
                .map(rows -> rows.iterator().next().getUUID("user_id"))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private boolean isPutOffForHours(UUID user) {
        return rows().stream()
                .anyMatch(row ->
                        row.getUUID("user_id").equals(user)
                                && row.getOffsetDateTime("mend_at")
                                        .isAfter(row.getOffsetDateTime("seen_at").plusHours(5)));
    }

    private boolean seenLater(UUID user, Duration afterFound) {
        return rows().stream()
                .anyMatch(row ->
                        row.getUUID("user_id").equals(user)
                                && row.getOffsetDateTime("seen_at")
                                        .isAfter(
                                                row.getOffsetDateTime("found_at")
                                                        .plus(afterFound)));
    }

    /** All that was known of differences was known hours earlier, by the system's clock. */
    private void hoursPass(int hours) {
        run(
                """
                update seat_disagreement
                set found_at = found_at - interval '%1$d hours', seen_at = seen_at - interval '%1$d hours',
                    mend_at = mend_at - interval '%1$d hours'
                where partner_id = '%2$s'
                """
                        .formatted(hours, partner));
    }

    /** What was found was found an hour ago, by the system's clock. */
    private void meanwhileMinutesPass() {
        run(
                """
                update seat_disagreement
                set found_at = found_at - interval '1 hour', seen_at = seen_at - interval '1 hour',
                    mend_at = mend_at - interval '1 hour'
                where partner_id = '%s' and seen_at - found_at < interval '5 minutes'
                """
                        .formatted(partner));
    }

    private void awaitDisagreement(UUID user, String kind) {
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        rows().stream()
                                .anyMatch(row ->
                                        row.getUUID("user_id").equals(user)
                                                && row.getString("kind").equals(kind)));
    }

    private boolean seenAgain(UUID user) {
        return rows().stream()
                .anyMatch(row ->
                        row.getUUID("user_id").equals(user)
                                && row.getOffsetDateTime("seen_at")
                                        .isAfter(row.getOffsetDateTime("found_at")));
    }

    private List<UUID> disagreeing() {
        return rows().stream().map(row -> row.getUUID("user_id")).toList();
    }

    private List<Row> rows() {
        return pool.query(
                        "select * from seat_disagreement where partner_id = '%s' order by user_id"
                                .formatted(partner))
                .execute()
                .map(found -> {
                    var all = new ArrayList<Row>();
                    found.forEach(all::add);
                    return List.copyOf(all);
                })
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    /** Users of this partner's who are to be mended now. */
    private List<UUID> claimed() {
        return Contexts.onNewContext(vertx, disagreements::claim)
                .await()
                .atMost(Duration.ofSeconds(60))
                .stream()
                .filter(found -> found.partnerId().equals(partner))
                .map(Disagreement::userId)
                .toList();
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(30));
    }

    private String clientPath() {
        return "/v1/partners/" + partner + "/clients/" + client;
    }

    private String path(UUID user) {
        return clientPath() + "/users/" + user;
    }
}
