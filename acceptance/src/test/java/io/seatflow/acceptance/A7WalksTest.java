package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import io.seatflow.acceptance.walk.Endpoint;
import io.seatflow.acceptance.walk.Walk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Walks over every endpoint that the suite describes, whichever there are: nobody sees money who
 * may not, and nobody reaches what is not theirs. An endpoint that no request can be made for fails
 * the walk, so that a new one is walked by itself or noticed.
 */
@ExtendWith(RunningSuite.class)
class A7WalksTest {

    private static final String PASSWORD = "seatflow";

    /** A partner with a client of each kind, people of each, and a price that waits. */
    private record World(
            TestPartner partner,
            String client,
            Client clientAdmin,
            String waitingUser,
            String change,
            String payment) {

        static World make(House house) {
            TestPartner partner = house.partner();
            String client = partner.createClient("Globex", 0).expect(201).string("/id");
            String users = partner.path("/clients/" + client + "/users");
            Client clientAdmin = person(house, partner, users, "ADMIN");
            int available = partner.seats().at("/available").asInt();
            partner.createClient("Initech", available).expect(201);
            Answer waiting = add(partner.admin(), users, "MEMBER").expect(202);
            return new World(
                    partner,
                    client,
                    clientAdmin,
                    waiting.string("/id"),
                    waiting.string("/seatChange/id"),
                    partner.invoices("PERIOD").getFirst().at("/payments/0/id").asText());
        }

        Map<String, String> ids() {
            return Map.of(
                    "partnerId", partner.id(),
                    "clientId", client,
                    "userId", waitingUser,
                    "changeId", change,
                    "paymentId", payment,
                    // No thing of anybody's, but where dead letters are.
                    "service", "seat-service");
        }

        /** All that others could have changed of it. */
        Map<String, String> state() {
            var state = new LinkedHashMap<String, String>();
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
                            "/clients/" + client,
                            "/clients/" + client + "/seats",
                            "/clients/" + client + "/users",
                            "/clients/" + client + "/roles")) {
                state.put(path, partner.admin().get(partner.path(path)).expect(200).text());
            }
            return state;
        }
    }

    @Test
    void nobodySeesMoneyWhoMayNot(House house) {
        World world = World.make(house);
        TestPartner partner = world.partner();
        // Somebody of the partner's and of the client's needs seats: they are bought first.
        partner.purchase(10).expect(201);
        String users = partner.path("/clients/" + world.client() + "/users");
        var people = new LinkedHashMap<String, Client>();
        people.put("nobody", house.nobody());
        people.put("partner member", person(house, partner, partner.path("/users"), "MEMBER"));
        for (String permission : List.of("clients:manage", "users:manage", "seats:allocate")) {
            people.put(
                    "partner member with " + permission,
                    person(
                            house,
                            partner,
                            partner.path("/users"),
                            role(partner, partner.path("/roles"), permission)));
        }
        people.put("client administrator", world.clientAdmin());
        people.put("client member", person(house, partner, users, "MEMBER"));
        String roles = partner.path("/clients/" + world.client() + "/roles");
        for (String permission :
                List.of("users:manage", "company-settings:manage", "seats:manage")) {
            people.put(
                    "client member with " + permission,
                    person(house, partner, users, role(partner, roles, permission)));
        }
        Walk walk = Walk.of(house.nobody(), partner.admin(), world.ids());
        // The walk would find nothing where there is nothing to be seen.
        assertThat(Walk.moneyIn(partner.admin().get(partner.path("/seat-changes")).json()))
                .isNotEmpty();
        var wrong = new ArrayList<String>();
        int cases = 0;
        for (Endpoint endpoint : readsFirst(walk)) {
            for (var person : people.entrySet()) {
                Answer answer = walk.call(person.getValue(), endpoint);
                cases++;
                String what = person.getKey() + ": " + endpoint + " -> " + answer.status();
                if (!Walk.moneyIn(answer.json()).isEmpty()) {
                    wrong.add(what + " shows " + Walk.moneyIn(answer.json()));
                }
                if (answer.status() >= 500) {
                    wrong.add(what + " " + answer.text());
                }
                if (person.getKey().equals("nobody") && answer.status() != 401) {
                    wrong.add(what);
                }
            }
        }
        // Those who may see money see it where it is; the operator makes no difference to others.
        for (Endpoint endpoint : walk.endpoints()) {
            if (endpoint.isRead()) {
                for (Client seer : List.of(house.operator(), partner.admin())) {
                    cases++;
                    Answer answer = walk.call(seer, endpoint);
                    if (answer.status() >= 500) {
                        wrong.add("a seer: " + endpoint + " -> " + answer.status());
                    }
                }
            }
        }
        System.out.println("A7: money walk, " + cases + " cases");
        assertThat(wrong).isEmpty();
        assertThat(cases).isGreaterThan(200);
    }

    /** Programs do what their scopes say, and read no amount without {@code billing:read}. */
    @Test
    void programsDoWhatTheirScopesSay(House house) {
        World world = World.make(house);
        TestPartner partner = world.partner();
        Walk walk = Walk.of(house.nobody(), partner.admin(), world.ids());
        Map<String, String> before = world.state();
        var wrong = new ArrayList<String>();
        int cases = 0;
        for (String scopes :
                List.of(
                        "",
                        "seats:read",
                        "clients:read",
                        "billing:read",
                        "seats:read clients:read billing:read",
                        "seats:write",
                        "clients:write")) {
            Client program = house.integration(partner, scopes);
            boolean mayChange = scopes.contains(":write");
            for (Endpoint endpoint : readsFirst(walk)) {
                Answer answer = walk.call(program, endpoint);
                cases++;
                String what = "[" + scopes + "]: " + endpoint + " -> " + answer.status();
                if (!scopes.contains("billing:read") && !Walk.moneyIn(answer.json()).isEmpty()) {
                    wrong.add(what + " shows " + Walk.moneyIn(answer.json()));
                }
                if (answer.status() >= 500 || answer.status() == 401) {
                    wrong.add(what + " " + answer.text());
                }
                boolean isDone = answer.status() < 300;
                if (isDone && !endpoint.isRead() && !mayChange) {
                    wrong.add(what + " changes something");
                }
                if (isDone && scopes.isEmpty() && !endpoint.path().endsWith("/access")) {
                    wrong.add(what + " without any scope");
                }
            }
            if (!mayChange) {
                assertThat(world.state()).as(scopes).isEqualTo(before);
            }
        }
        System.out.println("A7: walk of programs, " + cases + " cases");
        assertThat(wrong).isEmpty();
        Client reader = house.integration(partner, "seats:read clients:read billing:read");
        assertThat(Walk.moneyIn(reader.get(partner.path("/invoices")).expect(200).json()))
                .isNotEmpty();
        reader.get(partner.path("/notifications")).expect(200);
        assertThat(cases).isGreaterThan(200);
    }

    @Test
    void nobodyReachesWhatIsNotTheirs(House house) {
        World mine = World.make(house);
        World others = World.make(house);
        TestPartner partner = mine.partner();
        String sibling = partner.createClient("Sibling", 0).expect(201).string("/id");
        Walk walk = Walk.of(house.nobody(), partner.admin(), mine.ids());
        partner.purchase(1).expect(201);
        Client member = person(house, partner, partner.path("/users"), "MEMBER");
        Map<String, String> before = others.state();
        String siblingBefore =
                partner.admin().get(partner.path("/clients/" + sibling)).expect(200).text();
        Map<String, String> foreign = foreignIds(house, others);
        var wrong = new ArrayList<String>();
        int cases = 0;
        for (Endpoint endpoint : walk.endpoints()) {
            for (String parameter : endpoint.parameters()) {
                var ids = new LinkedHashMap<>(walk.ids(endpoint));
                String id = foreign.getOrDefault(parameter, UUID.randomUUID().toString());
                ids.put(parameter, id);
                cases++;
                Answer toAdmin = walk.call(partner.admin(), endpoint, ids);
                if (isAccount(parameter)) {
                    requireNotFound(wrong, "another partner's " + parameter, endpoint, toAdmin);
                    cases++;
                    requireNotFound(
                            wrong,
                            "another partner's " + parameter + " to a member",
                            endpoint,
                            walk.call(member, endpoint, ids));
                } else {
                    requireNothingThere(
                            wrong,
                            "another partner's " + parameter,
                            endpoint,
                            toAdmin,
                            () -> walk.call(partner.admin(), endpoint));
                }
                if (parameter.equals("clientId")) {
                    ids.put(parameter, sibling);
                    cases++;
                    requireNotFound(
                            wrong,
                            "another client of the same partner",
                            endpoint,
                            walk.call(mine.clientAdmin(), endpoint, ids));
                }
            }
        }
        System.out.println("A7: walk to what is others', " + cases + " cases");
        assertThat(wrong).isEmpty();
        assertThat(others.state()).isEqualTo(before);
        assertThat(partner.admin().get(partner.path("/clients/" + sibling)).expect(200).text())
                .isEqualTo(siblingBefore);
        assertThat(cases).isGreaterThan(60);
    }

    /** Whose id says in which account something is; whoever may not see that sees nothing. */
    private static boolean isAccount(String parameter) {
        return List.of("partnerId", "clientId").contains(parameter);
    }

    /** What is in an account that one may see is not there, or not for this caller at all. */
    private static void requireNothingThere(
            List<String> wrong,
            String whose,
            Endpoint endpoint,
            Answer answer,
            Supplier<Answer> own) {
        if (answer.status() != 403 || own.get().status() != 403) {
            requireNotFound(wrong, whose, endpoint, answer);
        }
    }

    private static void requireNotFound(
            List<String> wrong, String whose, Endpoint endpoint, Answer answer) {
        if (answer.status() != 404) {
            wrong.add(whose + ": " + endpoint + " -> " + answer.status() + " " + answer.text());
        }
    }

    private static Map<String, String> foreignIds(House house, World others) {
        Walk theirs = Walk.of(house.nobody(), others.partner().admin(), others.ids());
        var foreign = new LinkedHashMap<>(others.ids());
        theirs.endpoints().forEach(endpoint -> theirs.ids(endpoint).forEach(foreign::putIfAbsent));
        return foreign;
    }

    /** What changes things comes last, so that there is something to be seen before. */
    private static List<Endpoint> readsFirst(Walk walk) {
        var all = new ArrayList<>(walk.endpoints().stream().filter(Endpoint::isRead).toList());
        all.addAll(walk.endpoints().stream().filter(one -> !one.isRead()).toList());
        return all;
    }

    private static String role(TestPartner partner, String roles, String permission) {
        String name = "Role " + UUID.randomUUID().toString().substring(0, 8);
        partner.admin()
                .post(roles, Map.of("name", name, "permissions", List.of(permission)))
                .expect(201);
        return name;
    }

    private static Client person(House house, TestPartner partner, String path, String role) {
        Answer added = add(partner.admin(), path, role).expect(201);
        return house.nobody().signIn(house.issuer(), added.string("/email"), PASSWORD);
    }

    private static Answer add(Client by, String path, String role) {
        return by.post(
                path,
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
}
