package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.RunningSuite.House;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The worked figures of the billing rules, bought through the API on their own days by the sandbox
 * clock.
 */
@ExtendWith(RunningSuite.class)
class A1ProrationVectorsTest {

    /**
     * Those in which nothing but the number of seats changes, up to the middle of November 2026.
     */
    private static final Set<String> CASES =
            Set.of(
                    "scenario-2: 5 seats short mid-period",
                    "first day costs the full fee",
                    "tier boundary lowers the total: no negative charge",
                    "ten seats at once",
                    "ten seats one by one",
                    "anchor 31 in February",
                    "generated-11-4",
                    "generated-11-5",
                    "generated-11-19",
                    "generated-11-29",
                    "generated-11-44");

    private static final ZoneId ZONE = ZoneId.of("America/Toronto");
    private static final LocalDate LAST_DAY = LocalDate.parse("2026-11-16");

    private final Map<String, TestPartner> partners = new HashMap<>();
    private final Map<String, Integer> seats = new HashMap<>();

    @Test
    void everyChangeCostsToTheCentWhatTheVectorsSay(House house) throws IOException {
        var byDay =
                rows().stream()
                        .collect(
                                Collectors.groupingBy(
                                        A1ProrationVectorsTest::day,
                                        TreeMap::new,
                                        Collectors.toList()));
        int charges = 0;
        for (var day : byDay.entrySet()) {
            house.clockTo(
                    day.getKey().atTime(LocalTime.of(13, 0)).atZone(ZONE).toInstant().toString());
            for (CSVRecord row : day.getValue()) {
                assertThat(charge(house, row))
                        .as("%s step %s", row.get("case"), row.get("step"))
                        .isEqualTo(row.get("charge_now"));
                charges++;
            }
        }
        assertThat(partners).hasSize(CASES.size());
        assertThat(charges).isGreaterThan(30);
    }

    private String charge(House house, CSVRecord row) {
        TestPartner partner = partners.get(row.get("case"));
        int wanted = Integer.parseInt(row.get("seats"));
        Integer had = seats.put(row.get("case"), wanted);
        if (partner == null || had == null) {
            return start(house, row);
        }
        int before = partner.invoices("PRORATION").size();
        JsonNode change = partner.purchase(wanted - had).expect(201).json();
        assertThat(change.at("/status").asText()).isEqualTo("COMPLETED");
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(wanted);
        List<JsonNode> after = partner.invoices("PRORATION");
        // A charge of nothing makes no invoice.
        return after.size() == before ? "0.00" : after.getLast().at("/total/amount").asText();
    }

    private String start(House house, CSVRecord row) {
        TestPartner partner =
                house.partner(
                        new TestPartner.Plan()
                                .with("program", row.get("program"))
                                .with("interval", row.get("interval"))
                                .with("billingAnchorDay", Integer.parseInt(row.get("anchor_day")))
                                .with("seats", Integer.parseInt(row.get("seats"))));
        partners.put(row.get("case"), partner);
        JsonNode invoice = partner.invoices("PERIOD").getFirst();
        assertThat(invoice.at("/status").asText()).isEqualTo("PAID");
        JsonNode plan = partner.admin().get(partner.path("/plan")).expect(200).json();
        assertThat(plan.at("/period/end").asText()).isEqualTo(row.get("period_end"));
        return invoice.at("/total/amount").asText();
    }

    private static List<CSVRecord> rows() throws IOException {
        InputStream file = A1ProrationVectorsTest.class.getResourceAsStream("/proration.csv");
        var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser rows =
                CSVParser.parse(
                        new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8),
                        format)) {
            return rows.stream()
                    .filter(row -> CASES.contains(row.get("case")) && !day(row).isAfter(LAST_DAY))
                    .toList();
        }
    }

    private static LocalDate day(CSVRecord row) {
        return LocalDate.parse(row.get("day"));
    }
}
