package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database keeps the rules too, whatever the code does. */
@QuarkusTest
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class ConstraintsTest {

    @Inject OtherServices others;

    private UUID partner = Ids.NIL;

    @BeforeEach
    void aPartnerHasBoughtSeats() {
        var change = Ids.next();
        partner = others.partner(100, "fake-valid-nonce");
        others.tell(partner, SIXTEENTH, confirmation(change, 5, null));
        others.expect(partner, SeatPurchasePaid.class);
    }

    @Test
    void anIssuedInvoicesLinesSumToItsTotal() {
        refuses(
                "update invoice set total = total + 1 where partner_id = $1",
                "invoice_total_is_the_sum_of_its_lines");
        refuses(
                "update invoice_line set amount = amount + 1 where partner_id = $1",
                "invoice_line_adds_up");
        refuses(
                "update invoice_line set amount = amount + 1, sum = sum + 1 where partner_id = $1 and position = 1",
                "invoice_");
        refuses("delete from invoice_line where partner_id = $1 and position = 2", "invoice_");
    }

    @Test
    void oneInvoicePerCauseAndOneChargePerChange() {
        refuses(
                """
                insert into invoice select partner_id, gen_random_uuid(), plan_id, issuer, number + 1000000, kind, status,
                    period_start, period_end, issued_on, issued_at, currency, total, lines, cause_type, cause_id
                from invoice where partner_id = $1 and kind = 'PRORATION'
                """,
                "invoice_one_per_cause");
        refuses(
                """
                insert into charge (partner_id, id, plan_id, change_id, shortfall, sequence, attempt, confirmed_at,
                    confirmed_by, status, kind, cause_id)
                select partner_id, gen_random_uuid(), plan_id, change_id, shortfall, sequence, attempt, confirmed_at,
                    confirmed_by, 'QUEUED', kind, 'another'
                from charge where partner_id = $1
                """,
                "charge_one_per_change");
    }

    @Test
    void onePaymentSucceedsForOnePurpose() {
        refuses(
                """
                insert into payment (partner_id, id, plan_id, purpose, purpose_id, currency, amount, payment_method_id,
                    brand, last4, status, tries, created_at, due_at)
                select partner_id, gen_random_uuid(), plan_id, purpose, purpose_id, currency, amount,
                    payment_method_id, brand, last4, 'PENDING', 0, created_at, created_at
                from payment where partner_id = $1
                """,
                "payment_one_per_purpose");
    }

    @Test
    void invoiceNumbersHaveNoGap() {
        assertThat(
                        others.value(
                                Boolean.class,
                                """
                                select max(number) - min(number) + 1 = count(*) and min(number) = 1
                                    and max(number) = (select last_number from invoice_counter)
                                from invoice where issuer = $1
                                """,
                                "INV"))
                .isTrue();
    }

    private void refuses(String sql, String constraint) {
        assertThatThrownBy(() -> others.change(sql, partner)).hasStackTraceContaining(constraint);
    }
}
