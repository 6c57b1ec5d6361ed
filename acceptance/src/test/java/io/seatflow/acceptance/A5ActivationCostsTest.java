package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.RunningSuite.House;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An activation costs to the cent what the worked figures say: a plan of 10 seats whose period
 * began on 15 January, on 3 February. They hold in any year, for those are always 31 days.
 */
@ExtendWith(RunningSuite.class)
class A5ActivationCostsTest {

    private static final ZoneId ZONE = ZoneId.of("America/Toronto");
    private static final MonthDay PERIOD_STARTS = MonthDay.of(1, 15);
    private static final MonthDay TRIALS_START = MonthDay.of(1, 25);
    private static final MonthDay ACTIVATED = MonthDay.of(2, 3);

    /** "ten seats at once". */
    private static final String TEN_SEATS = "77.42";

    /** The first six of "ten seats one by one": 3 x 7.74 + 7.75 + 2 x 7.74. */
    private static final String SIX_SEATS = "46.45";

    @Test
    void whatJoinsThePlanIsPreviewedChargedAndInvoicedToTheCent(House house) {
        int year = firstYearToCome(house);
        house.clockTo(noon(year, PERIOD_STARTS));
        TestPartner adds = partner(house);
        TestPartner takes = partner(house);
        takes.createClient("Globex", 6).expect(201);
        house.clockTo(noon(year, TRIALS_START));
        String added = trial(adds);
        String taken = trial(takes);
        house.clockTo(noon(year, ACTIVATED));

        costs(adds, added, "ADD_TO_PLAN", 10, TEN_SEATS);
        costs(takes, taken, "USE_AVAILABLE_FIRST", 6, SIX_SEATS);

        assertThat(adds.seats().at("/available").asInt()).isEqualTo(10);
        assertThat(takes.seats().at("/available").asInt()).isZero();
    }

    private static void costs(
            TestPartner partner, String client, String seatSource, int seats, String amount) {
        String activate = partner.path("/clients/" + client + "/activate");
        JsonNode preview =
                partner.admin()
                        .post(activate, Map.of("seatSource", seatSource, "preview", true))
                        .expect(200)
                        .json();
        assertThat(preview.at("/seats").asInt()).isEqualTo(seats);
        assertThat(preview.at("/quote/proratedCharge/amount").asText()).isEqualTo(amount);
        assertThat(preview.at("/quote/remainingDays").asInt()).isEqualTo(12);
        assertThat(preview.at("/quote/periodDays").asInt()).isEqualTo(31);
        assertThat(partner.invoices("PRORATION")).isEmpty();

        partner.admin().post(activate, Map.of("seatSource", seatSource)).expect(200);

        List<JsonNode> invoices =
                await().atMost(Duration.ofSeconds(20))
                        .until(
                                () -> partner.invoices("PRORATION"),
                                found ->
                                        !found.isEmpty()
                                                && found.getFirst()
                                                        .at("/status")
                                                        .asText()
                                                        .equals("PAID"));
        assertThat(invoices).hasSize(1);
        JsonNode invoice =
                partner.admin()
                        .get(partner.path("/invoices/" + invoices.getFirst().at("/id").asText()))
                        .expect(200)
                        .json();
        assertThat(invoice.at("/total/amount").asText()).isEqualTo(amount);
        assertThat(invoice.at("/lines/0/amount/amount").asText()).isEqualTo(amount);
        assertThat(invoice.at("/payments/0/status").asText()).isEqualTo("SUCCEEDED");
        assertThat(invoice.at("/payments/0/amount/amount").asText()).isEqualTo(amount);
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(10 + seats);
    }

    private static TestPartner partner(House house) {
        return house.partner(new TestPartner.Plan().with("billingAnchorDay", 15).with("seats", 10));
    }

    private static String trial(TestPartner partner) {
        return partner.admin()
                .post(
                        partner.path("/clients"),
                        Map.of("name", "Initech", "status", "TRIAL", "seats", 10))
                .expect(201)
                .string("/id");
    }

    /** Other tests have moved the clock before. */
    private static int firstYearToCome(House house) {
        Instant now = Instant.parse(house.operator().get("/sandbox/clock").string("/now"));
        int year = LocalDate.ofInstant(now, ZONE).getYear();
        return now.isAfter(Instant.parse(noon(year, PERIOD_STARTS))) ? year + 1 : year;
    }

    private static String noon(int year, MonthDay day) {
        return day.atYear(year).atTime(LocalTime.NOON).atZone(ZONE).toInstant().toString();
    }
}
