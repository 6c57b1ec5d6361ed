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
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.AccountEvent.ClientCreated;
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
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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
        assertThat(given.<List<String>>get("lines.figures.how")).containsOnly("TAKEN_BACK");
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

    /** From what the explanation says, and nothing else, every amount follows. */
    private void requireThatItAddsUp(UUID partner, InvoiceIssued issued) {
        var explained = explanation(partner, issued.invoiceId());
        List<Map<String, Object>> lines = explained.getList("lines");
        var sum = BigDecimal.ZERO;
        for (var line : lines) {
            var amount = money(line, "amount");
            assertThat(recomputed(figures(line), amount.scale()))
                    .as("%s of %s", line.get("description"), issued.number())
                    .isEqualByComparingTo(amount);
            sum = sum.add(amount);
        }
        assertThat(sum).isEqualByComparingTo(issued.total().getAmount());
    }

    private static BigDecimal recomputed(Map<String, Object> figures, int digits) {
        return switch (String.valueOf(figures.get("how"))) {
            case "WHOLE_PERIOD" ->
                    money(figures, "unitPrice").multiply(number(figures, "quantity"));
            case "PART_OF_PERIOD" ->
                    money(figures, "feesSoFar")
                            .multiply(number(figures, "days"))
                            .divide(number(figures, "periodDays"), digits, RoundingMode.HALF_UP)
                            .subtract(money(figures, "askedBefore"));
            case "RISE" ->
                    number(figures, "feeDaysBefore")
                            .add(
                                    money(figures, "feeAfter")
                                            .subtract(money(figures, "feeBefore"))
                                            .multiply(number(figures, "days")))
                            .divide(number(figures, "periodDays"), digits, RoundingMode.HALF_UP)
                            .subtract(money(figures, "chargedBefore"));
            default -> throw new AssertionError(figures);
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> figures(Map<String, Object> line) {
        return (Map<String, Object>) Objects.requireNonNull(line.get("figures"));
    }

    private static BigDecimal money(Map<String, Object> of, String name) {
        var money = (Map<?, ?>) Objects.requireNonNull(of.get(name));
        return new BigDecimal(String.valueOf(money.get("amount")));
    }

    private static BigDecimal number(Map<String, Object> of, String name) {
        return new BigDecimal(String.valueOf(of.get(name)));
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
