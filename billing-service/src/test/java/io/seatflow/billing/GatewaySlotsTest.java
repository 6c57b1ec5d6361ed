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
import io.seatflow.platform.event.BillingEvent.SeatPurchasePaid;
import io.seatflow.platform.id.Ids;
import io.seatflow.platform.testing.Servers;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No more calls are at the gateway at once than it is to have, however long it lets them hang. */
@QuarkusTest
@TestProfile(GatewaySlotsTest.TwoAtOnce.class)
@WithTestResource(Servers.class)
@WithTestResource(BraintreeForTests.class)
class GatewaySlotsTest {

    /** Two slots for charges. */
    public static class TwoAtOnce implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("seatflow.braintree.at-once-max", "2");
        }
    }

    @Inject OtherServices others;
    @Inject MeterRegistry meters;

    @Test
    void aThirdChargeWaitsUntilAHangingOneIsGivenUp() {
        var partners =
                Stream.generate(() -> others.partner(100, "fake-valid-visa-nonce"))
                        .limit(3)
                        .toList();
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

    private long count(UUID[] partners, String status) {
        return others.value(
                Long.class,
                "select count(*) from payment where partner_id = any($1) and purpose = 'CHARGE' and status = $2",
                partners,
                status);
    }
}
