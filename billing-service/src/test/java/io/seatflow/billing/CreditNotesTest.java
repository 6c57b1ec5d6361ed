package io.seatflow.billing;

import static io.restassured.RestAssured.given;
import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.seatflow.platform.event.AccountEvent.BillingManagerChanged;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SeatPurchaseAbandoned;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.seatflow.platform.testing.TestTokens;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

/** Credit notes that come about by themselves say how, down to the ledger's transfers. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class CreditNotesTest {

    private static final String CARD = "fake-valid-visa-nonce";

    /** The first of December in Toronto. */
    private static final Instant PERIOD_END = Instant.parse("2026-12-01T05:00:00Z");

    /** Where a period from 16 November ends there. */
    private static final Instant DIRECT_END = Instant.parse("2026-12-16T05:00:00Z");

    @Inject OtherServices others;

    @Test
    void seatsThatHadLeftNameTheirTransferAndTheInvoiceThatAskedForThem() {
        var partner = others.partner(100, CARD);
        renew(partner, 100);
        var december = december(partner);

        others.tell(partner, PERIOD_END, new SupplyReduced(2, 98, PERIOD_END, 9));

        var account = explained(partner, credits(partner, 1).getFirst());
        assertThat(account.<List<?>>get("lines")).hasSize(1);
        assertThat(account.getString("lines[0].figures.how")).isEqualTo("TOO_MUCH");
        assertThat(account.<List<String>>get("lines[0].figures.takenOff.invoiceNumber"))
                .containsExactly(december.number());
        assertThat(account.<List<String>>get("lines[0].steps"))
                .contains(
                        "The period from 2026-12-01 to 2026-12-31 was charged for 100 seats, of which it had not 2",
                        "Without them: 49.00 (Basic) + 98 × 20.00 (Seats) = 2,009.00, which is 40.00 less",
                        "Charged were 2,049.00, which is too much by 40.00",
                        "Taken off " + december.number() + ": 40.00");
        assertThat(account.<List<Integer>>get("lines[0].seats.seats")).containsExactly(-2);
        assertThat(account.getString("lines[0].seats[0].what")).isEqualTo("LEFT");
        assertThat(account.getInt("lines[0].seats[0].ledger.first")).isEqualTo(9);
        others.admin(partner)
                .accept("text/html")
                .get(
                        "/v1/partners/{p}/invoices/{i}",
                        partner,
                        credits(partner, 1).getFirst().invoiceId())
                .then()
                .body(containsString("gives back what invoice " + december.number()));
    }

    @Test
    void aPurchaseThatCouldNotBeCompletedNamesItsChangeAndEachPeriodSince() {
        var partner = others.partner(100, CARD);
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        others.expect(partner, SeatPurchasePaid.class);
        var bought = others.expect(partner, InvoicePaid.class, p -> p.kind().equals("PRORATION"));
        renew(partner, 105);
        var december = december(partner);

        others.tell(partner, PERIOD_END, new SeatPurchaseAbandoned(change, "client-disabled"));

        var account = explained(partner, credits(partner, 1).getFirst());
        assertThat(account.<List<String>>get("lines.figures.how"))
                .containsExactly("TAKEN_BACK", "TOO_MUCH");
        assertThat(account.getString("lines[0].figures.invoiceNumber")).isEqualTo(bought.number());
        assertThat(account.<List<String>>get("lines[0].steps"))
                .containsExactly(
                        "The change was charged with 50.00 for 15 of 30 days from 2026-11-16 on",
                        "Taken off " + bought.number() + ": 50.00");
        assertThat(account.<List<String>>get("lines[1].figures.takenOff.invoiceNumber"))
                .containsExactly(december.number());
        for (int line = 0; line < 2; line++) {
            var seats = "lines[" + line + "].seats[0]";
            assertThat(account.getString(seats + ".what")).isEqualTo("NOT_GIVEN");
            assertThat(account.getInt(seats + ".seats")).isEqualTo(-5);
            assertThat(account.getString(seats + ".from")).isEqualTo(change.toString());
        }
    }

    /** Its money never came, so it was owed again; then nobody could have the seats. */
    @Test
    void ofAChargeWhoseSettlementWasDeclinedItSaysWhatIsOwedNoMore() {
        var partner = others.partner(100, CARD);
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        others.expect(partner, SeatPurchasePaid.class);
        var bought = others.expect(partner, InvoicePaid.class, p -> p.kind().equals("PRORATION"));
        var payment =
                others.value(
                        UUID.class,
                        "select id from payment where partner_id = $1 and purpose = 'CHARGE'",
                        partner);
        others.settle(payment, true);
        given().contentType("application/x-www-form-urlencoded")
                .formParams(
                        others.webhook(
                                "transaction_settlement_declined",
                                others.transactionIds(payment).getFirst()))
                .post("/webhooks/braintree")
                .then()
                .statusCode(204);

        others.tell(partner, SIXTEENTH, new SeatPurchaseAbandoned(change, "client-disabled"));

        var account = explained(partner, credits(partner, 1).getFirst());
        assertThat(account.<List<String>>get("lines.figures.how")).containsExactly("TAKEN_BACK");
        assertThat(account.<List<String>>get("lines[0].steps"))
                .contains("Taken off " + bought.number() + ": 50.00");
        assertThat(
                        others.value(
                                String.class,
                                "select status from invoice where partner_id = $1 and id = $2",
                                partner,
                                bought.invoiceId()))
                .isEqualTo("VOID");
    }

    /**
     * One of four seats had left; the others go when the partner is billed for the client again.
     */
    @Test
    void ofTheRestOfAnInvoiceItSaysWhatHadBeenGivenBackBefore() {
        var partner = others.partner(100, CARD);
        var client = Ids.next();
        others.tell(partner, SIXTEENTH, new BillingManagerChanged(client, "VENDOR", "ADD_TO_PLAN"));
        others.tell(
                partner,
                SIXTEENTH,
                new SeatsAdded(client, 4, 4, "BILLING_MANAGER", 7, SIXTEENTH, client));
        awaitInvoices(partner, client, 1);
        others.periodIsOver(partner, client, DIRECT_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, DIRECT_END, new SupplyReduced(0, 4, DIRECT_END, 12, client));
        var second = awaitInvoices(partner, client, 2).getLast();
        others.tell(partner, DIRECT_END, new SupplyReduced(1, 3, DIRECT_END, 13, client));
        awaitInvoices(partner, client, 3);
        others.tell(
                partner, SIXTEENTH, new BillingManagerChanged(client, "PARTNER", "ADD_TO_PLAN"));

        var rest = awaitInvoices(partner, client, 4).getLast();
        assertThat(rest.total()).isEqualTo(usd("-75.00"));
        var account =
                given().auth()
                        .oauth2(TestTokens.clientAdmin(partner, client))
                        .get(
                                "/v1/partners/{p}/clients/{c}/billing/invoices/{i}/explanation",
                                partner,
                                client,
                                rest.invoiceId())
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
        Bookkeeper.requireThatItAddsUp(account, rest);
        assertThat(account.getString("lines[0].figures.how")).isEqualTo("REST");
        assertThat(account.<List<String>>get("lines[0].steps"))
                .containsExactly(
                        second.number() + " asked for 100.00",
                        "Credit notes before took 25.00 off it",
                        "What is left is given back: 75.00");
    }

    private void renew(UUID partner, int supply) {
        others.periodIsOver(partner, PERIOD_END);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, PERIOD_END, new SupplyReduced(0, supply, PERIOD_END, 8));
        others.expect(partner, PeriodStarted.class, each -> each.start().equals(PERIOD_END));
    }

    /** The invoice of December, once it is paid. */
    private InvoicePaid december(UUID partner) {
        return Awaitility.await()
                .until(
                        () ->
                                others.told(partner, InvoicePaid.class).stream()
                                        .filter(each -> each.kind().equals("PERIOD"))
                                        .toList(),
                        paid -> paid.size() == 2)
                .getLast();
    }

    private List<InvoiceIssued> credits(UUID partner, int count) {
        return Awaitility.await()
                .until(
                        () ->
                                others.told(partner, InvoiceIssued.class).stream()
                                        .filter(each -> each.kind().equals("CREDIT_NOTE"))
                                        .toList(),
                        found -> found.size() == count);
    }

    private List<InvoiceIssued> awaitInvoices(UUID partner, UUID client, int count) {
        return Awaitility.await()
                .until(
                        () ->
                                others.told(partner, InvoiceIssued.class).stream()
                                        .filter(each -> client.equals(each.payingClientId()))
                                        .toList(),
                        found -> found.size() == count);
    }

    private JsonPath explained(UUID partner, InvoiceIssued credit) {
        var account =
                others.admin(partner)
                        .get(
                                "/v1/partners/{p}/invoices/{i}/explanation",
                                partner,
                                credit.invoiceId())
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath();
        Bookkeeper.requireThatItAddsUp(account, credit);
        return account;
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
