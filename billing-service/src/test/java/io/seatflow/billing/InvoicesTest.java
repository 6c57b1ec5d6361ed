package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static io.seatflow.billing.OtherServices.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.seatflow.billing.invoice.Issuer;
import io.seatflow.billing.invoice.postgres.Issuers;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
import io.seatflow.platform.event.AccountEvent.ClientRenamed;
import io.seatflow.platform.event.AccountEvent.PartnerRenamed;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SeatsBought;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invoices as people read them: on a page, on paper, in a file, and with every cent explained. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class InvoicesTest {

    private static final String CARD = "fake-valid-visa-nonce";
    private static final String INVOICE = "/v1/partners/{p}/invoices/{i}";

    /** The first of December in Toronto. */
    private static final Instant PERIOD_END = Instant.parse("2026-12-01T05:00:00Z");

    @Inject OtherServices others;
    @Inject Issuers issuers;
    @Inject Vertx vertx;

    @Test
    void everyCentOfAnEventfulYearsEndIsAccountedFor() {
        var partner = others.partner("PREFERRED", 96, CARD);
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(change, 3, null));
        others.expect(partner, SeatPurchasePaid.class);
        others.tell(partner, SIXTEENTH, new SeatsBought(change, 3, 12, 13, null));
        // The hundredth seat makes all of them cheaper: it costs nothing.
        others.tell(partner, SIXTEENTH, joined(1, 20), joined(30, 21));
        others.tell(partner, SIXTEENTH, new SeatsRetired(Ids.next(), 5, 5, 22));
        others.expect(partner, InvoiceIssued.class, each -> each.total().equals(usd("118.00")));
        others.periodIsOver(partner, PERIOD_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, PERIOD_END, new SupplyReduced(5, 125, PERIOD_END, 23));
        others.expect(partner, PeriodStarted.class, each -> each.start().equals(PERIOD_END));
        // Told late: November and December have missed it.
        others.tell(partner, PERIOD_END, joined(2, 24));
        others.expect(partner, InvoiceIssued.class, each -> each.kind().equals("ADJUSTMENT"));

        var issued = others.told(partner, InvoiceIssued.class);
        assertThat(issued.stream().map(InvoiceIssued::kind))
                .containsExactly("PERIOD", "PRORATION", "PRORATION", "PERIOD", "ADJUSTMENT");
        issued.forEach(each -> requireThatItAddsUp(partner, each));
        var bought = explanation(partner, issued.get(1).invoiceId());
        assertThat(bought.<List<String>>get("lines[0].seats.from"))
                .containsExactly(change.toString());
        assertThat(bought.getInt("lines[0].seats[0].ledger.first")).isEqualTo(12);
        assertThat(bought.getInt("lines[0].seats[0].ledger.last")).isEqualTo(13);
        var december = explanation(partner, issued.get(3).invoiceId());
        assertThat(december.<List<String>>get("lines[1].seats.what"))
                .containsExactly("CARRIED_OVER", "BOUGHT", "JOINED", "JOINED", "LEFT");
        assertThat(december.<List<Integer>>get("lines[1].seats.seats"))
                .containsExactly(96, 3, 1, 30, -5);
        List<Map<String, Object>> ledger = december.getList("lines[1].seats.ledger");
        assertThat(ledger.stream().filter(Objects::nonNull).map(each -> each.get("last")))
                .containsExactly(13, 20, 21, 23);
    }

    @Test
    void aStubAndItsCreditNoteAddUp() {
        var partner = Ids.next();
        others.tell(partner, Instant.parse("2026-11-20T15:00:00Z"), registration("BASIC", 7, null));
        var issued = others.expect(partner, InvoiceIssued.class);
        requireThatItAddsUp(partner, issued);
        var stub = explanation(partner, issued.invoiceId());
        assertThat(stub.<List<String>>get("lines.figures.how")).containsOnly("PART_OF_PERIOD");
        assertThat(stub.getInt("lines[0].figures.days")).isEqualTo(11);

        given().auth()
                .oauth2(TestTokens.operator())
                .header("Idempotency-Key", "back-" + partner)
                .contentType("application/json")
                .body("{\"reason\":\"As agreed\"}")
                .post(INVOICE + "/credit-notes", partner, issued.invoiceId())
                .then()
                .statusCode(201);
        var credit =
                others.expect(
                        partner, InvoiceIssued.class, each -> each.kind().equals("CREDIT_NOTE"));
        var given = explanation(partner, credit.invoiceId());
        requireThatItAddsUp(partner, credit);
        assertThat(given.<List<String>>get("lines.figures.how")).containsOnly("TAKEN_BACK");
        // With what it gives back it says how that came about, down to the seats.
        assertThat(given.<List<String>>get("lines[1].steps"))
                .anySatisfy(step -> assertThat(step).contains("÷ 30 days"))
                .last()
                .asString()
                .startsWith(issued.number() + " asked for");
        assertThat(given.<List<String>>get("lines[1].seats.what")).containsExactly("STARTED_WITH");
        assertThat(given.<List<String>>get("lines.figures.invoiceNumber"))
                .containsOnly(issued.number());
        admin(partner)
                .accept("text/html")
                .get(INVOICE, partner, credit.invoiceId())
                .then()
                .statusCode(200)
                .body(containsString("Credit note"))
                .body(containsString("gives back what invoice " + issued.number()));
        admin(partner)
                .accept("text/html")
                .get(INVOICE + "/explanation", partner, issued.invoiceId())
                .then()
                .statusCode(200)
                .body(containsString("÷ 30 days"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | application/json",
                "application/json | application/json",
                "text/html | text/html",
                "application/pdf | application/pdf",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
                "application/pdf;q=0.2, text/*;q=0.9 | text/html",
                "application/pdf, */*;q=0.1 | application/pdf",
                "application/json;q=0, */* | text/html",
                "image/png | application/problem+json",
                "text/html;q=0 | application/problem+json"
            })
    void whoeverAsksGetsTheFormatThatTheyPrefer(String accept, String type) {
        var partner = others.partner(10, null);
        var invoice = others.expect(partner, InvoiceIssued.class);

        var answer = admin(partner).accept(accept).get(INVOICE, partner, invoice.invoiceId());

        answer.then()
                .statusCode(type.contains("problem") ? 406 : 200)
                .contentType(startsWith(type));
        if (!type.contains("problem")) {
            answer.then().header("Vary", containsString("Accept"));
        }
    }

    @Test
    void itIsPrintedWithItsNumberAndNotAgainForWhoHasIt() {
        var partner = others.partner(10, CARD);
        var invoice = others.expect(partner, InvoicePaid.class);
        for (String type : List.of("application/json", "text/html", "application/pdf")) {
            var answer = read(partner, invoice.invoiceId(), type);
            answer.then().statusCode(200);
            admin(partner)
                    .accept(type)
                    .header("If-None-Match", answer.header("ETag"))
                    .get(INVOICE, partner, invoice.invoiceId())
                    .then()
                    .statusCode(304);
        }
        assertThat(read(partner, invoice.invoiceId(), "application/pdf").asByteArray())
                .startsWith("%PDF-".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        read(partner, invoice.invoiceId(), "application/pdf")
                .then()
                .header(
                        "Content-Disposition",
                        equalTo("inline; filename=\"" + invoice.number() + ".pdf\""));
        read(partner, invoice.invoiceId(), "text/html")
                .then()
                .body(containsString("Acme Dashboards"))
                .body(containsString("Visa ending in 1881"))
                .body(containsString("USD 249.00"));
    }

    @Test
    void whoMayNotSeeAmountsSeesNoPaperEither() {
        var partner = others.partner(10, null);
        var invoice = others.expect(partner, InvoiceIssued.class).invoiceId();
        for (String type : List.of("text/html", "application/pdf")) {
            given().auth()
                    .oauth2(TestTokens.partnerMember(partner))
                    .accept(type)
                    .get(INVOICE, partner, invoice)
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json");
            given().auth()
                    .oauth2(TestTokens.partnerAdmin(Ids.next()))
                    .accept(type)
                    .get(INVOICE, partner, invoice)
                    .then()
                    .statusCode(404);
            read(partner, Ids.next(), type)
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json");
        }
        given().auth()
                .oauth2(TestTokens.partnerMember(partner))
                .get(INVOICE + "/explanation", partner, invoice)
                .then()
                .statusCode(403);
        given().auth()
                .oauth2(TestTokens.partnerMember(partner))
                .accept("text/csv")
                .get("/v1/partners/{p}/invoices", partner)
                .then()
                .statusCode(403);
    }

    @Test
    void aClientThatTheVendorBillsReadsItsOwnAndThePartnerDoesNot() {
        var partner = others.partner(10, CARD);
        var client = Ids.next();
        var name = "Globex <Аналитика>";
        others.tell(
                partner,
                SIXTEENTH,
                new ClientCreated(client, "ACTIVE", "PARTNER", 0, null, "ASK", "ada", name),
                new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        others.tell(
                partner,
                SIXTEENTH,
                new SeatsAdded(client, 25, 25, "BILLING_MANAGER", 7, SIXTEENTH, client));
        var invoice =
                others.expect(
                        partner, InvoiceIssued.class, each -> client.equals(each.payingClientId()));
        var path = "/v1/partners/{p}/clients/{c}/billing/invoices/{i}";
        var own = TestTokens.clientAdmin(partner, client);

        given().auth()
                .oauth2(own)
                .accept("text/html")
                .get(path, partner, client, invoice.invoiceId())
                .then()
                .statusCode(200)
                .body(containsString("Globex &lt;Аналитика&gt;"));
        given().auth()
                .oauth2(own)
                .accept("application/pdf")
                .get(path, partner, client, invoice.invoiceId())
                .then()
                .statusCode(200)
                .contentType("application/pdf");
        var explained =
                given().auth()
                        .oauth2(own)
                        .get(path + "/explanation", partner, client, invoice.invoiceId())
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
        assertThat(explained.<List<String>>get("lines[1].seats.what")).containsExactly("JOINED");
        assertThat(explained.getInt("lines[1].seats[0].ledger.first")).isEqualTo(7);
        others.tell(partner, SIXTEENTH, new ClientRenamed(client, "Initech"));
        Awaitility.await().until(() -> payer(partner, client), "Initech"::equals);
        given().auth()
                .oauth2(own)
                .accept("text/html")
                .get(path, partner, client, invoice.invoiceId())
                .then()
                .body(containsString("Globex"));
        given().auth()
                .oauth2(own)
                .accept("text/csv")
                .get("/v1/partners/{p}/clients/{c}/billing/invoices", partner, client)
                .then()
                .statusCode(200)
                .body(containsString(invoice.number()));
        admin(partner)
                .accept("application/pdf")
                .get(path, partner, client, invoice.invoiceId())
                .then()
                .statusCode(403);
        read(partner, invoice.invoiceId(), "application/pdf").then().statusCode(404);
    }

    @Test
    void invoicesAreFoundAndExported() {
        var partner = others.partner(100, CARD);
        others.tell(partner, SIXTEENTH, confirmation(Ids.next(), 5, null));
        others.expect(partner, SeatPurchasePaid.class);
        var paid = others.expect(partner, InvoicePaid.class, p -> p.kind().equals("PRORATION"));

        list(partner, "kind=proration").body("items.number", contains(paid.number()));
        list(partner, "number=" + paid.number()).body("items.number", contains(paid.number()));
        list(partner, "status=OPEN").body("items", equalTo(List.of()));
        list(partner, "to=2026-01-01").body("items", equalTo(List.of()));
        String cursor = list(partner, "limit=1").extract().path("nextCursor");
        list(partner, "limit=1&cursor=" + cursor).body("items.kind", contains("PERIOD"));
        admin(partner)
                .get(
                        "/v1/partners/{p}/invoices?status=NEW&kind=ODD&from=x&number=7&limit=0&cursor=!&format=xml",
                        partner)
                .then()
                .statusCode(400)
                .body(
                        "errors.pointer",
                        hasItems(
                                "/status", "/kind", "/from", "/number", "/limit", "/cursor",
                                "/format"));

        var file =
                admin(partner)
                        .accept("text/csv")
                        .get("/v1/partners/{p}/invoices", partner)
                        .then()
                        .statusCode(200)
                        .contentType("text/csv")
                        .header(
                                "Content-Disposition",
                                startsWith("attachment; filename=\"invoices-"))
                        .extract()
                        .asString();
        assertThat(file.lines())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("number,invoiceId,kind,status,issuedOn");
        assertThat(file).contains(",50.00,SEAT_CHANGE,");
        admin(partner)
                .get("/v1/partners/{p}/invoices?format=csv&kind=PERIOD", partner)
                .then()
                .contentType("text/csv")
                .body(containsString(",PROGRAM_FEE,Basic,1,49.00,49.00,PERIOD,2026-11-01"));
        admin(partner)
                .accept("text/csv")
                .get("/v1/partners/{p}/invoices?limit=3&kind=ODD", partner)
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItems("/limit", "/kind"));
    }

    /** What is in the world by now does not change what an issued invoice says. */
    @Test
    void anInvoiceKeepsTheNamesThatItWasIssuedWith() {
        var partner = others.partner(10, CARD);
        var november = others.expect(partner, InvoicePaid.class).invoiceId();
        others.tell(partner, SIXTEENTH, new PartnerRenamed("Acme Analytics"));
        Awaitility.await().until(() -> payer(partner, partner), "Acme Analytics"::equals);
        issueAs(new Issuer("Seatflow Europe", List.of("Unter den Linden 1", "Berlin"), "", "DE1"));
        try {
            others.tell(partner, SIXTEENTH, confirmation(Ids.next(), 2, null));
            others.expect(partner, SeatPurchasePaid.class);
        } finally {
            issueAs(new Issuer("Seatflow", List.of(), "", ""));
        }
        var later = others.expect(partner, InvoicePaid.class, p -> p.kind().equals("PRORATION"));

        assertThat(read(partner, november, "text/html").asString())
                .contains("Acme Dashboards")
                .doesNotContain("Acme Analytics", "Seatflow Europe", "Berlin");
        assertThat(read(partner, later.invoiceId(), "text/html").asString())
                .contains("Acme Analytics", "Seatflow Europe", "Unter den Linden 1", "Berlin")
                .contains("Tax number DE1")
                .doesNotContain("Acme Dashboards");
        // Another name before anything else is issued is that of nothing.
        others.tell(partner, SIXTEENTH, new PartnerRenamed("Acme"), new PartnerRenamed("Acme 2"));
        Awaitility.await().until(() -> payer(partner, partner), "Acme 2"::equals);
        assertThat(read(partner, later.invoiceId(), "text/html").asString())
                .contains("Acme Analytics");
    }

    private String payer(UUID partner, UUID plan) {
        return others.value(
                String.class,
                "select payer_name from plan where partner_id = $1 and plan_id = $2",
                partner,
                plan);
    }

    private void issueAs(Issuer issuer) {
        Contexts.onNewContext(vertx, () -> issuers.become(issuer))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private void requireThatItAddsUp(UUID partner, InvoiceIssued issued) {
        Bookkeeper.requireThatItAddsUp(explanation(partner, issued.invoiceId()), issued);
    }

    private JsonPath explanation(UUID partner, UUID invoice) {
        return admin(partner)
                .get(INVOICE + "/explanation", partner, invoice)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private io.restassured.response.ValidatableResponse list(UUID partner, String query) {
        return admin(partner)
                .get("/v1/partners/{p}/invoices?" + query, partner)
                .then()
                .statusCode(200);
    }

    private Response read(UUID partner, UUID invoice, String type) {
        return admin(partner).accept(type).get(INVOICE, partner, invoice);
    }

    private RequestSpecification admin(UUID partner) {
        return others.admin(partner);
    }

    private static SeatsAdded joined(int seats, long sequence) {
        return new SeatsAdded(Ids.next(), seats, 0, "ACTIVATE", sequence, SIXTEENTH);
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
