package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.RunningSuite.House;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any service may be killed in the middle of a confirmed purchase: it is completed all the same,
 * and charged once.
 */
@ExtendWith(RunningSuite.class)
class A4KilledServicesTest {

    @AfterEach
    void theGatewayIsQuickAgain(House house) {
        house.operator().put("/sandbox/payments/behaviour", Map.of("delayMillis", 0)).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seat", "billing", "account", "trial", "gateway"})
    void aKilledServiceLosesNoPurchaseAndChargesNoneTwice(String service, House house) {
        TestPartner partner = house.partner();
        partner.createClient("Globex", 90).expect(201);
        String change = partner.createClient("Initech", 15).expect(202).string("/seatChange/id");
        // Slow enough that the kill comes while the card is being charged.
        house.operator()
                .put("/sandbox/payments/behaviour", Map.of("delayMillis", 1500))
                .expect(200);

        partner.admin()
                .postWithoutWaiting(partner.path("/seat-changes/" + change + "/confirm"), Map.of())
                .expect(202);
        house.suite().kill(service);
        house.suite().restart(service);

        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(
                                        partner.admin()
                                                .get(partner.path("/seat-changes/" + change))
                                                .string("/status"))
                                .isEqualTo("COMPLETED"));
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(105);
        assertThat(partner.seats().at("/allocated").asInt()).isEqualTo(105);
        assertThat(partner.seats().at("/reserved").asInt()).isZero();
        JsonNode plan = partner.admin().get(partner.path("/plan")).expect(200).json();
        assertThat(plan.at("/seats/supply").asInt()).isEqualTo(105);
        assertThat(partner.invoices("PRORATION")).hasSize(1);
        JsonNode invoice = partner.invoices("PRORATION").getFirst();
        assertThat(invoice.at("/status").asText()).isEqualTo("PAID");
        assertThat(house.transactions(invoice.at("/payments/0/id").asText())).isEqualTo(1);
    }
}
