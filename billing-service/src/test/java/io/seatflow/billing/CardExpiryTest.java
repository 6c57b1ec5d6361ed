package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.billing.payment.postgres.CardExpiries;
import io.seatflow.platform.clock.BusinessClock;
import io.seatflow.platform.event.BillingEvent.CardExpired;
import io.seatflow.platform.event.BillingEvent.CardExpiring;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
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
    @Inject BusinessClock clock;

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
        assertThat(declined.detail()).startsWith(detail);
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

    private YearMonth thisMonth() {
        return YearMonth.from(clock.now().atZone(TORONTO));
    }

    private void settle() {
        expiries.settle(clock.now()).await().atMost(Duration.ofSeconds(10));
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
