package io.seatflow.local.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.local.launcher.Api.Answer;
import io.seatflow.local.launcher.Api.Session;
import io.seatflow.local.servers.StartupFailure;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Both seat scenarios, played through the gateway with partners made for the occasion. */
final class Demo {

    private final Api api;
    private final String run;
    private final PrintStream out;
    private final Session operator;
    private int calls;

    /** A run has a name of its own, so that it may be played again and again. */
    Demo(Api api, String run, PrintStream out) {
        this.api = api;
        this.run = run;
        this.out = out;
        this.operator = api.signIn(DemoData.OPERATOR, DemoData.PASSWORD);
    }

    /** A partner with its administrator's session. */
    private record Partner(String id, Session admin) {

        String path(String rest) {
            return "/v1/partners/" + id + rest;
        }
    }

    void play() {
        enoughSeats();
        confirmed();
        cancelled();
        declined();
        out.println();
        out.println("All four went as they should.");
    }

    private void enoughSeats() {
        title("Scenario 1: the seats are there");
        var partner = newPartner("one", 75);
        var client = newClient(partner, "Initech", 15).expect("The new client", 201);
        step(
                "Initech asks for 15 seats: %d, it has %d at once"
                        .formatted(client.status(), client.number("/seats/seats")));
        requireSeats(partner, 100, 90, 10);
        requireProrations(partner, 0);
    }

    private void confirmed() {
        title("Scenario 2: five seats short, confirmed");
        var partner = newPartner("two", 90);
        var change = askForFifteen(partner, "Initech", 5);
        var confirmed = confirm(partner, change).expect("The confirmation", 200, 201);
        require(
                "COMPLETED".equals(confirmed.text("/status")),
                "the change is " + confirmed.text("/status"));
        step(
                "Confirmed: %d, the change is %s"
                        .formatted(confirmed.status(), confirmed.text("/status")));
        requireSeats(partner, 105, 105, 0);
        requireProrations(partner, 1);
    }

    private void cancelled() {
        title("Scenario 2 again, cancelled");
        var partner = newPartner("three", 90);
        var change = askForFifteen(partner, "Initech", 5);
        var cancelled =
                post(partner.admin(), partner.path("/seat-changes/" + change + "/cancel"), Map.of())
                        .expect("The cancellation", 200);
        step(
                "Cancelled: %d, the change is %s"
                        .formatted(cancelled.status(), cancelled.text("/status")));
        var client = partner.admin().call(partner.path("/clients?q=Initech")).get();
        step("Initech exists, with %d seats".formatted(client.number("/items/0/seats/seats")));
        requireSeats(partner, 100, 90, 10);
        requireProrations(partner, 0);
    }

    private void declined() {
        title("Scenario 2 again, the card is declined");
        var partner = newPartner("four", 90);
        var change = askForFifteen(partner, "Initech", 5);
        behaviour(true);
        try {
            var declined = confirm(partner, change).expect("The confirmation", 402);
            step("Confirmed: %d, %s".formatted(declined.status(), declined.text("/detail")));
        } finally {
            behaviour(false);
        }
        var after = partner.admin().call(partner.path("/seat-changes/" + change)).get();
        require("DECLINED".equals(after.text("/status")), "the change is " + after.text("/status"));
        step("The change is %s".formatted(after.text("/status")));
        requireSeats(partner, 100, 90, 10);
        requireProrations(partner, 0);
    }

    private Partner newPartner(String number, int allocated) {
        var email = "admin-%s-%s@demo.test".formatted(number, run);
        var id =
                post(
                                operator,
                                "/v1/partners",
                                Map.of(
                                        "name", "Demo partner " + number,
                                        "program", "BASIC",
                                        "interval", "MONTHLY",
                                        "currency", "USD",
                                        "timeZone", "America/Toronto",
                                        "billingAnchorDay", 1,
                                        "seats", 100,
                                        "admin",
                                                Map.of(
                                                        "email",
                                                        email,
                                                        "name",
                                                        "Ada",
                                                        "password",
                                                        DemoData.PASSWORD),
                                        "paymentMethodNonce", "fake-valid-nonce"))
                        .expect("The new partner", 201)
                        .text("/id");
        var partner = new Partner(id, api.signInSoon(email, DemoData.PASSWORD));
        newClient(partner, "Globex", allocated).expect("The first client", 201);
        step("A new partner buys 100 seats and gives %d to its client Globex".formatted(allocated));
        requireSeats(partner, 100, allocated, 100 - allocated);
        return partner;
    }

    private Answer newClient(Partner partner, String name, int seats) {
        return post(
                partner.admin(),
                partner.path("/clients"),
                Map.of("name", name, "status", "ACTIVE", "seats", seats));
    }

    private String askForFifteen(Partner partner, String name, int shortfall) {
        var answer = newClient(partner, name, 15).expect("The new client", 202);
        var change = answer.body().at("/seatChange");
        require(
                change.at("/shortfall").asInt() == shortfall,
                "the shortfall is " + change.at("/shortfall"));
        var quote = change.at("/quote");
        step(
                "%s asks for 15 seats: %d, %d short; %s now for %d of %d days, then %s a period"
                        .formatted(
                                name,
                                answer.status(),
                                change.at("/shortfall").asInt(),
                                money(quote.at("/proratedCharge")),
                                quote.at("/remainingDays").asInt(),
                                quote.at("/periodDays").asInt(),
                                money(quote.at("/nextPeriodFee"))));
        return change.at("/id").asText();
    }

    private Answer confirm(Partner partner, String change) {
        return post(
                partner.admin(), partner.path("/seat-changes/" + change + "/confirm"), Map.of());
    }

    private Answer post(Session session, String path, Object body) {
        calls++;
        return session.call(path)
                .idempotencyKey("demo-%s-%d".formatted(run, calls))
                .header("Prefer", "wait=30")
                .post(body);
    }

    private void behaviour(boolean decline) {
        operator.call("/sandbox/payments/behaviour")
                .put(Map.of("decline", decline))
                .expect(
                        "Telling the payment gateway to " + (decline ? "decline" : "approve"),
                        200,
                        204);
    }

    private void requireSeats(Partner partner, int supply, int allocated, int available) {
        var seats = partner.admin().call(partner.path("/seats")).get().expect("The seats", 200);
        step(
                "Seats: supply %d, allocated %d, available %d"
                        .formatted(
                                seats.number("/supply"),
                                seats.number("/allocated"),
                                seats.number("/available")));
        require(
                seats.number("/supply") == supply
                        && seats.number("/allocated") == allocated
                        && seats.number("/available") == available,
                "supply %d, allocated %d, available %d were expected"
                        .formatted(supply, allocated, available));
    }

    private void requireProrations(Partner partner, int count) {
        var invoices =
                partner.admin().call(partner.path("/invoices")).get().expect("The invoices", 200);
        var prorations = prorations(invoices.body().at("/items"));
        if (prorations.isEmpty()) {
            step("Nothing was charged for it");
        }
        for (var invoice : prorations) {
            step(
                    "Invoice %s: %s, %s"
                            .formatted(
                                    invoice.at("/number").asText(),
                                    money(invoice.at("/total")),
                                    invoice.at("/status").asText()));
            require("PAID".equals(invoice.at("/status").asText()), "it was expected to be paid");
        }
        require(prorations.size() == count, "%d such invoices were expected".formatted(count));
    }

    private static List<JsonNode> prorations(JsonNode invoices) {
        return invoices.valueStream()
                .filter(invoice -> invoice.at("/kind").asText().equals("PRORATION"))
                .toList();
    }

    private static String money(JsonNode money) {
        return money.at("/amount").asText() + " " + money.at("/currency").asText();
    }

    private void title(String text) {
        out.println();
        out.println(text);
    }

    private void step(String text) {
        out.println("  " + text);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new StartupFailure("The demo went wrong: " + otherwise + ".");
        }
    }
}
