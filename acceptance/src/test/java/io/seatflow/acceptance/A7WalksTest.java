package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import io.seatflow.acceptance.walk.Amounts;
import io.seatflow.acceptance.walk.Endpoint;
import io.seatflow.acceptance.walk.Request;
import io.seatflow.acceptance.walk.Walk;
import io.seatflow.local.mail.MailFolder;
import io.seatflow.local.mail.ReceivedMail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Walks over every endpoint that the suite describes, whichever there are: nobody sees money who
 * may not, and nobody reaches what is not theirs. An endpoint that no request can be made for fails
 * the walk, so that a new one is walked by itself or noticed.
 */
@ExtendWith(RunningSuite.class)
class A7WalksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> FORMATS =
            Set.of("application/json", "text/csv", "text/html", "application/pdf");
    private static final String ALL_SCOPES =
            "seats:read seats:write clients:read clients:write billing:read billing:write";

    /** What went wrong, and how much was looked at. */
    private static final class Findings {

        private final List<String> wrong = new ArrayList<>();
        private int cases;

        void add(String what, Answer answer) {
            String text = answer.text();
            wrong.add(
                    "%s -> %d %s"
                            .formatted(
                                    what,
                                    answer.status(),
                                    text.substring(0, Math.min(500, text.length()))));
        }

        void requireNone(String walk, int casesMin) {
            System.out.println("A7: " + walk + ", " + cases + " cases");
            assertThat(wrong).isEmpty();
            assertThat(cases).isGreaterThan(casesMin);
        }
    }

    /**
     * Somebody who walks.
     *
     * @param hidden amounts that are not to be seen, wherever they are
     * @param maySeeMoney whether there are amounts that they may see
     */
    private record Walker(
            String name, Client client, Walk walk, Amounts hidden, boolean maySeeMoney) {}

    @Test
    void nobodySeesMoneyWhoMayNot(House house) {
        WalkedPartner walked = WalkedPartner.make(house);
        TestPartner partner = walked.partner();
        // Somebody of the partner's and of the client's needs seats: they are bought first.
        partner.purchase(20).expect(201);
        List<Walker> walkers = walkers(walked);
        var found = new Findings();
        requireSeenByThoseWhoMay(walked);

        Walk walk = walkers.getFirst().walk();
        for (Endpoint endpoint : walk.harmlessFirst()) {
            for (Walker walker : walkers) {
                for (Request request : walker.walk().requests(endpoint)) {
                    var _ = look(found, walked, walker, endpoint, request);
                }
            }
            // The operator's amounts are nobody's secret; there is to be an answer.
            if (endpoint.isRead()) {
                found.cases++;
                Request request = walk.requests(endpoint).getFirst();
                Answer answer = request.by(house.operator());
                if (answer.status() >= 500) {
                    found.add("operator: " + request, answer);
                }
            }
        }
        requireMailsWithoutMoney(found, house, walkers);
        found.requireNone("money walk", 1_500);
    }

    private static List<Walker> walkers(WalkedPartner walked) {
        Walk plain = walked.walkOfPlain();
        Walk direct = walked.walkOfDirect();
        Amounts ofPartner = walked.ofPartner();
        Amounts ofDirect = walked.ofDirect().without(ofPartner);
        Amounts all = ofPartner.and(ofDirect);
        assertThat(ofPartner.decimals()).contains("3463.75", "20.00");
        assertThat(ofDirect.decimals()).contains(WalkedPartner.DIRECT_FEE, "23.50");
        var walkers = new ArrayList<Walker>();
        walkers.add(new Walker("nobody", walked.house().nobody(), plain, all, false));
        Client member = walked.person("MEMBER");
        walkers.add(new Walker("partner member", member, plain, all, false));
        walkers.add(new Walker("partner member to direct", member, direct, all, false));
        for (String permission : List.of("clients:manage", "users:manage", "seats:allocate")) {
            Client person = walked.personWith(permission);
            String name = "partner member with " + permission;
            walkers.add(new Walker(name, person, plain, all, false));
            walkers.add(new Walker(name + " to direct", person, direct, all, false));
        }
        walkers.add(new Walker("client admin", walked.plain().admin(), plain, all, false));
        walkers.add(
                new Walker(
                        "client member",
                        walked.person(walked.plain(), "MEMBER"),
                        plain,
                        all,
                        false));
        for (String permission :
                List.of("users:manage", "company-settings:manage", "seats:manage")) {
            Client person = walked.personWith(walked.plain(), permission);
            walkers.add(new Walker("client member with " + permission, person, plain, all, false));
        }
        walkers.add(
                new Walker(
                        "direct member",
                        walked.person(walked.direct(), "MEMBER"),
                        direct,
                        all,
                        false));
        for (String permission : List.of("users:manage", "seats:manage")) {
            Client person = walked.personWith(walked.direct(), permission);
            walkers.add(new Walker("direct member with " + permission, person, direct, all, false));
        }
        // Those who may see one plan's money, and never the other's.
        Amounts partnersAlone = ofPartner.without(walked.ofDirect());
        walkers.add(
                new Walker("direct admin", walked.direct().admin(), direct, partnersAlone, true));
        walkers.add(
                new Walker(
                        "direct member with company-settings:manage",
                        walked.personWith(walked.direct(), "company-settings:manage"),
                        direct,
                        partnersAlone,
                        true));
        for (String permission : List.of("billing:manage", "seats:purchase")) {
            Client person = walked.personWith(permission);
            String name = "partner member with " + permission;
            walkers.add(new Walker(name, person, plain, ofDirect, true));
            walkers.add(new Walker(name + " to direct", person, direct, ofDirect, true));
        }
        Client admin = walked.partner().admin();
        walkers.add(new Walker("partner admin", admin, plain, ofDirect, true));
        walkers.add(new Walker("partner admin to direct", admin, direct, ofDirect, true));
        return walkers;
    }

    private static Answer look(
            Findings found,
            WalkedPartner walked,
            Walker walker,
            Endpoint endpoint,
            Request request) {
        found.cases++;
        Answer answer = request.by(walker.client());
        String what = walker.name() + ": " + request;
        Set<String> shown = walker.hidden().foundIn(Paper.words(answer));
        if (!shown.isEmpty()) {
            found.add(what + " shows " + shown, answer);
        }
        List<String> named = named(walked, walker, endpoint, answer);
        if (!named.isEmpty()) {
            found.add(what + " names " + named, answer);
        }
        if (answer.status() >= 500 || (walker.name().equals("nobody") && answer.status() != 401)) {
            found.add(what, answer);
        }
        return answer;
    }

    /** The fields of money in what somebody is answered, but for those that they may see. */
    private static List<String> named(
            WalkedPartner walked, Walker walker, Endpoint endpoint, Answer answer) {
        if (!walker.maySeeMoney()) {
            return Walk.moneyIn(answer.json());
        }
        String direct = walked.direct().id();
        boolean isOfDirect = walker.client().claims().at("/client_id").asText().equals(direct);
        if (isOfDirect) {
            return List.of();
        }
        boolean isToDirect =
                endpoint.parameters().contains("clientId")
                        && walker.walk().ids(endpoint).containsValue(direct);
        return isToDirect ? Walk.moneyIn(answer.json()) : Walk.moneyIn(answer.json(), direct);
    }

    /** The walk would find nothing where there is nothing to be seen. */
    private static void requireSeenByThoseWhoMay(WalkedPartner walked) {
        assertThat(
                        formatsThatShow(
                                walked.ofPartner(), walked.partner().admin(), walked.walkOfPlain()))
                .containsAll(FORMATS);
        assertThat(
                        formatsThatShow(
                                walked.ofDirect(), walked.direct().admin(), walked.walkOfDirect()))
                .containsAll(FORMATS);
    }

    private static Set<String> formatsThatShow(Amounts amounts, Client seer, Walk walk) {
        return walk.endpoints().stream()
                .filter(Endpoint::isRead)
                .flatMap(endpoint -> walk.requests(endpoint).stream())
                .filter(request -> !amounts.foundIn(Paper.words(request.by(seer))).isEmpty())
                .map(Request::format)
                .collect(Collectors.toSet());
    }

    private static void requireMailsWithoutMoney(
            Findings found, House house, List<Walker> walkers) {
        var hidden = new HashMap<String, Walker>();
        for (Walker walker : walkers) {
            if (!walker.name().equals("nobody")) {
                hidden.put(walker.client().claims().at("/email").asText(), walker);
            }
        }
        for (ReceivedMail mail : MailFolder.in(house.suite().mails()).mails()) {
            Walker reader = hidden.get(mail.to());
            if (reader != null) {
                found.cases++;
                Set<String> shown =
                        reader.hidden().foundIn(mail.subject() + mail.text() + mail.html());
                if (!shown.isEmpty()) {
                    found.wrong.add(
                            "mail to %s, \"%s\", shows %s"
                                    .formatted(reader.name(), mail.subject(), shown));
                }
            }
        }
    }

    /** Programs do what their scopes say, and read no amount without {@code billing:read}. */
    @Test
    void programsDoWhatTheirScopesSay(House house) {
        WalkedPartner walked = WalkedPartner.make(house);
        TestPartner partner = walked.partner();
        Amounts ofPartner = walked.ofPartner();
        Amounts ofDirect = walked.ofDirect().without(ofPartner);
        Map<String, String> before = walked.stateAtRest();
        var found = new Findings();
        for (String scopes :
                List.of(
                        "",
                        "seats:read",
                        "clients:read",
                        "billing:read",
                        "seats:read clients:read billing:read",
                        ALL_SCOPES,
                        "seats:write",
                        "clients:write")) {
            Client program = house.integration(partner, scopes);
            boolean mayChange = scopes.contains(":write");
            boolean maySeeMoney = scopes.contains("billing:read");
            Amounts hidden = maySeeMoney ? ofDirect : ofPartner.and(ofDirect);
            for (Walk walk : List.of(walked.walkOfPlain(), walked.walkOfDirect())) {
                var walker = new Walker("[" + scopes + "]", program, walk, hidden, maySeeMoney);
                for (Endpoint endpoint : walk.harmlessFirst()) {
                    for (Request request : walk.requests(endpoint)) {
                        Answer answer = look(found, walked, walker, endpoint, request);
                        if (isBeyond(scopes, endpoint, answer)) {
                            found.add(walker.name() + " may not: " + request, answer);
                        }
                    }
                }
            }
            if (!mayChange) {
                assertThat(walked.state()).as(scopes).isEqualTo(before);
            }
        }
        found.requireNone("walk of programs", 1_000);
        Client reader = house.integration(partner, "seats:read clients:read billing:read");
        assertThat(Walk.moneyIn(reader.get(partner.path("/invoices")).expect(200).json()))
                .isNotEmpty();
        reader.get(partner.path("/notifications")).expect(200);
    }

    private static boolean isBeyond(String scopes, Endpoint endpoint, Answer answer) {
        boolean isDone = answer.status() < 300;
        boolean isChange = !endpoint.isRead() && !scopes.contains(":write");
        boolean isWithoutScope = scopes.isEmpty() && !endpoint.path().endsWith("/access");
        return answer.status() == 401 || (isDone && (isChange || isWithoutScope));
    }

    /**
     * Somebody who names what is not theirs.
     *
     * @param who and whose things they name
     * @param own to walk with ids that are theirs
     * @param others ids and names of what is not, by the names of parameters and fields
     */
    private record Intruder(String who, Client client, Walk own, Map<String, String> others) {

        /** What is named where something of this name is to be; empty: nothing is known. */
        String theirs(String name) {
            return others.getOrDefault(name, others.getOrDefault("clientId", ""));
        }
    }

    @Test
    void nobodyReachesWhatIsNotTheirs(House house) {
        WalkedPartner mine = WalkedPartner.make(house);
        WalkedPartner others = WalkedPartner.make(house);
        List<Intruder> intruders = intruders(house, mine, others);
        Map<String, String> mineBefore = mine.stateAtRest();
        Map<String, String> othersBefore = others.stateAtRest();
        var found = new Findings();
        var named = new TreeSet<String>();
        for (Intruder intruder : intruders) {
            for (Endpoint endpoint : intruder.own().endpoints()) {
                nameInAddress(found, intruder, endpoint);
                nameInQuery(found, intruder, endpoint, named);
                nameInBody(found, intruder, endpoint, named);
            }
        }
        System.out.println("A7: named beside addresses: " + named);
        found.requireNone("walk to what is others'", 600);
        assertThat(named)
                .contains(
                        "POST /v1/partners/{partnerId}/seat-changes clientId",
                        "POST /v1/partners/{partnerId}/seat-changes/{changeId}/confirm quoteId",
                        "POST /v1/partners/{partnerId}/users role",
                        "GET /v1/partners/{partnerId}/audit-log clientId",
                        "GET /v1/partners/{partnerId}/seats/ledger clientId");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(others.state()).isEqualTo(othersBefore));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(mine.state()).isEqualTo(mineBefore));
    }

    private static List<Intruder> intruders(House house, WalkedPartner mine, WalkedPartner others) {
        var theirs = new HashMap<>(idsOf(others.walkOfPlain()));
        theirs.putAll(WalkedPartner.with(others.plain().ids(), others.ids()));
        Map<String, String> plain = mine.plain().ids();
        Map<String, String> direct = mine.direct().ids();
        // Seats for those of the partner's who take part.
        mine.partner().purchase(2).expect(201);
        Client admin = mine.partner().admin();
        Walk ofPlain = mine.walkOfPlain();
        return List.of(
                new Intruder("partner admin to another partner", admin, ofPlain, theirs),
                new Intruder(
                        "partner member to another partner",
                        mine.person("MEMBER"),
                        ofPlain,
                        theirs),
                new Intruder(
                        "program to another partner",
                        house.integration(mine.partner(), ALL_SCOPES),
                        ofPlain,
                        theirs),
                new Intruder(
                        "client admin to another partner", mine.plain().admin(), ofPlain, theirs),
                new Intruder(
                        "client admin to another client", mine.plain().admin(), ofPlain, direct),
                new Intruder(
                        "direct admin to another partner",
                        mine.direct().admin(),
                        mine.walkOfDirect(),
                        WalkedPartner.with(theirs, others.direct().ids())),
                new Intruder(
                        "direct admin to another client",
                        mine.direct().admin(),
                        mine.walkOfDirect(),
                        WalkedPartner.with(mine.ids(), plain)),
                // Both clients are theirs, but a thing is in one of them.
                new Intruder(
                        "partner admin to a thing of another client",
                        admin,
                        ofPlain,
                        Map.of("userId", direct.getOrDefault("userId", ""))));
    }

    /** All ids that a walk knows or finds, by the names of parameters. */
    private static Map<String, String> idsOf(Walk walk) {
        var ids = new HashMap<String, String>();
        walk.endpoints().forEach(endpoint -> walk.ids(endpoint).forEach(ids::putIfAbsent));
        return ids;
    }

    private static void nameInAddress(Findings found, Intruder intruder, Endpoint endpoint) {
        Map<String, String> own = intruder.own().ids(endpoint);
        for (String parameter : endpoint.parameters()) {
            String theirs = intruder.others().getOrDefault(parameter, "");
            if (theirs.isEmpty() || theirs.equals(own.get(parameter))) {
                continue;
            }
            var ids = WalkedPartner.with(own, Map.of(parameter, theirs));
            for (Request request : intruder.own().requests(endpoint, ids)) {
                found.cases++;
                Answer answer = request.by(intruder.client());
                boolean isThere =
                        isAccount(parameter)
                                ? answer.status() != 404
                                : !isNothing(
                                        answer,
                                        () ->
                                                intruder.own()
                                                        .request(endpoint, own)
                                                        .by(intruder.client()));
                if (isThere) {
                    found.add(intruder.who() + ", " + parameter + ": " + request, answer);
                }
            }
        }
    }

    /** Whose id says in which account something is; whoever may not see that sees nothing. */
    private static boolean isAccount(String parameter) {
        return List.of("partnerId", "clientId").contains(parameter);
    }

    /** What is in an account that one may see is not there, or not for this caller at all. */
    private static boolean isNothing(Answer answer, Supplier<Answer> own) {
        return answer.status() == 404 || (answer.status() == 403 && own.get().status() == 403);
    }

    private static void nameInQuery(
            Findings found, Intruder intruder, Endpoint endpoint, Set<String> named) {
        if (!endpoint.isRead()) {
            return;
        }
        for (String name : endpoint.queries()) {
            String theirs = intruder.others().getOrDefault(name, "");
            if (theirs.isEmpty()) {
                continue;
            }
            named.add(endpoint + " " + name);
            for (Request request : intruder.own().requests(endpoint)) {
                found.cases++;
                Answer answer = request.asking(name, theirs).by(intruder.client());
                if (!isNothing(answer, () -> request.by(intruder.client())) && !isEmpty(answer)) {
                    found.add(intruder.who() + ", " + name + "=" + theirs + ": " + request, answer);
                }
            }
        }
    }

    /** A list of nothing: as JSON, or a file with no more than its first line. */
    private static boolean isEmpty(Answer answer) {
        if (answer.status() != 200) {
            return false;
        }
        return answer.format().startsWith("text/csv")
                ? answer.text().lines().count() == 1
                : answer.json().at("/items").isArray() && answer.json().at("/items").isEmpty();
    }

    /** Refused, and in the same way as what is nowhere. */
    private static void nameInBody(
            Findings found, Intruder intruder, Endpoint endpoint, Set<String> named) {
        Map<String, String> ids = intruder.own().ids(endpoint);
        var names = Set.of("role");
        for (String name : intruder.own().idsInBody(endpoint, names)) {
            String theirs = intruder.theirs(name);
            if (theirs.isEmpty() || theirs.equals(ids.get(name))) {
                continue;
            }
            named.add(endpoint + " " + name);
            var requests = intruder.own().requestsNaming(endpoint, ids, name, theirs);
            String nothing = UUID.randomUUID().toString();
            var nothings = intruder.own().requestsNaming(endpoint, ids, name, nothing);
            for (int i = 0; i < requests.size(); i++) {
                found.cases++;
                Answer answer = requests.get(i).by(intruder.client());
                Answer toNothing = nothings.get(i).by(intruder.client());
                boolean isRefused = answer.status() >= 400 && answer.status() < 500;
                boolean isSame =
                        answer.status() == toNothing.status()
                                && answer.string("/type").equals(toNothing.string("/type"));
                if (!isRefused || !isSame) {
                    found.add(
                            intruder.who()
                                    + ": "
                                    + requests.get(i)
                                    + " (of nothing: "
                                    + toNothing.status()
                                    + ")",
                            answer);
                }
            }
        }
    }
}
