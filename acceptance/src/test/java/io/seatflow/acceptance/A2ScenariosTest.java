package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.Client.Answer;
import io.seatflow.acceptance.RunningSuite.House;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The two scenarios of the product's own description, through the gateway with real tokens, on 16
 * November 2026.
 */
@ExtendWith(RunningSuite.class)
class A2ScenariosTest {

    @BeforeEach
    void midNovember(House house) {
        house.clockTo("2026-11-16T17:00:00Z");
    }

    @AfterEach
    void theCardsWorkAgain(House house) {
        house.operator().put("/sandbox/payments/behaviour", Map.of("decline", false)).expect(200);
    }

    @Test
    void scenario1_seatsThatAreThereAreGivenAtOnceAndCostNothing(House house) {
        TestPartner partner = house.partner();
        partner.createClient("Globex", 75).expect(201);

        Answer created = partner.createClient("Initech", 15).expect(201);

        assertThat(created.number("/seats/seats")).isEqualTo(15);
        requireSeats(partner, 100, 90, 10);
        assertThat(partner.invoices("PRORATION")).isEmpty();
    }

    @Test
    void scenario2_aShortfallIsPricedConfirmedAndBoughtForTheRestOfThePeriod(House house) {
        TestPartner partner = house.partner();
        partner.createClient("Globex", 90).expect(201);

        Answer asked = partner.createClient("Initech", 15).expect(202);
        assertThat(asked.number("/seatChange/shortfall")).isEqualTo(5);
        assertThat(asked.string("/seatChange/status")).isEqualTo("AWAITING_CONFIRMATION");
        assertThat(asked.string("/seatChange/quote/proratedCharge/amount")).isEqualTo("50.00");
        requireSeats(partner, 100, 90, 10);

        String change = asked.string("/seatChange/id");
        Answer confirmed = partner.confirm(change).expect(200);
        assertThat(confirmed.string("/status")).isEqualTo("COMPLETED");
        requireSeats(partner, 105, 105, 0);
        requireOneCharge(house, partner, "50.00", change);

        partner.confirm(change).expect(200);
        requireOneCharge(house, partner, "50.00", change);
    }

    @Test
    void scenario2_withAnAdministratorBuysNoSeatMore(House house) {
        TestPartner partner = house.partner();
        partner.createClient("Globex", 90).expect(201);

        Answer asked = withAdministrator(partner, "ASK").expect(202);
        assertThat(asked.number("/seatChange/shortfall")).isEqualTo(5);
        String change = asked.string("/seatChange/id");
        partner.confirm(change).expect(200);

        requireSeats(partner, 105, 105, 0);
        requireOneCharge(house, partner, "50.00", change);
        // One of its own fifteen seats is the administrator's.
        await().untilAsserted(() ->
                assertThat(clientOf(partner, asked).at("/seats/inUse").asInt()).isOne());
        assertThat(clientOf(partner, asked).at("/seats/seats").asInt()).isEqualTo(15);
        requireSeats(partner, 105, 105, 0);
    }

    @Test
    void aRefusedClientKeepsNoSeatOfItsAdministrator(House house) {
        TestPartner partner = house.partner();
        partner.createClient("Globex", 90).expect(201);

        withAdministrator(partner, "REJECT").expect(409);

        partner.createClient("Initech", 10).expect(201);
        requireSeats(partner, 100, 100, 0);
    }

    private static Answer withAdministrator(TestPartner partner, String onShortfall) {
        return partner.admin()
                .post(
                        partner.path("/clients"),
                        Map.of(
                                "name",
                                "Initech",
                                "status",
                                "ACTIVE",
                                "seats",
                                15,
                                "onShortfall",
                                onShortfall,
                                "admin",
                                Map.of(
                                        "email",
                                        "ada-%s@initech.test".formatted(UUID.randomUUID()),
                                        "name",
                                        "Ada")));
    }

    private static JsonNode clientOf(TestPartner partner, Answer asked) {
        return partner.admin()
                .get(partner.path("/clients/" + asked.string("/id")))
                .expect(200)
                .json();
    }

    @Test
    void scenario2_cancelledChangesNothing(House house) {
        TestPartner partner = house.partner();
        partner.createClient("Globex", 90).expect(201);
        Answer asked = partner.createClient("Initech", 15).expect(202);

        partner.admin()
                .post(
                        partner.path("/seat-changes/" + asked.string("/seatChange/id") + "/cancel"),
                        Map.of())
                .expect(200);

        requireSeats(partner, 100, 90, 10);
        assertThat(partner.invoices("PRORATION")).isEmpty();
        JsonNode client =
                partner.admin()
                        .get(partner.path("/clients/" + asked.string("/id")))
                        .expect(200)
                        .json();
        assertThat(client.at("/status").asText()).isEqualTo("ACTIVE");
        assertThat(client.at("/seats/seats").asInt()).isZero();
        assertThat(plan(partner).at("/seats/supply").asInt()).isEqualTo(100);
    }

    @Test
    void scenario2_withADeclinedCardChangesNothing(House house) {
        TestPartner partner = house.partner();
        partner.createClient("Globex", 90).expect(201);
        String change = partner.createClient("Initech", 15).expect(202).string("/seatChange/id");
        house.operator().put("/sandbox/payments/behaviour", Map.of("decline", true)).expect(200);

        Answer declined = partner.confirm(change).expect(402);

        assertThat(declined.string("/type")).isEqualTo("/problems/payment-declined");
        assertThat(declined.string("/changeId")).isEqualTo(change);
        assertThat(partner.admin().get(partner.path("/seat-changes/" + change)).string("/status"))
                .isEqualTo("DECLINED");
        requireSeats(partner, 100, 90, 10);
        assertThat(plan(partner).at("/seats/supply").asInt()).isEqualTo(100);
        assertThat(partner.invoices("PRORATION")).isEmpty();
    }

    @Test
    void rejectMakesNoClientWhereSeatsAreMissing(House house) {
        TestPartner partner = house.partner();

        Answer refused =
                partner.admin()
                        .post(
                                partner.path("/clients"),
                                Map.of(
                                        "name",
                                        "Initech",
                                        "status",
                                        "ACTIVE",
                                        "seats",
                                        101,
                                        "onShortfall",
                                        "REJECT"))
                        .expect(409);

        assertThat(refused.string("/type")).isEqualTo("/problems/insufficient-seats");
        assertThat(refused.number("/shortfall")).isEqualTo(1);
        assertThat(partner.admin().get(partner.path("/clients")).json().at("/items")).isEmpty();
    }

    private static JsonNode plan(TestPartner partner) {
        return partner.admin().get(partner.path("/plan")).expect(200).json();
    }

    private static void requireSeats(
            TestPartner partner, int supply, int allocated, int available) {
        JsonNode seats = partner.seats();
        assertThat(
                        List.of(
                                seats.at("/supply").asInt(),
                                seats.at("/allocated").asInt(),
                                seats.at("/available").asInt()))
                .containsExactly(supply, allocated, available);
    }

    private static void requireOneCharge(
            House house, TestPartner partner, String amount, String change) {
        assertThat(partner.invoices("PRORATION")).hasSize(1);
        JsonNode invoice = partner.invoices("PRORATION").getFirst();
        assertThat(invoice.at("/status").asText()).isEqualTo("PAID");
        assertThat(invoice.at("/total/amount").asText()).isEqualTo(amount);
        assertThat(invoice.at("/lines/0/cause/id").asText()).isEqualTo(change);
        assertThat(invoice.at("/payments")).hasSize(1);
        assertThat(house.transactions(invoice.at("/payments/0/id").asText())).isEqualTo(1);
    }
}
