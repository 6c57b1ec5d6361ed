package io.seatflow.account.user;

import static io.restassured.RestAssured.given;
import static io.seatflow.account.World.get;
import static io.seatflow.account.World.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.seatflow.account.Neighbours;
import io.seatflow.account.WithoutSignIns;
import io.seatflow.account.World;
import io.seatflow.account.audit.Origin;
import io.seatflow.account.user.postgres.Users;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.database.HibernateTransactions;
import io.seatflow.platform.database.HibernateTx;
import io.seatflow.platform.event.AccountEvent.ClientActivated;
import io.seatflow.platform.event.AccountEvent.UserAdded;
import io.seatflow.platform.event.AccountEvent.UserRemoved;
import io.seatflow.platform.event.AccountEvent.UserStatusChanged;
import io.seatflow.platform.event.AccountEvent.UsersAwaitSeats;
import io.seatflow.platform.event.Quote;
import io.seatflow.platform.event.SeatEvent.SeatChangeAwaitingConfirmation;
import io.seatflow.platform.event.SeatEvent.SeatChangeCompleted;
import io.seatflow.platform.event.SeatEvent.SeatChangeExpired;
import io.seatflow.platform.event.SeatEvent.SeatChangeState;
import io.seatflow.platform.event.SeatEvent.SeatOccupied;
import io.seatflow.platform.event.SeatEvent.SeatVacated;
import io.seatflow.platform.event.SeatEvent.SeatsAllocated;
import io.seatflow.platform.event.SeatEvent.SeatsReturned;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users take seats, wait for them, lose them and leave, as seat-service answers. */
@QuarkusTest
@TestProfile(WithoutSignIns.class)
@WithTestResource(Servers.class)
class UserTest {

    private static final Origin TEST = new Origin("ada", "a test");

    @Inject World world;
    @Inject Neighbours neighbours;
    @Inject Users users;
    @Inject HibernateTransactions transactions;
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
    void aUserIsActiveOnceItHasItsSeat() {
        var answer = add(admin, ofClient(), "Grace@client.test", "ADMIN");
        UserAdded added = neighbours.hear(partner, UserAdded.class);
        assertThat(added.clientId()).isEqualTo(client);
        assertThat(added.onShortfall()).isEqualTo("ASK");
        assertThat(added.requestedBy()).isEqualTo("admin@acme.test");
        seat(added);

        answer.join()
                .statusCode(201)
                .header("Location", endsWith("/users/" + added.userId()))
                .header("ETag", notNullValue())
                .body("email", equalTo("grace@client.test"))
                .body("role", equalTo("ADMIN"))
                .body("status", equalTo("ACTIVE"))
                .body("seatChange", nullValue());
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, "/v1/partners/" + partner + "/clients/" + client)
                                .body("seats.seats", equalTo(1))
                                .body("seats.inUse", equalTo(1))
                                .body("seats.free", equalTo(0)));
        assertThat(neighbours.hearAll(partner, UserStatusChanged.class, 2))
                .filteredOn(changed -> changed.userId().equals(added.userId()))
                .extracting(UserStatusChanged::status)
                .containsExactly("AWAITING_SEAT", "ACTIVE");
        get(admin, ofClient()).body("items.id", contains(added.userId().toString()));
        get(admin, ofPartner()).body("items.email", contains("admin@acme.test"));
    }

    @Test
    void aUserWhoWaitsShowsThePriceToWhoMaySeeItAlone() {
        UserAdded added = shortOfASeat();
        String user = ofClient() + "/" + added.userId();

        get(admin, user)
                .body("status", equalTo("AWAITING_SEAT"))
                .body("seatChange.id", equalTo(added.seatChangeId().toString()))
                .body("seatChange.quote.proratedCharge.amount", equalTo("66.67"));
        for (String token :
                List.of(
                        TestTokens.clientAdmin(partner, client),
                        TestTokens.partnerMember(partner, "users:manage"),
                        TestTokens.integration(partner, "clients:read"))) {
            for (String path : List.of(user, ofClient())) {
                String seen = get(token, path).statusCode(200).extract().asString();
                assertThat(seen)
                        .contains("Your plan will be updated: 1 more seat is needed.")
                        .doesNotContain("quote", "66.67", "amount");
            }
        }

        seat(added);

        Awaitility.await().untilAsserted(() -> get(admin, user).body("status", equalTo("ACTIVE")));
    }

    @Test
    void whoStaysWithoutASeatIsRetriedByANewChangeAndRemoved() {
        UserAdded added = shortOfASeat();
        String user = ofClient() + "/" + added.userId();
        // While the change is open there is nothing to retry.
        retry(user).statusCode(202).body("seatChange.id", equalTo(added.seatChangeId() + ""));
        neighbours.tell(partner, new SeatChangeExpired(state(added.seatChangeId(), "EXPIRED", 1)));
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, user)
                                .body("status", equalTo("AWAITING_SEAT"))
                                .body("seatChange.status", equalTo("EXPIRED")));

        retry(user).statusCode(202).body("seatChange.status", equalTo("QUOTING"));

        UserAdded again = neighbours.hearAll(partner, UserAdded.class, 2).getLast();
        assertThat(again.userId()).isEqualTo(added.userId());
        assertThat(again.seatChangeId()).isNotEqualTo(added.seatChangeId());
        // Its client was disabled while the seat was paid for: it came to others.
        neighbours.tell(
                partner, new SeatChangeCompleted(state(again.seatChangeId(), "COMPLETED", 0)));
        Awaitility.await()
                .untilAsserted(
                        () -> get(admin, user).body("seatChange.status", equalTo("COMPLETED")));
        get(admin, user).body("status", equalTo("AWAITING_SEAT"));
        retry(user).statusCode(202);
        seat(neighbours.hearAll(partner, UserAdded.class, 3).getLast());
        Awaitility.await().untilAsserted(() -> get(admin, user).body("status", equalTo("ACTIVE")));

        delete(user).statusCode(204);

        assertThat(neighbours.hear(partner, UserRemoved.class).userId()).isEqualTo(added.userId());
        get(admin, user).statusCode(404);
        delete(user).statusCode(404);
        retry(user).statusCode(404);
        // The address is free again.
        var _ = add(admin, ofClient(), "grace@client.test", "MEMBER");
        assertThat(neighbours.hearAll(partner, UserAdded.class, 4)).hasSize(4);
    }

    @Test
    void anAddressIsOneUserOfAnAccount() {
        shortOfASeat();

        post(admin, ofClient(), body("GRACE@client.test", "MEMBER"))
                .statusCode(409)
                .body("type", equalTo("/problems/email-taken"))
                .body("errors.pointer", contains("/email"));
        post(admin, ofClient(), "{\"email\":\"x\",\"name\":\"\",\"password\":\"p\",\"foo\":1}")
                .statusCode(400)
                .body(
                        "errors.pointer",
                        containsInAnyOrder("/email", "/name", "/role", "/password", "/foo"));
        post(admin, ofClient(), body("b@client.test", "Nothing"))
                .statusCode(400)
                .body("errors.pointer", contains("/role"));
    }

    @Test
    void whoMayNotManageUsersDoesNot() {
        String member = TestTokens.partnerMember(partner);
        String clientAdmin = TestTokens.clientAdmin(partner, client);
        String manager = TestTokens.partnerMember(partner, "users:manage");
        post(member, ofClient(), body("a@client.test", "MEMBER")).statusCode(403);
        post(clientAdmin, ofPartner(), body("a@client.test", "MEMBER")).statusCode(403);
        get(clientAdmin, ofPartner()).statusCode(403);
        post(manager, ofPartner(), body("a@acme.test", "ADMIN")).statusCode(403);
        post(manager, ofClient(), body("a@client.test", "ADMIN")).statusCode(403);
        String other = "/v1/partners/" + partner + "/clients/" + UUID.randomUUID() + "/users";
        post(clientAdmin, other, body("a@client.test", "MEMBER")).statusCode(404);
        post(admin, other, body("a@client.test", "MEMBER")).statusCode(404);
        get(admin, other).statusCode(404);
        String roles = other.replace("/users", "/roles");
        get(admin, roles).statusCode(404);
        post(admin, roles, "{\"name\":\"x\",\"permissions\":[]}").statusCode(404);
        post(member, roles, "{\"name\":\"x\",\"permissions\":[]}").statusCode(404);
        post(member, other, body("a@client.test", "MEMBER")).statusCode(404);
        post(member, other + "/" + UUID.randomUUID() + "/retry", "").statusCode(404);
        get(TestTokens.integration(partner, "seats:read"), other).statusCode(404);
        assertThat(neighbours.heard(partner, UserAdded.class)).isEmpty();
    }

    @Test
    void whoMakesOrRemovesAClientsAdministratorMayAllThatOneMay() {
        String members = TestTokens.partnerMember(partner, "clients:manage users:manage");
        String program = TestTokens.integration(partner, "clients:write");
        String buys = TestTokens.integration(partner, "clients:write seats:write billing:write");
        String withAdmin =
                "{\"name\":\"x\",\"status\":\"SETUP\",\"admin\":{\"email\":\"%s@c.test\",\"name\":\"C\"}}"
                        .formatted(UUID.randomUUID());
        for (String manager : List.of(members, program)) {
            post(manager, ofClient(), body("a@client.test", "ADMIN")).statusCode(403);
            post(manager, "/v1/partners/" + partner + "/clients", withAdmin).statusCode(403);
        }
        assertThat(neighbours.heard(partner, UserAdded.class)).isEmpty();

        var answer = add(buys, ofClient(), "grace@client.test", "ADMIN");
        UserAdded grace = neighbours.hear(partner, UserAdded.class);
        seat(grace);
        answer.join().statusCode(201);

        String user = ofClient() + "/" + grace.userId();
        for (String manager :
                List.of(
                        members,
                        program,
                        TestTokens.clientMember(partner, client, "users:manage"))) {
            given().auth().oauth2(manager).delete(user).then().statusCode(403);
        }
        get(admin, user).statusCode(200);
        given().auth()
                .oauth2(TestTokens.clientAdmin(partner, client))
                .delete(user)
                .then()
                .statusCode(204);
    }

    @Test
    void theLastAdministratorStays() {
        String only = ofPartner() + "/" + get(admin, ofPartner()).extract().path("items[0].id");

        delete(only).statusCode(409).body("type", equalTo("/problems/last-administrator"));

        var _ = add(admin, ofPartner(), "eve@acme.test", "ADMIN");
        UserAdded second = neighbours.hear(partner, UserAdded.class);
        // Whoever waits for a seat cannot sign in.
        delete(only).statusCode(409);
        seat(second);
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, ofPartner() + "/" + second.userId())
                                .body("status", equalTo("ACTIVE")));
        delete(only).statusCode(204);
    }

    @Test
    void usersOfADisabledClientComeBackByOneChange() {
        var _ = add(admin, ofClient(), "grace@client.test", "ADMIN");
        UserAdded grace = neighbours.hear(partner, UserAdded.class);
        seat(grace);
        var _ = add(admin, ofClient(), "alan@client.test", "MEMBER");
        UserAdded alan = neighbours.hearAll(partner, UserAdded.class, 2).getLast();
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, ofClient() + "/" + grace.userId())
                                .body("status", equalTo("ACTIVE")));

        inTransaction(tx -> users.closeAccount(tx, partner, client, true, TEST));
        neighbours.tell(partner, new SeatsReturned(null, client, 1, 0));

        get(admin, ofClient()).body("items.status", contains("SUSPENDED", "SUSPENDED"));
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, "/v1/partners/" + partner + "/clients/" + client)
                                .body("seats.seats", equalTo(0))
                                .body("seats.inUse", equalTo(0)));

        Waiters waiters = inTransaction(tx -> users.openAccount(tx, partner, client, "ada", TEST));

        assertThat(waiters.users()).containsExactly(grace.userId(), alan.userId());
        UUID change = java.util.Objects.requireNonNull(waiters.changeId());
        get(admin, ofClient())
                .body("items.status", contains("AWAITING_SEAT", "AWAITING_SEAT"))
                .body("items.seatChange.id", contains(change.toString(), change.toString()))
                .body("items.seatChange.seats", contains(2, 2));
        // What was told late of the time before does not count.
        neighbours.tell(partner, new SeatOccupied(alan.userId(), client, alan.seatChangeId()));
        neighbours.tell(partner, new SeatsAllocated(change, client, 2, 2));
        neighbours.tell(partner, new SeatOccupied(grace.userId(), client, change));
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, ofClient())
                                .body("items.status", contains("ACTIVE", "AWAITING_SEAT")));
        neighbours.tell(partner, new SeatOccupied(alan.userId(), client, change));
        neighbours.tell(partner, new SeatChangeCompleted(state(change, "COMPLETED", 0)));
        Awaitility.await()
                .untilAsserted(() ->
                        get(admin, "/v1/partners/" + partner + "/clients/" + client)
                                .body("seats.inUse", equalTo(2)));
        neighbours.tell(partner, new SeatVacated(UUID.randomUUID(), client));
        get(admin, ofClient()).body("items.status", contains("ACTIVE", "ACTIVE"));
    }

    @Test
    void moreUsersThanOneEventNamesComeBackByOneChange() {
        int count = 15_000;
        run(
                """
                insert into account_user
                    (partner_id, user_id, client_id, email, name, role, permissions, state, created_at, version)
                select '%s', gen_random_uuid(), '%s', 'user-' || i || '@client.test', 'User', 'MEMBER', '{}', 'SEATED',
                       now(), 1
                from generate_series(1, %d) i
                """
                        .formatted(partner, client, count));
        String path = "/v1/partners/" + partner + "/clients/" + client;
        post(admin, path + "/disable", "{\"releaseSeats\":true}").statusCode(200);

        post(admin, path + "/activate", "{}").statusCode(200);

        ClientActivated activated =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(
                                () -> neighbours.heard(partner, ClientActivated.class),
                                heard -> !heard.isEmpty())
                        .getFirst();
        List<UsersAwaitSeats> pages = neighbours.heard(partner, UsersAwaitSeats.class);
        assertThat(pages)
                .hasSize(2)
                .allMatch(page -> page.users().size() == 5_000)
                .allMatch(page -> page.seatChangeId().equals(activated.seatChangeId()));
        var named = new HashSet<>(activated.users());
        pages.forEach(page -> named.addAll(page.users()));
        assertThat(named).hasSize(count);
        get(admin, ofClient() + "?limit=1")
                .body("items.status", contains("AWAITING_SEAT"))
                .body("items[0].seatChange.seats", equalTo(count));
        get(admin, "/v1/partners/" + partner + "/audit-log?subject=USER&limit=1")
                .body("items[0].before.status", equalTo("SUSPENDED"))
                .body("items[0].after.status", equalTo("AWAITING_SEAT"));
    }

    @Test
    void seatServiceIsAskedAgainByTheSameChange() {
        var _ = add(admin, ofClient(), "grace@client.test", "MEMBER");
        UserAdded added = neighbours.hear(partner, UserAdded.class);

        // Others may wait as well, and some are asked for at a time: each of them once.
        Instant sinceThen = Instant.now();
        int asked;
        do {
            asked = onLoop(() -> users.askAgain(sinceThen));
        } while (asked > 0);

        List<UserAdded> all = neighbours.hearAll(partner, UserAdded.class, 2);
        assertThat(all).hasSize(2).containsOnly(added);
        // It has just been asked: there is nothing to ask for.
        assertThat(onLoop(() -> users.askAgain(Instant.now().minusSeconds(60)))).isZero();
    }

    @Test
    void anAccountHasTheRolesThatItMakes() {
        String roles = "/v1/partners/" + partner + "/clients/" + client + "/roles";
        post(admin, roles, "{\"name\":\"People\",\"permissions\":[\"users:manage\"]}")
                .statusCode(201)
                .body("name", equalTo("People"))
                .body("permissions", contains("users:manage"));
        post(admin, roles, "{\"name\":\"PEOPLE\",\"permissions\":[]}")
                .statusCode(409)
                .body("type", equalTo("/problems/role-taken"));
        post(admin, roles, "{\"name\":\"admin\",\"permissions\":[]}")
                .statusCode(400)
                .body("errors.pointer", contains("/name"));
        post(admin, roles, "{\"name\":\"x\",\"permissions\":[\"users:manage\",\"billing:manage\"]}")
                .statusCode(400)
                .body("errors.pointer", contains("/permissions/1"));
        get(admin, roles).body("items.name", contains("ADMIN", "MEMBER", "People"));
        get(admin, "/v1/partners/" + partner + "/roles")
                .body("items.name", contains("ADMIN", "MEMBER"));
        get(admin, roles + "?limit=many")
                .statusCode(400)
                .body("errors.pointer", contains("/limit"));
        requireRolesPageByPage(roles);
        String manager = TestTokens.clientMember(partner, client, "users:manage");
        post(manager, roles, "{\"name\":\"Company\",\"permissions\":[\"company-settings:manage\"]}")
                .statusCode(403);

        var _ = add(manager, ofClient(), "pat@client.test", "People");

        UUID pat = neighbours.hear(partner, UserAdded.class).userId();
        get(admin, ofClient() + "/" + pat).body("role", equalTo("People"));
    }

    /** Each page goes on where the one before ended, also between the built-in ones. */
    private void requireRolesPageByPage(String roles) {
        post(admin, roles, "{\"name\":\"archive\",\"permissions\":[]}").statusCode(201);
        var names = new ArrayList<String>();
        String cursor = "";
        do {
            var page = get(admin, roles + "?limit=1&cursor=" + cursor).statusCode(200).extract();
            names.addAll(page.jsonPath().getList("items.name", String.class));
            cursor = page.path("nextCursor");
        } while (cursor != null);
        assertThat(names).containsExactly("ADMIN", "MEMBER", "archive", "People");
        get(admin, roles + "?limit=3")
                .body("items.name", contains("ADMIN", "MEMBER", "archive"))
                .body("nextCursor", notNullValue());
        get(admin, roles + "?limit=0").statusCode(400).body("errors.pointer", contains("/limit"));
    }

    private UserAdded shortOfASeat() {
        var answer = add(admin, ofClient(), "grace@client.test", "MEMBER");
        UserAdded added = neighbours.hear(partner, UserAdded.class);
        neighbours.tell(
                partner,
                new SeatChangeAwaitingConfirmation(
                        state(added.seatChangeId(), "AWAITING_CONFIRMATION", 1)));
        answer.join().statusCode(202).body("status", equalTo("AWAITING_SEAT"));
        return added;
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(30));
    }

    private void seat(UserAdded added) {
        if (added.clientId() != null) {
            neighbours.tell(
                    partner, new SeatsAllocated(added.seatChangeId(), added.clientId(), 1, 1));
        }
        neighbours.tell(
                partner, new SeatOccupied(added.userId(), added.clientId(), added.seatChangeId()));
        neighbours.tell(
                partner, new SeatChangeCompleted(state(added.seatChangeId(), "COMPLETED", 0)));
    }

    private SeatChangeState state(UUID change, String status, int shortfall) {
        return new SeatChangeState(
                change,
                "OCCUPY",
                client,
                1,
                status,
                shortfall,
                shortfall == 0 ? null : quote(),
                null,
                null,
                "admin@acme.test",
                Instant.parse("2026-11-16T12:00:00Z"),
                null);
    }

    private static Quote quote() {
        return new Quote(
                UUID.randomUUID(),
                Money.parse("USD 66.67"),
                Money.parse("USD 2249.00"),
                Money.parse("USD 2349.00"),
                15,
                30,
                LocalDate.parse("2026-12-01"),
                Instant.parse("2026-11-16T12:30:00Z"));
    }

    private <T extends @Nullable Object> T inTransaction(Function<HibernateTx, Uni<T>> work) {
        return onLoop(() -> transactions.run(work));
    }

    private <T extends @Nullable Object> T onLoop(java.util.function.Supplier<Uni<T>> work) {
        return Contexts.onNewContext(vertx, work).await().atMost(Duration.ofSeconds(60));
    }

    private CompletableFuture<ValidatableResponse> add(
            String token, String path, String email, String role) {
        return world.meanwhile(() -> post(token, path, body(email, role)));
    }

    private ValidatableResponse retry(String user) {
        return post(admin, user + "/retry", UUID.randomUUID().toString(), "respond-async", "");
    }

    private ValidatableResponse delete(String user) {
        return given().auth().oauth2(admin).delete(user).then();
    }

    private static String body(String email, String role) {
        return "{\"email\":\"%s\",\"name\":\"Grace\",\"role\":\"%s\"}".formatted(email, role);
    }

    private String ofClient() {
        return "/v1/partners/" + partner + "/clients/" + client + "/users";
    }

    private String ofPartner() {
        return "/v1/partners/" + partner + "/users";
    }
}
