package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static io.seatflow.billing.OtherServices.shortfall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.event.BillingEvent.InvoiceIssued;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PaymentFailed;
import io.seatflow.platform.event.BillingEvent.PlanPastDue;
import io.seatflow.platform.event.BillingEvent.PlanRestored;
import io.seatflow.platform.event.BillingEvent.PlanUpdatePreviewRefused;
import io.seatflow.platform.event.BillingEvent.PlanUpdateQuoted;
import io.seatflow.platform.event.BillingEvent.PlanUpdateRefused;
import io.seatflow.platform.event.BillingEvent.SeatPurchaseDeclined;
import io.seatflow.platform.event.SeatEvent.PlanGrowthPreviewed;
import io.seatflow.platform.event.SeatEvent.SeatsAdded;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What could not be collected is tried again on the right days, then the plan is past due. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class CollectionTest {

    private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

    @Inject OtherServices others;

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"decline\":false,\"failNext\":null}");
    }

    @Test
    void anInvoiceIsTriedAfterOneThreeFiveAndSevenDaysThenThePlanIsPastDueUntilItIsPaid() {
        var partner = others.partner(10, "fake-processor-declined-visa-nonce");
        var invoice = others.expect(partner, InvoiceIssued.class);
        var dueOn = invoice.issuedOn();

        for (int retry = 1; retry <= 4; retry++) {
            var day = dueOn.plusDays(2L * retry - 1);
            others.collectAgain(partner, startOf(day).minusMillis(1));
            assertThat(failures(partner)).hasSize(retry);
            others.collectAgain(partner, startOf(day));
            expectFailures(partner, retry + 1);
            assertThat(retry == 4 || others.told(partner, PlanPastDue.class).isEmpty()).isTrue();
        }
        assertThat(others.expect(partner, PlanPastDue.class)).isEqualTo(new PlanPastDue(null));
        expectStatus(partner, invoice.invoiceId(), "PAST_DUE");
        others.collectAgain(partner, startOf(dueOn.plusDays(30)));

        refusesPurchases(partner);
        // An activation has happened: it is charged all the same.
        others.tell(
                partner, SIXTEENTH, new SeatsAdded(Ids.next(), 2, 12, "ACTIVATE", 7, SIXTEENTH));
        expectFailures(partner, 6);

        others.admin(partner)
                .header("Idempotency-Key", "card")
                .contentType("application/json")
                .body("{\"nonce\":\"fake-valid-mastercard-nonce\",\"makeDefault\":true}")
                .post("/v1/partners/{p}/payment-methods", partner)
                .then()
                .statusCode(201);
        assertThat(others.expect(partner, PlanRestored.class)).isEqualTo(new PlanRestored(null));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(others.told(partner, InvoicePaid.class)).hasSize(2));
        expectStatus(partner, invoice.invoiceId(), "PAID");
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, shortfall(change, 2, 1));
        others.expect(partner, PlanUpdateQuoted.class, quoted -> quoted.changeId().equals(change));
        assertThat(failures(partner)).hasSize(6);
    }

    @Test
    void payingByHandLiftsItAndEndsTheRetries() {
        var partner = others.partner(10, "fake-valid-visa-nonce");
        others.gatewayBehaves("{\"decline\":true}");
        others.tell(
                partner, SIXTEENTH, new SeatsAdded(Ids.next(), 2, 12, "ACTIVATE", 7, SIXTEENTH));
        var invoice =
                others.expect(
                        partner, InvoiceIssued.class, each -> each.kind().equals("PRORATION"));
        expectFailures(partner, 1);
        for (int retry = 1; retry <= 4; retry++) {
            others.collectAgain(partner, startOf(invoice.issuedOn().plusDays(2L * retry - 1)));
            expectFailures(partner, retry + 1);
        }
        others.expect(partner, PlanPastDue.class);
        pay(partner, invoice.invoiceId(), "1").statusCode(402);
        others.gatewayBehaves("{\"decline\":false}");

        pay(partner, invoice.invoiceId(), "2").statusCode(200).body("status", equalTo("PAID"));

        others.expect(partner, PlanRestored.class);
        others.collectAgain(partner, startOf(invoice.issuedOn().plusDays(40)));
        assertThat(others.told(partner, PlanPastDue.class)).hasSize(1);
        assertThat(others.told(partner, PlanRestored.class)).hasSize(1);
    }

    @Test
    void withoutACardItIsPastDueAsWell() {
        var partner = others.partner(10, null);
        var invoice = others.expect(partner, InvoiceIssued.class);

        for (int retry = 1; retry <= 4; retry++) {
            others.collectAgain(partner, startOf(invoice.issuedOn().plusDays(2L * retry - 1)));
            expectFailures(partner, retry);
        }

        others.expect(partner, PlanPastDue.class);
        assertThat(failures(partner))
                .allMatch(failed -> failed.reason().equals("payment-method-required"));
        pay(partner, invoice.invoiceId(), "1")
                .statusCode(402)
                .body("type", equalTo("/problems/payment-method-required"));
    }

    /** More than a page of invoices that are due at one instant, all of them being paid but one. */
    @Test
    void invoicesThatAreBeingPaidDoNotKeepThoseBehindThemFromBeingTried() {
        var partner = others.partner(10, null);
        var last = UUID.fromString("ffffffff-ffff-4fff-8fff-ffffffffffff");

        others.change(
                """
                with source as (select * from invoice where partner_id = $1),
                    copy as materialized (
                        select n, case n when 0 then $2::uuid else gen_random_uuid() end as id
                        from generate_series(0, 205) n),
                    lines as (
                        insert into invoice_line (partner_id, invoice_id, position, position_before, sum_before, sum, kind,
                            description, quantity, unit_price, amount, cause_type, cause_id)
                        select l.partner_id, c.id, l.position, l.position_before, l.sum_before, l.sum, l.kind,
                            l.description, l.quantity, l.unit_price, l.amount, l.cause_type, l.cause_id
                        from invoice_line l cross join copy c where l.partner_id = $1),
                    paying as (
                        insert into payment (partner_id, id, plan_id, purpose, purpose_id, invoice_id, currency, amount,
                            payment_method_id, brand, last4, status, tries, sent_at, created_at, due_at, leased_until)
                        select s.partner_id, gen_random_uuid(), s.plan_id, 'INVOICE', c.id, c.id, s.currency, s.total,
                            gen_random_uuid(), 'VISA', '1881', 'UNKNOWN', 1, now(), now(), now() + interval '1 hour',
                            now() + interval '1 hour'
                        from source s cross join copy c where c.n > 0)
                insert into invoice (partner_id, id, plan_id, issuer, number, kind, status, period_start, period_end,
                    issued_on, issued_at, currency, total, lines, cause_type, cause_id, retry_at)
                select s.partner_id, c.id, s.plan_id, 'TEST', c.n, s.kind, 'OPEN', s.period_start, s.period_end,
                    s.issued_on, s.issued_at, s.currency, s.total, s.lines, s.cause_type, 'copy ' || c.n,
                    timestamptz '2026-11-02T05:00:00Z'
                from source s cross join copy c
                """,
                partner,
                last);

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        others.told(partner, PaymentFailed.class).stream()
                                .anyMatch(failed -> failed.invoiceId().equals(last)));
        assertThat(
                        others.value(
                                Long.class,
                                "select count(*) from invoice where partner_id = $1 and retry_at = '2026-11-02T05:00:00Z'",
                                partner))
                .isEqualTo(205);
        others.change("update invoice set retry_at = null where partner_id = $1", partner);
        others.change("delete from payment where partner_id = $1", partner);
    }

    private void refusesPurchases(UUID partner) {
        var change = Ids.next();
        others.tell(partner, SIXTEENTH, shortfall(change, 2, 1));
        assertThat(others.expect(partner, PlanUpdateRefused.class).reason())
                .isEqualTo("partner-past-due");
        others.tell(partner, SIXTEENTH, confirmation(change, 2, null));
        assertThat(others.expect(partner, SeatPurchaseDeclined.class).reason())
                .isEqualTo("partner-past-due");
        var preview = Ids.next();
        others.tell(
                partner,
                SIXTEENTH,
                new PlanGrowthPreviewed(preview, Ids.next(), 2, SIXTEENTH, null));
        assertThat(others.expect(partner, PlanUpdatePreviewRefused.class).reason())
                .isEqualTo("partner-past-due");
    }

    private java.util.List<PaymentFailed> failures(UUID partner) {
        return others.told(partner, PaymentFailed.class);
    }

    private void expectFailures(UUID partner, int count) {
        Awaitility.await().untilAsserted(() -> assertThat(failures(partner)).hasSize(count));
    }

    private void expectStatus(UUID partner, UUID invoice, String status) {
        others.admin(partner)
                .get("/v1/partners/{p}/invoices/{i}", partner, invoice)
                .then()
                .body("status", equalTo(status));
    }

    private io.restassured.response.ValidatableResponse pay(
            UUID partner, UUID invoice, String key) {
        return others.admin(partner)
                .header("Idempotency-Key", key)
                .post("/v1/partners/{p}/invoices/{i}/pay", partner, invoice)
                .then();
    }

    private static java.time.Instant startOf(LocalDate day) {
        return day.atStartOfDay(TORONTO).toInstant();
    }
}
