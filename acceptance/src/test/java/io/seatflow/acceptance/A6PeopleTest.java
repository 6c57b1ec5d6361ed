package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
        TestPartner partner = house.partner();
        String client = partner.createClient("Globex", 0).expect(201).string("/id");
        Client ofClient = add(partner.admin(), users(partner, client), "ADMIN").signIn(house);
        partner.createClient("Initech", 99).expect(201);
        assertThat(partner.seats().at("/available").asInt()).isZero();

        Person alan = add(ofClient, users(partner, client), "MEMBER");

        assertThat(alan.added().status()).isEqualTo(202);
        assertThat(alan.added().string("/status")).isEqualTo("AWAITING_SEAT");
        assertThat(alan.added().string("/seatChange/notice")).contains("1 more seat");
        assertThat(alan.added().text()).doesNotContain("amount", "quote");
        assertThat(alan.trySignIn(house)).isNull();
        String change = alan.added().string("/seatChange/id");
        // The same change as the partner sees it.
        Answer priced = partner.admin().get(partner.path("/seat-changes/" + change)).expect(200);
        assertThat(priced.string("/quote/proratedCharge/amount")).isNotBlank();
        assertThat(
                        partner.admin()
                                .get(users(partner, client) + "/" + alan.id())
                                .string("/seatChange/quote/proratedCharge/amount"))
                .isEqualTo(priced.string("/quote/proratedCharge/amount"));

        Answer confirmed =
                ofClient.post(partner.path("/seat-changes/" + change + "/confirm"), Map.of())
                        .expect(200);

        assertThat(confirmed.string("/status")).isEqualTo("COMPLETED");
        assertThat(confirmed.text()).doesNotContain("amount");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(
                                        ofClient.get(users(partner, client) + "/" + alan.id())
                                                .string("/status"))
                                .isEqualTo("ACTIVE"));
        await().atMost(Duration.ofSeconds(20)).until(() -> alan.trySignIn(house) != null);
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(101);
        assertThat(partner.invoices("PRORATION")).hasSize(1);
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
        await().atMost(Duration.ofSeconds(20))
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
        await().atMost(Duration.ofSeconds(20)).until(() -> alan.trySignIn(house) == null);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(partner.seats().at("/available").asInt()).isEqualTo(100));

        partner.admin().post(path + "/activate", Map.of()).expect(200);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(statuses(partner, client)).containsExactly("ACTIVE", "ACTIVE"));
        await().atMost(Duration.ofSeconds(20)).until(() -> alan.trySignIn(house) != null);
        assertThat(partner.seats().at("/available").asInt()).isEqualTo(98);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> grace.signIn(house).get(path + "/seats").status() == 200);
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

        await().atMost(Duration.ofSeconds(20)).until(() -> ofClient.trySignIn(house) != null);
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

        await().atMost(Duration.ofSeconds(20)).until(() -> gavin.trySignIn(house) != null);
        Client token = gavin.signIn(house);
        assertThat(token.get(path + "/access").string("/allowed")).isEqualTo("true");
        assertThat(statuses(partner, client)).containsExactly("AWAITING_SEAT");
        token.post(path + "/billing/payment-methods", Map.of("nonce", "fake-valid-nonce"))
                .expect(201);
        buy(token, partner, made.string("/seatChange/id"));
        String ownSeat = token.get(path + "/users").string("/items/0/seatChange/id");
        buy(token, partner, ownSeat);

        await().atMost(Duration.ofSeconds(20))
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
        await().atMost(Duration.ofSeconds(20))
                .until(() -> by.get(path).string("/status").equals("AWAITING_CONFIRMATION"));
        assertThat(by.get(path).string("/quote/proratedCharge/amount")).isNotBlank();
        assertThat(by.post(path + "/confirm", Map.of()).expect(200).string("/status"))
                .isEqualTo("COMPLETED");
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
