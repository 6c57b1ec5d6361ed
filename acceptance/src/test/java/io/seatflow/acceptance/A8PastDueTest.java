package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A card that is declined as a period begins, through the gateway and by business time: tried again
 * on the right days, past due, refused, paid, and all is well again.
 */
@ExtendWith(RunningSuite.class)
class A8PastDueTest {

    private static final ZoneId TORONTO = ZoneId.of("America/Toronto");

    @Test
    void aDeclinedRenewalIsTriedAgainThenPastDueThenPaid(House house) {
        TestPartner partner = house.partner();
        addCard(partner, "fake-processor-declined-visa-nonce");
        LocalDate renewal = LocalDate.parse(plan(partner).at("/period/end").asText());

        requireTries(house, partner, renewal, 1, "OPEN");
        requireTries(house, partner, renewal.plusDays(1), 2, "OPEN");
        requireTries(house, partner, renewal.plusDays(2), 2, "OPEN");
        requireTries(house, partner, renewal.plusDays(3), 3, "OPEN");
        requireTries(house, partner, renewal.plusDays(5), 4, "OPEN");
        assertThat(partner.purchase(1).status()).isEqualTo(402);
        requireTries(house, partner, renewal.plusDays(7), 5, "PAST_DUE");
        requireTries(house, partner, renewal.plusDays(9), 5, "PAST_DUE");

        Answer refused = partner.purchase(1).expect(402);
        assertThat(refused.string("/type")).isEqualTo("/problems/partner-past-due");
        // What is paid for goes on working.
        partner.createClient("Globex", 10).expect(201);
        String invoice = renewed(partner).at("/id").asText();
        assertThat(pay(partner, invoice).expect(402).string("/type"))
                .isEqualTo("/problems/payment-declined");

        addCard(partner, "fake-valid-mastercard-nonce");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> renewed(partner).at("/status").asText(), "PAID"::equals);
        pay(partner, invoice).expect(200);
        assertThat(partner.purchase(1).expect(201).string("/status")).isEqualTo("COMPLETED");
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(101);
    }

    /**
     * Moves to an hour into that day of the partner's, and counts how often it was tried by then.
     */
    private static void requireTries(
            House house, TestPartner partner, LocalDate day, int tries, String status) {
        Instant into = day.atStartOfDay(TORONTO).toInstant().plus(Duration.ofHours(1));
        house.clockTo(into.toString());
        JsonNode invoice = renewed(partner);
        assertThat(invoice.at("/payments")).as("on %s", day).hasSize(tries);
        assertThat(invoice.at("/status").asText()).as("on %s", day).isEqualTo(status);
    }

    private static JsonNode renewed(TestPartner partner) {
        return partner.invoices("PERIOD").getLast();
    }

    private static void addCard(TestPartner partner, String nonce) {
        partner.admin()
                .post(partner.path("/payment-methods"), Map.of("nonce", nonce, "makeDefault", true))
                .expect(201);
    }

    private static Answer pay(TestPartner partner, String invoice) {
        return partner.admin().post(partner.path("/invoices/" + invoice + "/pay"), Map.of());
    }

    private static JsonNode plan(TestPartner partner) {
        return partner.admin().get(partner.path("/plan")).expect(200).json();
    }
}
