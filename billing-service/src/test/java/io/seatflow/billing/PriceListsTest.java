package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.seatflow.platform.event.AccountEvent.PartnerRegistered;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseConfirmed;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

/** Prices change with periods that are still to come, and with none that has begun. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class PriceListsTest {

    private static final Instant BEFORE = Instant.parse("2098-12-16T12:00:00Z");
    private static final Instant TURN = Instant.parse("2099-01-01T00:00:00Z");

    @Inject OtherServices others;

    @Test
    void aListPricesThePeriodsThatStartWhileItIsInForce() {
        load("SEK", "old", "2026-01-01", "BASIC", "100.00").statusCode(201);
        var partner = Ids.next();
        others.tell(partner, BEFORE, registration("SEK"));
        var first = others.expect(partner, InvoicePaid.class);
        load("SEK", "new", "2099-01-01", "BASIC", "200.00").statusCode(201);
        // A stub of 16 of 31 days at the old price, and what is bought in it too.
        assertThat(first.total()).isEqualTo(Money.parse("SEK 541.94"));
        var change = Ids.next();
        others.tell(partner, BEFORE, bought(change));
        others.expect(
                partner, InvoicePaid.class, each -> each.total().equals(Money.parse("SEK 51.61")));

        others.periodIsOver(partner, TURN);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, TURN, new SupplyReduced(0, 11, TURN, 5));

        // Fifty for the program and eleven seats at the new price.
        others.expect(
                partner,
                InvoiceIssued.class,
                each -> each.total().equals(Money.parse("SEK 2250.00")));
    }

    @Test
    void whatRunningPlansNeedMustBeInTheNextList() {
        load("NOK", "old", "2026-01-01", "BASIC", "100.00").statusCode(201);
        var partner = Ids.next();
        others.tell(partner, BEFORE, registration("NOK"));
        others.expect(partner, InvoiceIssued.class);

        load("NOK", "past", "2026-02-01", "PLUS", "100.00")
                .statusCode(400)
                .body("errors.pointer", containsInAnyOrder("/effectiveFrom", "/programs"))
                .body(
                        "errors.detail",
                        hasItem(
                                "must have the program BASIC: running plans have it or will, 1 of them"));
        operator()
                .header("Idempotency-Key", "NOK/direct")
                .contentType("application/json")
                .body(
                        """
                        {"version":"direct","effectiveFrom":"2099-01-01","currency":"NOK","addOns":[],
                         "programs":[{"code":"BASIC","name":"Basic","rank":1,"direct":true,
                           "fee":{"MONTHLY":"1","ANNUAL":"1"},
                           "seats":{"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"1","ANNUAL":"1"}}]}}]}
                        """)
                .post("/v1/catalogs")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/programs"));
    }

    @Test
    void theOperatorReadsWhatIsLoaded() {
        load("DKK", "first", "2026-01-01", "BASIC", "100.00").statusCode(201);
        load("DKK", "second", "2099-01-01", "BASIC", "200.00").statusCode(201);

        String next =
                operator()
                        .get("/v1/catalogs?currency=DKK&limit=1")
                        .then()
                        .statusCode(200)
                        .body("items.version", contains("second"))
                        .body("items.id", contains("DKK-second"))
                        .body("items[0].document", nullValue())
                        .extract()
                        .path("nextCursor");
        operator()
                .get("/v1/catalogs?currency=DKK&limit=1&cursor=" + next)
                .then()
                .body("items.version", contains("first"))
                .body("nextCursor", nullValue());
        operator()
                .get("/v1/catalogs/DKK-second")
                .then()
                .statusCode(200)
                .body("effectiveFrom", equalTo("2099-01-01"))
                .body("document.programs[0].seats.tiers[0].price.MONTHLY", equalTo("200.00"));
        operator().get("/v1/catalogs/DKK-third").then().statusCode(404);
        operator().get("/v1/catalogs/second").then().statusCode(404);
        operator().get("/v1/catalogs?limit=0&cursor=!").then().statusCode(400);
        given().auth()
                .oauth2(TestTokens.partnerAdmin(Ids.next()))
                .get("/v1/catalogs")
                .then()
                .statusCode(403);
    }

    private ValidatableResponse load(
            String currency, String version, String from, String program, String seat) {
        return operator()
                .header("Idempotency-Key", currency + "/" + version)
                .contentType("application/json")
                .body(
                        """
                        {"version":"%s","effectiveFrom":"%s","currency":"%s","addOns":[],
                         "programs":[{"code":"%s","name":"A program","rank":1,
                           "fee":{"MONTHLY":"50.00","ANNUAL":"500.00"},
                           "seats":{"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"%s","ANNUAL":"1"}}]}},
                          {"code":"DIRECT","name":"Direct","rank":0,"direct":true,
                           "fee":{"MONTHLY":"0","ANNUAL":"0"},
                           "seats":{"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"1","ANNUAL":"1"}}]}}]}
                        """
                                .formatted(version, from, currency, program, seat))
                .post("/v1/catalogs")
                .then();
    }

    private static PartnerRegistered registration(String currency) {
        return new PartnerRegistered(
                "Acme",
                "BASIC",
                "MONTHLY",
                currency,
                "UTC",
                1,
                10,
                List.of(),
                null,
                "IMMEDIATE",
                "admin@acme.test",
                "fake-valid-visa-nonce");
    }

    /** One seat on the day on which the plan began. */
    private static SeatPurchaseConfirmed bought(UUID change) {
        return new SeatPurchaseConfirmed(
                change, "PURCHASE", null, 1, 1, null, 1, BEFORE, "admin@acme.test");
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(TestTokens.operator());
    }
}
