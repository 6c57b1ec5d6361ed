package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import io.seatflow.acceptance.walk.Amounts;
import io.seatflow.acceptance.walk.Walk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** People take seats, wait for them, come in and are kept out. */
@ExtendWith(RunningSuite.class)
@ResourceLock(OwnServers.LOCK)
class A6PeopleTest {

    private static final String PASSWORD = "seatflow";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aUserTakesASeatThatIsThereAndSignsIn(House house) {
        TestPartner partner = house.partner();
        String client = partner.createClient("Globex", 0).expect(201).string("/id");

        Person grace = add(partner.admin(), users(partner, client), "ADMIN");

        assertThat(grace.added().status()).isEqualTo(201);
        assertThat(grace.added().string("/status")).isEqualTo("ACTIVE");
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(99);
        Client signedIn = grace.signIn(house);
        assertThat(
                        signedIn.get(partner.path("/clients/" + client))
                                .expect(200)
                                .number("/seats/inUse"))
                .isEqualTo(1);
        assertThat(signedIn.get(partner.path("/clients/" + client + "/access")).string("/allowed"))
                .isEqualTo("true");
        signedIn.get(partner.path("/users")).expect(403);
        partner.admin()
                .post(
                        users(partner, client),
                        Map.of("email", grace.email(), "name", "x", "role", "MEMBER"))
                .expect(409);
    }

    @Test
    void aClientsAdministratorHasASeatBoughtWithoutSeeingThePrice(House house) {
        FullHouse globex = FullHouse.of(house);
        TestPartner partner = globex.partner();

        Answer confirmed =
                globex.admin()
                        .post(
                                partner.path("/seat-changes/" + globex.change() + "/confirm"),
                                Map.of())
                        .expect(200);

        assertThat(confirmed.string("/status")).isEqualTo("COMPLETED");
        requireNoMoney(confirmed, globex);
        globex.requireLetIn(house);
        // Whoever confirmed knows of it; the partner is told by whom, and what it costs.
        JsonNode told = awaitNotice(partner.admin(), globex, "CONFIRMED");
        assertThat(told.at("/title").asText()).contains("confirmed 1 more seat for Globex");
        assertThat(
                        awaitNotice(partner.admin(), globex, "CLIENT_GREW_PLAN")
                                .at("/amounts/proratedCharge/amount")
                                .asText())
                .isEqualTo(globex.charge());
    }

    @Test
    void thePartnerHasASeatBoughtForAClientsUserWhoWaits(House house) {
        FullHouse globex = FullHouse.of(house);
        TestPartner partner = globex.partner();
        JsonNode asked = awaitNotice(partner.admin(), globex, "AWAITING_CONFIRMATION");
        assertThat(asked.at("/amounts/proratedCharge/amount").asText()).isEqualTo(globex.charge());
        JsonNode plain = awaitNotice(globex.admin(), globex, "AWAITING_CONFIRMATION");
        assertThat(plain.at("/title").asText()).contains("1 more seat waits for a confirmation");

        Answer confirmed = partner.confirm(globex.change()).expect(200);

        assertThat(confirmed.string("/status")).isEqualTo("COMPLETED");
        assertThat(confirmed.string("/quote/proratedCharge/amount")).isEqualTo(globex.charge());
        globex.requireLetIn(house);
        JsonNode told = awaitNotice(globex.admin(), globex, "CONFIRMED");
        assertThat(told.at("/title").asText())
                .contains(partner.admin().claims().at("/email").asText(), "1 more seat");
        requireNoMoney(globex.admin().get(partner.path("/notifications")).expect(200), globex);
    }

    @Test
    void whoIsRemovedIsRefusedWithinASecond(House house) {
        TestPartner partner = house.partner();
        Person eve = add(partner.admin(), partner.path("/users"), "MEMBER");
        Client token = eve.signIn(house);
        token.get(partner.path("/seats")).expect(200);
        assertThat(partner.seats().at("/internal").asInt()).isEqualTo(1);

        partner.admin().delete(partner.path("/users/" + eve.id())).expect(204);

        requireRefusedWithinASecond(token, partner.path("/seats"), 401);
        assertThat(eve.trySignIn(house)).isNull();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(partner.seats().at("/internal").asInt()).isZero());
    }

    @Test
    void nobodyOfADisabledClientComesInAndAllComeBackByOneChange(House house) {
        TestPartner partner = house.partner();
        String client = partner.createClient("Globex", 2).expect(201).string("/id");
        Person grace = add(partner.admin(), users(partner, client), "ADMIN");
        Person alan = add(partner.admin(), users(partner, client), "MEMBER");
        Client token = grace.signIn(house);
        String path = partner.path("/clients/" + client);
        token.get(path + "/seats").expect(200);

        partner.admin().post(path + "/disable", Map.of("releaseSeats", true)).expect(200);

        Answer refused = requireRefusedWithinASecond(token, path + "/seats", 403);
        assertThat(refused.string("/reason")).isEqualTo("client-disabled");
        Answer access = token.get(path + "/access").expect(200);
        assertThat(access.string("/allowed")).isEqualTo("false");
        assertThat(access.string("/reason")).isEqualTo("client-disabled");
        partner.admin().get(path).expect(200);
        assertThat(statuses(partner, client)).containsExactly("SUSPENDED", "SUSPENDED");
        await().atMost(PATIENCE).until(() -> alan.trySignIn(house) == null);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(partner.seats().at("/available").asInt()).isEqualTo(100));

        partner.admin().post(path + "/activate", Map.of()).expect(200);

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(statuses(partner, client)).containsExactly("ACTIVE", "ACTIVE"));
        await().atMost(PATIENCE).until(() -> alan.trySignIn(house) != null);
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(98);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> grace.signIn(house).get(path + "/seats").status() == 200);
    }

    @Test
    void nobodyOfADisabledClientThatKeepsItsSeatsComesInEither(House house) {
        TestPartner partner = house.partner();
        String client = partner.createClient("Globex", 3).expect(201).string("/id");
        Person grace = add(partner.admin(), users(partner, client), "ADMIN");
        Client token = grace.signIn(house);
        String path = partner.path("/clients/" + client);
        token.get(path + "/seats").expect(200);

        partner.admin().post(path + "/disable", Map.of("releaseSeats", false)).expect(200);

        Answer refused = requireRefusedWithinASecond(token, path + "/seats", 403);
        assertThat(refused.string("/reason")).isEqualTo("client-disabled");
        assertThat(token.post(users(partner, client), Map.of()).status()).isEqualTo(403);
        await().atMost(PATIENCE).until(() -> grace.trySignIn(house) == null);
        // Its seats are its own and paid for, and whoever sat on one still does.
        JsonNode seats = partner.admin().get(path + "/seats").expect(200).json();
        assertThat(List.of(seats.at("/seats").asInt(), seats.at("/inUse").asInt()))
                .containsExactly(3, 1);
        assertThat(statuses(partner, client)).containsExactly("ACTIVE");
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(97);

        partner.admin().post(path + "/activate", Map.of()).expect(200);

        await().atMost(PATIENCE).until(() -> token.get(path + "/seats").status() == 200);
        await().atMost(PATIENCE).until(() -> grace.trySignIn(house) != null);
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(97);
        assertThat(partner.invoices("PRORATION")).isEmpty();
    }

    @Test
    void aClientInSetupIsForThePartnersAdministrators(House house) {
        TestPartner partner = house.partner();
        String role = "Clients-" + UUID.randomUUID();
        partner.admin()
                .post(
                        partner.path("/roles"),
                        Map.of("name", role, "permissions", List.of("clients:manage")))
                .expect(201);
        Client member = add(partner.admin(), partner.path("/users"), role).signIn(house);

        String client =
                member.post(partner.path("/clients"), Map.of("name", "New", "status", "SETUP"))
                        .expect(201)
                        .string("/id");

        String path = partner.path("/clients/" + client);
        Answer refused = requireRefusedWithinASecond(member, path, 403);
        assertThat(refused.string("/reason")).isEqualTo("client-in-setup");
        assertThat(member.get(path + "/access").string("/reason")).isEqualTo("client-in-setup");
        partner.admin().get(path).expect(200);
        Person ofClient = add(partner.admin(), users(partner, client), "ADMIN");
        assertThat(ofClient.added().string("/status")).isEqualTo("ACTIVE");
        assertThat(ofClient.trySignIn(house)).isNull();

        partner.admin().post(path + "/start-trial", Map.of()).expect(200);

        await().atMost(PATIENCE).until(() -> ofClient.trySignIn(house) != null);
        ofClient.signIn(house).get(path).expect(200);
        await().atMost(Duration.ofSeconds(1)).until(() -> member.get(path).status() == 200);
    }

    @Test
    void theAdministratorOfAClientThatTheVendorBillsBuysItsFirstSeats(House house) {
        TestPartner partner = house.partner();
        String email = "user-" + UUID.randomUUID() + "@people.test";
        Answer made =
                partner.admin()
                        .post(
                                partner.path("/clients"),
                                Map.of(
                                        "name",
                                        "Hooli",
                                        "status",
                                        "ACTIVE",
                                        "billingManager",
                                        "VENDOR",
                                        "seats",
                                        3,
                                        "admin",
                                        Map.of(
                                                "email",
                                                email,
                                                "name",
                                                "Gavin",
                                                "password",
                                                PASSWORD)))
                        .expect(202);
        String client = made.string("/id");
        String path = partner.path("/clients/" + client);
        var gavin = new Person(email, made);

        await().atMost(PATIENCE).until(() -> gavin.trySignIn(house) != null);
        Client token = gavin.signIn(house);
        assertThat(token.get(path + "/access").string("/allowed")).isEqualTo("true");
        assertThat(statuses(partner, client)).containsExactly("AWAITING_SEAT");
        token.post(path + "/billing/payment-methods", Map.of("nonce", "fake-valid-nonce"))
                .expect(201);
        buy(token, partner, made.string("/seatChange/id"));
        String ownSeat = token.get(path + "/users").string("/items/0/seatChange/id");
        buy(token, partner, ownSeat);

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(statuses(partner, client)).containsExactly("ACTIVE"));
        assertThat(token.get(path + "/seats").expect(200).text())
                .contains("\"seats\":3", "\"inUse\":1", "DIRECT");
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(100);
        assertThat(partner.invoices("PRORATION")).isEmpty();
        assertThat(
                        token.get(path + "/billing/invoices")
                                .expect(200)
                                .json()
                                .at("/items")
                                .valueStream()
                                .filter(invoice -> invoice.at("/status").asText().equals("PAID"))
                                .map(invoice -> invoice.at("/kind").asText()))
                .contains("PRORATION");
    }

    /** Agrees to the price of a change once it has one. */
    private static void buy(Client by, TestPartner partner, String change) {
        String path = partner.path("/seat-changes/" + change);
        await().atMost(PATIENCE)
                .until(() -> by.get(path).string("/status").equals("AWAITING_CONFIRMATION"));
        assertThat(by.get(path).string("/quote/proratedCharge/amount")).isNotBlank();
        assertThat(by.post(path + "/confirm", Map.of()).expect(200).string("/status"))
                .isEqualTo("COMPLETED");
    }

    /**
     * A client none of whose seats is free, nor any of its partner's, and a user of it who waits.
     *
     * @param admin of the client
     * @param alan who waits
     * @param change by which they do
     * @param charge what that would cost the partner now
     */
    private record FullHouse(
            TestPartner partner,
            String client,
            Client admin,
            Person alan,
            String change,
            String charge) {

        static FullHouse of(House house) {
            TestPartner partner = house.partner();
            String client = partner.createClient("Globex", 0).expect(201).string("/id");
            Client admin = add(partner.admin(), users(partner, client), "ADMIN").signIn(house);
            partner.createClient("Initech", 99).expect(201);
            assertThat(partner.seats().at("/available").asInt()).isZero();

            Person alan = add(admin, users(partner, client), "MEMBER");

            assertThat(alan.added().status()).isEqualTo(202);
            assertThat(alan.added().string("/status")).isEqualTo("AWAITING_SEAT");
            assertThat(alan.added().string("/seatChange/notice")).contains("1 more seat");
            assertThat(alan.added().text()).doesNotContain("amount", "quote");
            assertThat(alan.trySignIn(house)).isNull();
            String change = alan.added().string("/seatChange/id");
            // The same change as the partner sees it.
            String charge =
                    partner.admin()
                            .get(partner.path("/seat-changes/" + change))
                            .expect(200)
                            .string("/quote/proratedCharge/amount");
            assertThat(charge).matches("\\d+\\.\\d\\d");
            assertThat(
                            partner.admin()
                                    .get(users(partner, client) + "/" + alan.id())
                                    .string("/seatChange/quote/proratedCharge/amount"))
                    .isEqualTo(charge);
            return new FullHouse(partner, client, admin, alan, change, charge);
        }

        /** Who waited has a seat, which the partner was charged for once. */
        void requireLetIn(House house) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(
                                            admin.get(users(partner, client) + "/" + alan.id())
                                                    .string("/status"))
                                    .isEqualTo("ACTIVE"));
            await().atMost(PATIENCE).until(() -> alan.trySignIn(house) != null);
            alan.signIn(house).get(partner.path("/clients/" + client)).expect(200);
            assertThat(partner.seats().at("/supply").asInt()).isEqualTo(101);
            assertThat(partner.invoices("PRORATION"))
                    .extracting(invoice -> invoice.at("/total/amount").asText())
                    .containsExactly(charge);
        }
    }

    /** Neither by name nor by what it costs. */
    private static void requireNoMoney(Answer answer, FullHouse of) {
        assertThat(Walk.moneyIn(answer.json())).isEmpty();
        assertThat(new Amounts(Set.of(of.charge())).foundIn(answer.text())).isEmpty();
    }

    /** What somebody is told of the change, as soon as they are. */
    private static JsonNode awaitNotice(Client reader, FullHouse of, String kind) {
        return await().atMost(PATIENCE)
                .until(
                        () ->
                                reader.get(of.partner().path("/notifications"))
                                        .expect(200)
                                        .json()
                                        .at("/items")
                                        .valueStream()
                                        .filter(item ->
                                                item.at("/kind").asText().equals(kind)
                                                        && item.at("/subject/id")
                                                                .asText()
                                                                .equals(of.change()))
                                        .toList(),
                        notices -> !notices.isEmpty())
                .getFirst();
    }

    /** Somebody who was added. */
    private record Person(String email, Answer added) {

        String id() {
            return added.string("/id");
        }

        Client signIn(House house) {
            return house.nobody().signIn(house.issuer(), email, PASSWORD);
        }

        @Nullable Client trySignIn(House house) {
            try {
                return signIn(house);
            } catch (IllegalStateException e) {
                return null;
            }
        }
    }

    private static Person add(Client by, String path, String role) {
        String email = "user-" + UUID.randomUUID() + "@people.test";
        Answer added =
                by.post(
                        path,
                        Map.of(
                                "email",
                                email,
                                "name",
                                "Grace",
                                "role",
                                role,
                                "password",
                                PASSWORD));
        assertThat(added.status()).as(added.text()).isIn(201, 202);
        return new Person(email, added);
    }

    private static Answer requireRefusedWithinASecond(Client token, String path, int status) {
        return await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> token.get(path), answer -> answer.status() == status);
    }

    private static List<String> statuses(TestPartner partner, String client) {
        return partner.admin()
                .get(users(partner, client))
                .expect(200)
                .json()
                .at("/items")
                .valueStream()
                .map(user -> user.at("/status").asText())
                .toList();
    }

    private static String users(TestPartner partner, String client) {
        return partner.path("/clients/" + client + "/users");
    }
}
