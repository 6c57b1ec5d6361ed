package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import io.seatflow.acceptance.walk.Amounts;
import io.seatflow.acceptance.walk.Walk;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A partner with something of everything that has an id or costs money: a client that it pays for
 * and one that the vendor bills, people of each, cards, invoices, and prices that wait.
 *
 * @param mark what the names of all its things hold, and nobody else's
 * @param plain the client that it pays for
 * @param direct the client that the vendor bills
 * @param ids of its own things, by the names of parameters
 */
record WalkedPartner(
        House house,
        TestPartner partner,
        String mark,
        Account plain,
        Account direct,
        Map<String, String> ids) {

    /** What its plan costs a month at first: 49.00 + 137 x (20.00 + 1.75). */
    static final String FEE = "3028.75";

    /** What the client's own plan costs a month: 20 x 25.00 + 3 x 23.50. */
    static final String DIRECT_FEE = "570.50";

    private static final int SEATS = 137;
    private static final int DIRECT_SEATS = 23;
    private static final String PASSWORD = "seatflow";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * A client.
     *
     * @param admin its administrator
     * @param ids of its things, by the names of parameters, of fields and of what is asked for
     */
    record Account(String id, Client admin, Map<String, String> ids) {}

    static WalkedPartner make(House house) {
        String mark = UUID.randomUUID().toString().substring(0, 8);
        TestPartner partner =
                house.partner(
                        new TestPartner.Plan()
                                .with("name", "Acme " + mark)
                                .with("seats", SEATS)
                                .with("addOns", List.of("PRIORITY_SUPPORT")));
        assertThat(partner.admin().get(partner.path("/plan")).string("/currentFee/amount"))
                .isEqualTo(FEE);
        Account direct = direct(house, partner, mark);
        Account plain = plain(house, partner, mark);
        var invoice = partner.invoices("PERIOD").getFirst();
        var ids = new HashMap<String, String>();
        ids.put("partnerId", partner.id());
        ids.put("invoiceId", invoice.at("/id").asText());
        ids.put("number", invoice.at("/number").asText());
        ids.put("paymentId", invoice.at("/payments/0/id").asText());
        ids.put("paymentMethodId", first(partner.admin(), partner.path("/payment-methods")));
        ids.put("planChangeId", scheduledChange(partner));
        ids.put("actor", partner.admin().claims().at("/email").asText());
        // No thing of anybody's, but where dead letters are.
        ids.put("service", "seat-service");
        return new WalkedPartner(house, partner, mark, plain, direct, Map.copyOf(ids));
    }

    private static String scheduledChange(TestPartner partner) {
        Answer change =
                partner.admin()
                        .post(
                                partner.path("/plan-changes"),
                                Map.of("removeAddOns", List.of("PRIORITY_SUPPORT")));
        assertThat(change.string("/status")).as(change.text()).isEqualTo("SCHEDULED");
        return change.string("/id");
    }

    /** A client whose user waits for a seat that the partner is to buy. */
    private static Account plain(House house, TestPartner partner, String mark) {
        String externalId = "erp-" + UUID.randomUUID();
        String client =
                partner.admin()
                        .post(
                                partner.path("/clients"),
                                Map.of(
                                        "name",
                                        "Globex " + mark,
                                        "status",
                                        "ACTIVE",
                                        "externalId",
                                        externalId))
                        .expect(201)
                        .string("/id");
        String path = partner.path("/clients/" + client);
        Answer boss = add(partner.admin(), path + "/users", "ADMIN").expect(201);
        String role = role(partner.admin(), path + "/roles", mark, "users:manage");
        partner.createClient("Initech " + mark, partner.seats().at("/available").asInt())
                .expect(201);
        Answer waiting = add(partner.admin(), path + "/users", "MEMBER").expect(202);
        String change = waiting.string("/seatChange/id");
        return new Account(
                client,
                signIn(house, boss.string("/email")),
                Map.of(
                        "partnerId",
                        partner.id(),
                        "clientId",
                        client,
                        "userId",
                        waiting.string("/id"),
                        "changeId",
                        change,
                        "quoteId",
                        quote(partner.admin(), partner, change),
                        "role",
                        role,
                        "externalId",
                        externalId,
                        "q",
                        "Globex " + mark,
                        "actor",
                        boss.string("/email"),
                        "subjectId",
                        client));
    }

    /** A client with a plan, a card and an invoice of its own, and a price that waits. */
    private static Account direct(House house, TestPartner partner, String mark) {
        String externalId = "erp-" + UUID.randomUUID();
        String email = "walk-" + UUID.randomUUID() + "@people.test";
        Answer made =
                partner.admin()
                        .post(
                                partner.path("/clients"),
                                Map.of(
                                        "name",
                                        "Hooli " + mark,
                                        "status",
                                        "ACTIVE",
                                        "billingManager",
                                        "VENDOR",
                                        "seats",
                                        DIRECT_SEATS,
                                        "externalId",
                                        externalId,
                                        "admin",
                                        Map.of(
                                                "email", email,
                                                "name", "Gavin",
                                                "password", PASSWORD)))
                        .expect(202);
        String client = made.string("/id");
        String path = partner.path("/clients/" + client);
        Client admin = signIn(house, email);
        admin.post(path + "/billing/payment-methods", Map.of("nonce", "fake-valid-nonce"))
                .expect(201);
        confirm(admin, partner, made.string("/seatChange/id"));
        confirm(admin, partner, admin.get(path + "/users").string("/items/0/seatChange/id"));
        String role = role(admin, path + "/roles", mark, "users:manage");
        String user = add(admin, path + "/users", "MEMBER").expect(201).string("/id");
        String change =
                admin.post(
                                partner.path("/seat-changes"),
                                Map.of("action", "PURCHASE", "clientId", client, "seats", 4))
                        .expect(202)
                        .string("/id");
        var invoice =
                TestPartner.invoices(admin, path + "/billing/invoices", "PRORATION").getFirst();
        var ids = new HashMap<String, String>();
        ids.put("partnerId", partner.id());
        ids.put("clientId", client);
        ids.put("userId", user);
        ids.put("changeId", change);
        ids.put("quoteId", quote(admin, partner, change));
        ids.put("role", role);
        ids.put("externalId", externalId);
        ids.put("q", "Hooli " + mark);
        ids.put("actor", email);
        ids.put("subjectId", client);
        ids.put("invoiceId", invoice.at("/id").asText());
        ids.put("number", invoice.at("/number").asText());
        ids.put("paymentId", invoice.at("/payments/0/id").asText());
        ids.put("paymentMethodId", first(admin, path + "/billing/payment-methods"));
        return new Account(client, admin, Map.copyOf(ids));
    }

    /** Agrees to the price of a change once it has one. */
    private static void confirm(Client by, TestPartner partner, String change) {
        String path = partner.path("/seat-changes/" + change);
        await().atMost(PATIENCE)
                .until(() -> by.get(path).string("/status").equals("AWAITING_CONFIRMATION"));
        assertThat(by.post(path + "/confirm", Map.of()).expect(200).string("/status"))
                .isEqualTo("COMPLETED");
    }

    /** The id of the price that a change waits with. */
    private static String quote(Client by, TestPartner partner, String change) {
        String path = partner.path("/seat-changes/" + change);
        return await().atMost(PATIENCE)
                .until(() -> by.get(path).string("/quote/id"), id -> !id.isEmpty());
    }

    private static String first(Client reader, String list) {
        return reader.get(list).expect(200).string("/items/0/id");
    }

    /** The walk with the ids of the client that the partner pays for. */
    Walk walkOfPlain() {
        return walk(plain);
    }

    /** The walk with the ids of the client that the vendor bills. */
    Walk walkOfDirect() {
        return walk(direct);
    }

    private Walk walk(Account account) {
        return Walk.of(
                house.nobody(),
                List.of(partner.admin(), account.admin()),
                with(ids, account.ids()));
    }

    /** These ids with others in their place, where there are any. */
    static Map<String, String> with(Map<String, String> ids, Map<String, String> others) {
        var all = new HashMap<>(ids);
        all.putAll(others);
        return all;
    }

    /** What the partner's plan costs and cost, and could; nothing of it is for its clients. */
    Amounts ofPartner() {
        return Amounts.in(
                Stream.of(
                                "/plan",
                                "/catalog",
                                "/upcoming-invoice",
                                "/invoices",
                                "/seat-changes/" + plain.ids().get("changeId"))
                        .map(path -> partner.admin().get(partner.path(path)).expect(200).json())
                        .toList());
    }

    /** What the plan of the client that the vendor bills costs and cost; nothing for others. */
    Amounts ofDirect() {
        String billing = partner.path("/clients/" + direct.id() + "/billing");
        return Amounts.in(
                Stream.of(
                                billing + "/plan",
                                billing + "/upcoming-invoice",
                                billing + "/invoices",
                                partner.path("/seat-changes/" + direct.ids().get("changeId")))
                        .map(path -> direct.admin().get(path).expect(200).json())
                        .toList());
    }

    /** Somebody of the partner's. */
    Client person(String role) {
        return person(partner.path("/users"), role);
    }

    /** Somebody of the partner's who may do one thing. */
    Client personWith(String permission) {
        return person(role(partner.admin(), partner.path("/roles"), mark, permission));
    }

    /** Somebody of a client's. */
    Client person(Account account, String role) {
        return person(partner.path("/clients/" + account.id() + "/users"), role);
    }

    /** Somebody of a client's who may do one thing. */
    Client personWith(Account account, String permission) {
        String roles = partner.path("/clients/" + account.id() + "/roles");
        return person(account, role(account.admin(), roles, mark, permission));
    }

    private Client person(String users, String role) {
        return signIn(house, add(partner.admin(), users, role).expect(201).string("/email"));
    }

    private static Answer add(Client by, String users, String role) {
        return by.post(
                users,
                Map.of(
                        "email",
                        "walk-" + UUID.randomUUID() + "@people.test",
                        "name",
                        "Walker",
                        "role",
                        role,
                        "password",
                        PASSWORD));
    }

    private static String role(Client by, String roles, String mark, String permission) {
        String name = "Role " + mark + " " + UUID.randomUUID().toString().substring(0, 8);
        by.post(roles, Map.of("name", name, "permissions", List.of(permission))).expect(201);
        return name;
    }

    /** A sign-in may come a moment after its user. */
    private static Client signIn(House house, String email) {
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> house.nobody().signIn(house.issuer(), email, PASSWORD),
                        signedIn -> true);
    }

    /** All that others could have changed of it. */
    Map<String, String> state() {
        var state = new LinkedHashMap<String, String>();
        String plainPath = "/clients/" + plain.id();
        String directPath = "/clients/" + direct.id();
        for (String path :
                List.of(
                        "",
                        "/seats",
                        "/plan",
                        "/clients",
                        "/users",
                        "/roles",
                        "/invoices",
                        "/payment-methods",
                        "/seat-changes",
                        "/plan-changes/" + ids.get("planChangeId"),
                        plainPath + "/seats",
                        plainPath + "/users",
                        plainPath + "/roles",
                        directPath + "/seats",
                        directPath + "/users",
                        directPath + "/roles")) {
            state.put(path, partner.admin().get(partner.path(path)).expect(200).text());
        }
        for (String path : List.of("/plan", "/invoices", "/payment-methods")) {
            String address = partner.path(directPath + "/billing" + path);
            state.put(address, direct.admin().get(address).expect(200).text());
        }
        return state;
    }

    /** The same, once nothing is under way any more. */
    Map<String, String> stateAtRest() {
        var looks = new HashMap<String, String>();
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(
                        this::state,
                        state -> {
                            boolean same = state.equals(looks);
                            looks.putAll(state);
                            return same;
                        });
    }
}
