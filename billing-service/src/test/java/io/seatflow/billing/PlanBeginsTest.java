package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.FIRST;
import static io.seatflow.billing.OtherServices.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.event.BillingEvent.CatalogLoaded;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.SeatEvent.SeatsRetired;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

/** A partner's plan begins with its first invoice, which its card pays. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class PlanBeginsTest {

    @Inject OtherServices others;

    @Test
    void theFirstInvoiceIsIssuedWithThePlanAndPaidByItsCard() {
        var partner = others.partner(100, "fake-valid-amex-nonce");

        assertThat(others.expect(partner, PeriodStarted.class))
                .isEqualTo(
                        new PeriodStarted(
                                Instant.parse("2026-11-01T04:00:00Z"),
                                Instant.parse("2026-12-01T05:00:00Z"),
                                LocalDate.parse("2026-11-01"),
                                LocalDate.parse("2026-12-01")));
        var issued = others.expect(partner, InvoiceIssued.class);
        assertThat(issued.kind()).isEqualTo("PERIOD");
        assertThat(issued.total()).isEqualTo(Money.parse("USD 2049.00"));
        assertThat(others.expect(partner, InvoicePaid.class).invoiceId())
                .isEqualTo(issued.invoiceId());
        others.admin(partner)
                .get("/v1/partners/{p}/plan", partner)
                .then()
                .statusCode(200)
                .body("program", equalTo("BASIC"))
                .body("seats.supply", equalTo(100))
                .body("seats.retiring", equalTo(0))
                .body("period.start", equalTo("2026-11-01"))
                .body("period.end", equalTo("2026-12-01"))
                .body("currentFee.amount", equalTo("2049.00"))
                .body("nextPeriodFee.amount", equalTo("2049.00"))
                .body("seatPrice.amount", equalTo("20.00"))
                .body("tier.from", equalTo(1))
                .body("scheduled", hasSize(0));
        others.admin(partner)
                .get("/v1/partners/{p}/invoices", partner)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].number", startsWith("INV-"))
                .body("items[0].status", equalTo("PAID"))
                .body("items[0].lines.kind", contains("PROGRAM_FEE", "SEATS"))
                .body("items[0].lines.amount.amount", contains("49.00", "2000.00"))
                .body("items[0].lines[0].cause.type", equalTo("PERIOD"))
                .body("items[0].total.amount", equalTo("2049.00"))
                .body("items[0].payments.status", contains("SUCCEEDED"))
                .body("items[0].payments[0].card.brand", equalTo("AMEX"))
                .body("items[0].payments[0].card.last4", equalTo("0005"));
    }

    @Test
    void aRegistrationThatIsToldTwiceBeginsOnePlan() {
        var partner = UUID.randomUUID();
        var id = Ids.next();
        others.tell(partner, FIRST, id, registration("BASIC", 10, null));
        others.tell(partner, FIRST, id, registration("BASIC", 10, null));
        others.tell(partner, FIRST, new SeatsRetired(Ids.next(), 3, 3, 1));

        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get("/v1/partners/{p}/plan", partner)
                                .then()
                                .body("seats.retiring", equalTo(3))
                                .body("nextPeriodFee.amount", equalTo("189.00"))
                                .body("scheduled[0].kind", equalTo("RETIRE_SEATS")));
        assertThat(others.told(partner, InvoiceIssued.class)).hasSize(1);
    }

    @Test
    void aCardThatCannotBeStoredIsTold() {
        var partner = others.partner(10, "fake-consumed-nonce");

        var failed = others.expect(partner, PaymentFailed.class);
        assertThat(failed.reason()).isEqualTo("payment-declined");
        assertThat(failed.detail()).isNotBlank();
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, failed.invoiceId())
                .then()
                .body("status", equalTo("OPEN"))
                .body("payments", hasSize(0));
    }

    @Test
    void aCardThatIsDeclinedIsTold() {
        var partner = others.partner(10, "fake-processor-declined-visa-nonce");

        assertThat(others.expect(partner, PaymentFailed.class).reason())
                .isEqualTo("payment-declined");
    }

    @Test
    void anotherCardPaysWhatIsOpen() {
        var partner = others.partner(10, "fake-processor-declined-visa-nonce");
        var invoice = others.expect(partner, InvoiceIssued.class).invoiceId();
        pay(partner, invoice, "1")
                .statusCode(402)
                .body("type", equalTo("/problems/payment-declined"));

        others.admin(partner)
                .header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\",\"makeDefault\":true}")
                .post("/v1/partners/{p}/payment-methods", partner)
                .then()
                .statusCode(201)
                .body("brand", equalTo("MASTERCARD"))
                .body("last4", equalTo("4444"))
                .body("isDefault", equalTo(true));
        pay(partner, invoice, "2").statusCode(200).body("status", equalTo("PAID"));

        others.admin(partner)
                .get("/v1/partners/{p}/payment-methods", partner)
                .then()
                .body("items.isDefault", contains(false, true));
        pay(partner, invoice, "3").statusCode(200).body("status", equalTo("PAID"));
    }

    @Test
    void aCardComesAndGoes() {
        var partner = others.partner(10, null);
        var path = "/v1/partners/{p}/payment-methods";
        others.admin(partner)
                .header("Idempotency-Key", "token")
                .post(path + "/client-token", partner)
                .then()
                .statusCode(200)
                .body(
                        "clientToken",
                        org.hamcrest.Matchers.not(org.hamcrest.Matchers.emptyString()));
        others.admin(partner)
                .header("Idempotency-Key", "bad")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-consumed-nonce\"}")
                .post(path, partner)
                .then()
                .statusCode(402);
        String card =
                others.admin(partner)
                        .header("Idempotency-Key", "card")
                        .contentType("application/json")
                        .body("{\"nonce\":\"fake-valid-visa-nonce\"}")
                        .post(path, partner)
                        .then()
                        .statusCode(201)
                        .extract()
                        .path("id");

        others.admin(partner).delete(path + "/{c}", partner, card).then().statusCode(204);
        others.admin(partner).delete(path + "/{c}", partner, card).then().statusCode(404);
        others.admin(partner).get(path, partner).then().body("items", hasSize(0));
    }

    @Test
    void whoDoesNotWaitForACardSeesLaterWhatCameOfIt() {
        var partner = others.partner(10, null);
        var path = "/v1/partners/{p}/payment-methods";
        var place =
                others.admin(partner)
                        .header("Idempotency-Key", "card")
                        .header("Prefer", "respond-async")
                        .contentType("application/json")
                        .body("{\"nonce\":\"fake-consumed-nonce\"}")
                        .post(path, partner)
                        .then()
                        .statusCode(202)
                        .body("status", equalTo("PENDING"))
                        .extract()
                        .header("Location");

        Awaitility.await()
                .untilAsserted(() ->
                        others.admin(partner)
                                .get(place)
                                .then()
                                .statusCode(200)
                                .body("status", equalTo("REFUSED"))
                                .body("reason", notNullValue()));
        others.admin(UUID.randomUUID()).get(place).then().statusCode(404);
        get(TestTokens.partnerMember(partner), partner, "payment-methods/" + Ids.next())
                .statusCode(403);
        others.admin(partner).get(path + "/{c}", partner, Ids.next()).then().statusCode(404);
    }

    @Test
    void whoMayNotSeeMoneySeesNone() {
        var partner = others.partner(10, null);
        for (var path : new String[] {"plan", "catalog", "invoices", "payment-methods"}) {
            get(TestTokens.partnerMember(partner), partner, path).statusCode(403);
            get(TestTokens.partnerMember(partner, "seats:allocate"), partner, path).statusCode(403);
            get(TestTokens.clientAdmin(partner, UUID.randomUUID()), partner, path).statusCode(403);
            get(TestTokens.integration(partner, "seats:read"), partner, path).statusCode(403);
            get(TestTokens.operator(), partner, path).statusCode(403);
            get(TestTokens.partnerAdmin(UUID.randomUUID()), partner, path).statusCode(404);
            get(TestTokens.partnerMember(partner, "billing:manage"), partner, path).statusCode(200);
            get(TestTokens.partnerMember(partner, "seats:purchase"), partner, path).statusCode(200);
            get(TestTokens.integration(partner, "billing:read"), partner, path).statusCode(200);
        }
        io.restassured.RestAssured.given()
                .auth()
                .oauth2(TestTokens.partnerMember(partner, "seats:purchase"))
                .header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-visa-nonce\"}")
                .post("/v1/partners/{p}/payment-methods", partner)
                .then()
                .statusCode(403);
    }

    @Test
    void theCatalogShowsWhatAPartnerCanChoose() {
        var partner = others.partner(10, null);

        others.admin(partner)
                .get("/v1/partners/{p}/catalog", partner)
                .then()
                .body("programs.code", contains("BASIC", "PREFERRED"))
                .body("programs[1].seats.tiers.from", contains(1, 50, 100, 250))
                .body("addOns.kind", contains("FLAT", "FLAT", "PER_SEAT"));
        assertThat(
                        others.told(Ids.NIL, CatalogLoaded.class).stream()
                                .filter(told -> told.version().equals("2026-01")))
                .hasSize(1);
    }

    private static io.restassured.response.ValidatableResponse get(
            String token, UUID partner, String path) {
        return io.restassured.RestAssured.given()
                .auth()
                .oauth2(token)
                .get("/v1/partners/{p}/" + path, partner)
                .then();
    }

    private io.restassured.response.ValidatableResponse pay(
            UUID partner, UUID invoice, String key) {
        return others.admin(partner)
                .header("Idempotency-Key", key)
                .post("/v1/partners/{p}/invoices/{i}/pay", partner, invoice)
                .then();
    }
}
