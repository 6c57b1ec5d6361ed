package io.seatflow.billing;

import static io.seatflow.billing.OtherServices.SIXTEENTH;
import static io.seatflow.billing.OtherServices.confirmation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.seatflow.platform.event.BillingEvent.InvoicePaid;
import io.seatflow.platform.event.BillingEvent.PeriodEnding;
import io.seatflow.platform.event.BillingEvent.PeriodStarted;
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.event.SeatEvent.SupplyReduced;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No more calls are at the gateway at once than it is to have, however long it lets them hang. */
@QuarkusTest
@TestProfile(GatewaySlotsTest.TwoAtOnce.class)
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class GatewaySlotsTest {

    /** The first of December in Toronto. */
    private static final Instant PERIOD_END = Instant.parse("2026-12-01T05:00:00Z");

    /** Two slots for charges. */
    public static class TwoAtOnce implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("seatflow.braintree.at-once-max", "2");
        }
    }

    @Inject OtherServices others;
    @Inject MeterRegistry meters;

    @AfterEach
    void theGatewayBehavesAgain() {
        others.gatewayBehaves("{\"delayMillis\":0,\"failPlan\":[]}");
    }

    @Test
    void aThirdChargeWaitsUntilAHangingOneIsGivenUp() {
        var partners = partners(3);
        others.gatewayBehaves("{\"failPlan\":[\"HANG\",\"HANG\"]}");

        partners.forEach(each -> others.tell(each, SIXTEENTH, confirmation(Ids.next(), 5, null)));

        await().pollInterval(Duration.ofMillis(20))
                .until(() ->
                        count(partners.toArray(UUID[]::new), "UNKNOWN") == 2
                                && count(partners.toArray(UUID[]::new), "PENDING") == 1);
        assertThat(meters.get("seatflow.braintree.calls").tag("kind", "charge").gauge().value())
                .isLessThanOrEqualTo(2);
        partners.forEach(each -> others.expect(each, SeatPurchasePaid.class));
        assertThat(count(partners.toArray(UUID[]::new), "SUCCEEDED")).isEqualTo(3);
    }

    /** A billing run has many thousands of invoices; whoever buys waits for the answer. */
    @Test
    void aPurchaseIsPaidBeforeInvoicesThatWereDueEarlier() {
        var hanging = partners(2);
        var renewed = ending(4);
        var buyer = partners(1).getFirst();
        hang(hanging);

        renew(renewed);
        others.tell(buyer, SIXTEENTH, confirmation(Ids.next(), 5, null));

        others.expect(buyer, SeatPurchasePaid.class);
        awaitAllPaid(renewed);
        // One of the two slots goes by age alone: meanwhile it may take the oldest.
        assertThat(renewed.stream().map(this::lastSent).sorted().skip(2))
                .hasSize(2)
                .allSatisfy(sent -> assertThat(sent).isAfter(lastSent(buyer)));
    }

    /** There may always be another one who buys. */
    @Test
    void anInvoiceIsPaidHoweverManyBuy() {
        var hanging = partners(2);
        var renewed = ending(1);
        var buyers = partners(4);
        hang(hanging);

        renew(renewed);
        buyers.forEach(each -> others.tell(each, SIXTEENTH, confirmation(Ids.next(), 5, null)));

        buyers.forEach(each -> others.expect(each, SeatPurchasePaid.class));
        awaitAllPaid(renewed);
        assertThat(lastSent(renewed.getFirst()))
                .isBefore(buyers.stream().map(this::lastSent).sorted().toList().getLast());
    }

    /** Both slots are taken by purchases that hang; whatever comes after them takes a second. */
    private void hang(List<UUID> hanging) {
        others.gatewayBehaves("{\"delayMillis\":1000,\"failPlan\":[\"HANG\",\"HANG\"]}");
        hanging.forEach(each -> others.tell(each, SIXTEENTH, confirmation(Ids.next(), 5, null)));
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> count(hanging.toArray(UUID[]::new), "UNKNOWN") == 2);
    }

    /** Partners whose period is over, and seat-service is asked what leaves with it. */
    private List<UUID> ending(int count) {
        var partners = partners(count);
        partners.forEach(each -> {
            others.periodIsOver(each, PERIOD_END);
            others.expect(each, PeriodEnding.class);
        });
        return partners;
    }

    private void renew(List<UUID> ending) {
        ending.forEach(
                each -> others.tell(each, PERIOD_END, new SupplyReduced(0, 100, PERIOD_END, 8)));
        ending.forEach(each ->
                others.expect(
                        each, PeriodStarted.class, began -> began.start().equals(PERIOD_END)));
    }

    private void awaitAllPaid(List<UUID> renewed) {
        await().until(() ->
                renewed.stream()
                        .allMatch(each -> others.told(each, InvoicePaid.class).size() == 2));
    }

    private OffsetDateTime lastSent(UUID partner) {
        return others.value(
                OffsetDateTime.class,
                "select max(sent_at) from payment where partner_id = $1",
                partner);
    }

    private List<UUID> partners(int count) {
        return Stream.generate(() -> others.partner(100, "fake-valid-visa-nonce"))
                .limit(count)
                .toList();
    }

    private long count(UUID[] partners, String status) {
        return others.value(
                Long.class,
                "select count(*) from payment where partner_id = any($1) and purpose = 'CHARGE' and status = $2",
                partners,
                status);
    }
}
