package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.billing.payment.Card;
import io.seatflow.billing.payment.Vaulting.Stored;
import io.seatflow.billing.payment.postgres.CardExpiries;
import io.seatflow.billing.payment.postgres.Cards;
import io.seatflow.billing.payment.postgres.Claim;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.database.Contexts;
import io.seatflow.platform.event.BillingEvent.CardExpired;
import io.seatflow.platform.event.BillingEvent.CardExpiring;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cards that expire are told of in time, and nothing is paid with one that has. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class CardExpiryTest {

    private static final String CARD = "fake-valid-amex-nonce";
    private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

    @Inject OtherServices others;
    @Inject CardExpiries expiries;
    @Inject Cards cards;
    @Inject BusinessClock clock;
    @Inject Vertx vertx;

    @Test
    void itIsToldOnceInItsLastMonthAndOnceAfterIt() {
        var partner = others.partner(10, CARD);
        var month = thisMonth();
        settle();
        assertThat(others.told(partner, CardExpiring.class)).isEmpty();

        expires(partner, month);
        settle();
        settle();

        var expiring = others.expect(partner, CardExpiring.class);
        assertThat(expiring.brand()).isEqualTo("AMEX");
        assertThat(expiring.last4()).isEqualTo("0005");
        assertThat(expiring.expires()).isEqualTo(words(month));
        assertThat(expiring.isDefault()).isTrue();
        assertThat(expiring.payingClientId()).isNull();

        // As it is once that month is over.
        others.change(
                "update payment_method set expires = $2, tell_expiry_on = tell_expiry_on - interval '1 month' where partner_id = $1",
                partner,
                words(month.minusMonths(1)));
        settle();
        settle();

        assertThat(others.expect(partner, CardExpired.class).paymentMethodId())
                .isEqualTo(expiring.paymentMethodId());
        others.quote(partner, Ids.next(), 1);
        assertThat(others.told(partner, CardExpiring.class)).hasSize(1);
        assertThat(others.told(partner, CardExpired.class)).hasSize(1);
    }

    @Test
    void aCardThatWasRemovedIsNoNews() {
        var partner = others.partner(10, CARD);
        expires(partner, thisMonth());
        others.admin(partner)
                .delete(
                        "/v1/partners/{p}/payment-methods/{c}",
                        partner,
                        others.value(
                                UUID.class,
                                "select id from payment_method where partner_id = $1",
                                partner))
                .then()
                .statusCode(204);

        settle();

        others.quote(partner, Ids.next(), 1);
        assertThat(others.told(partner, CardExpiring.class)).isEmpty();
    }

    @Test
    void withOneThatHasExpiredNothingIsPaidUntilThereIsAnother() {
        var partner = others.partner(100, CARD);
        var end = Instant.parse("2026-12-01T05:00:00Z");
        var last = thisMonth().minusMonths(1);
        expires(partner, last);
        var detail = "The American Express ending in 0005 expired at the end of " + words(last);

        var change = Ids.next();
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        var declined = others.expect(partner, SeatPurchaseDeclined.class);
        assertThat(declined.reason()).isEqualTo("payment-declined");
        // Whoever may buy need not see the card.
        assertThat(declined.detail()).isEqualTo("The card on file has expired.");
        others.periodIsOver(partner, end);
        others.expect(partner, PeriodEnding.class);
        others.tell(partner, end, new SupplyReduced(0, 100, end, 8));
        var failed = others.expect(partner, PaymentFailed.class);
        assertThat(failed.reason()).isEqualTo("payment-declined");
        assertThat(failed.detail()).startsWith(detail);
        others.admin(partner)
                .header("Idempotency-Key", "pay")
                .post("/v1/partners/{p}/invoices/{i}/pay", partner, failed.invoiceId())
                .then()
                .statusCode(402)
                .body("type", equalTo("/problems/payment-declined"))
                .body("detail", containsString("expired"));
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, failed.invoiceId())
                .then()
                .body("status", equalTo("OPEN"))
                .body("payments", hasSize(0));

        others.admin(partner)
                .header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-visa-nonce\",\"makeDefault\":true}")
                .post("/v1/partners/{p}/payment-methods", partner)
                .then()
                .statusCode(201);

        others.expect(
                partner, InvoicePaid.class, paid -> paid.invoiceId().equals(failed.invoiceId()));
        others.tell(partner, SIXTEENTH, confirmation(Ids.next(), 5, null));
        others.expect(partner, SeatPurchasePaid.class);
    }

    @Test
    void anExpiredOneIsTheDefaultOnlyWhereThereIsNoOther() {
        var partner = others.partner(10, CARD);
        var amex = idOf(partner, "0005");
        add(partner, "fake-valid-visa-nonce", false);
        expires(partner, "1881", thisMonth().minusMonths(1));
        add(partner, "fake-valid-mastercard-nonce", true);
        assertThat(defaultOf(partner)).isEqualTo("4444");

        remove(partner, idOf(partner, "4444"));
        assertThat(defaultOf(partner)).isEqualTo("0005");
        remove(partner, amex);
        assertThat(defaultOf(partner)).isEqualTo("1881");

        add(partner, "fake-valid-mastercard-nonce", false);
        assertThat(defaultOf(partner)).isEqualTo("4444");
    }

    /** As if the card of the registration had been answered with a month that is over. */
    @Test
    void anInvoiceThatWaitsForOneThatHasExpiredIsToldOf() {
        var partner = others.partner(10, null);
        var invoice = others.expect(partner, InvoiceIssued.class).invoiceId();
        var card = Ids.next();
        others.change(
                """
                insert into payment_method (partner_id, plan_id, id, status, nonce, make_default, is_default,
                    invoice_id, created_at, created_by, due_at, leased_until)
                values ($1, $1, $2, 'VAULTING', 'nonce', true, false, $3, now(), 'ada', now() + interval '1 day',
                    now() + interval '1 day')
                """,
                partner,
                card,
                invoice);
        var last = thisMonth().minusMonths(1);

        Contexts.onNewContext(
                        vertx,
                        () ->
                                cards.settle(
                                        new Claim.Store(partner, partner, card, "nonce", "", ""),
                                        new Stored(new Card("VISA", "1881", words(last)))))
                .await()
                .atMost(Duration.ofSeconds(30));

        var failed = others.expect(partner, PaymentFailed.class);
        assertThat(failed.invoiceId()).isEqualTo(invoice);
        assertThat(failed.detail())
                .isEqualTo("The Visa ending in 1881 expired at the end of " + words(last) + ".");
    }

    private void add(UUID partner, String nonce, boolean makeDefault) {
        others.admin(partner)
                .header("Idempotency-Key", nonce + makeDefault)
                .contentType("application/json")
                .body("{\"nonce\":\"%s\",\"makeDefault\":%s}".formatted(nonce, makeDefault))
                .post("/v1/partners/{p}/payment-methods", partner)
                .then()
                .statusCode(201);
    }

    private void remove(UUID partner, UUID card) {
        others.admin(partner)
                .delete("/v1/partners/{p}/payment-methods/{c}", partner, card)
                .then()
                .statusCode(204);
    }

    private UUID idOf(UUID partner, String last4) {
        return others.value(
                UUID.class,
                "select id from payment_method where partner_id = $1 and last4 = $2 and status = 'READY'",
                partner,
                last4);
    }

    private String defaultOf(UUID partner) {
        return others.value(
                String.class,
                "select last4 from payment_method where partner_id = $1 and is_default",
                partner);
    }

    private void expires(UUID partner, String last4, YearMonth month) {
        others.change(
                "update payment_method set expires = $3, tell_expiry_on = null where partner_id = $1 and last4 = $2",
                partner,
                last4,
                words(month));
    }

    private YearMonth thisMonth() {
        return YearMonth.from(clock.now().atZone(TORONTO));
    }

    private void settle() {
        expiries.settle(clock.now()).await().atMost(Duration.ofSeconds(30));
    }

    /** As if it had been stored with that month. */
    private void expires(UUID partner, YearMonth month) {
        others.change(
                "update payment_method set expires = $2, tell_expiry_on = $3 where partner_id = $1",
                partner,
                words(month),
                month.atDay(1));
    }

    private static String words(YearMonth month) {
        return month.format(DateTimeFormatter.ofPattern("MM/uuuu"));
    }
}
