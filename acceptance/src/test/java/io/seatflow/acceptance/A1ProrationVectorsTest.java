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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
     * Those that begin in 2026 with a partner's plan, up to the middle of November: other tests
     * have the rest of that month, and plans of clients begin with the day.
     */
    private static final Set<String> CASES =
            Set.of(
                    "scenario-2: 5 seats short mid-period",
                    "first day costs the full fee",
                    "tier boundary lowers the total: no negative charge",
                    "ten seats at once",
                    "ten seats one by one",
                    "anchor 31 in February",
                    "Basic to Preferred, dearer",
                    "Basic to Preferred, cheaper: nothing now, then paid level covers more seats",
                    "per-seat add-on follows the seats",
                    "generated-11-6",
                    "generated-11-10",
                    "generated-11-24",
                    "generated-11-27",
                    "generated-11-32",
                    "generated-11-38",
                    "generated-11-45",
                    "generated-11-55",
                    "generated-11-4",
                    "generated-11-5",
                    "generated-11-19",
                    "generated-11-29",
                    "generated-11-44");

    private static final ZoneId ZONE = ZoneId.of("America/Toronto");
    private static final LocalDate LAST_DAY = LocalDate.parse("2026-11-16");

    private static final int AT_ONCE = 4;

    private final Map<String, TestPartner> partners = new ConcurrentHashMap<>();
    private final Map<String, CSVRecord> before = new ConcurrentHashMap<>();

    @Test
    void everyChangeCostsToTheCentWhatTheVectorsSay(House house) throws Exception {
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
            var ofCases =
                    List.copyOf(
                            day.getValue().stream()
                                    .collect(Collectors.groupingBy(row -> row.get("case")))
                                    .values());
            charges +=
                    InParallel.map(AT_ONCE, ofCases, rows -> charge(house, rows)).stream()
                            .mapToInt(Integer::intValue)
                            .sum();
        }
        assertThat(partners).hasSize(CASES.size());
        assertThat(charges).isGreaterThan(70);
    }

    /** What a case has on one day, in its order. */
    private int charge(House house, List<CSVRecord> rows) {
        for (CSVRecord row : rows) {
            assertThat(charge(house, row))
                    .as("%s step %s", row.get("case"), row.get("step"))
                    .isEqualTo(row.get("charge_now"));
        }
        return rows.size();
    }

    private String charge(House house, CSVRecord row) {
        TestPartner partner = partners.get(row.get("case"));
        CSVRecord had = before.put(row.get("case"), row);
        if (partner == null || had == null) {
            return start(house, row);
        }
        int invoices = partner.invoices("PRORATION").size();
        int more = seats(row) - seats(had);
        if (more > 0) {
            JsonNode change = partner.purchase(more).expect(201).json();
            assertThat(change.at("/status").asText()).isEqualTo("COMPLETED");
        }
        changePlan(partner, had, row);
        assertThat(partner.seats().at("/supply").asInt()).isEqualTo(seats(row));
        List<JsonNode> after = partner.invoices("PRORATION");
        // A charge of nothing makes no invoice.
        return after.size() == invoices ? "0.00" : after.getLast().at("/total/amount").asText();
    }

    private static void changePlan(TestPartner partner, CSVRecord had, CSVRecord row) {
        var wanted = new HashMap<String, Object>();
        if (!row.get("program").equals(had.get("program"))) {
            wanted.put("program", row.get("program"));
        }
        var addOns = new ArrayList<>(addOns(row));
        addOns.removeAll(addOns(had));
        if (!addOns.isEmpty()) {
            wanted.put("addAddOns", addOns);
        }
        if (!wanted.isEmpty()) {
            JsonNode change =
                    partner.admin().post(partner.path("/plan-changes"), wanted).expect(201).json();
            assertThat(change.at("/status").asText()).isEqualTo("COMPLETED");
        }
    }

    private static int seats(CSVRecord row) {
        return Integer.parseInt(row.get("seats"));
    }

    private static List<String> addOns(CSVRecord row) {
        return row.get("add_ons").isEmpty()
                ? List.of()
                : List.of(row.get("add_ons").split("\\+", -1));
    }

    private String start(House house, CSVRecord row) {
        TestPartner partner =
                house.partner(
                        new TestPartner.Plan()
                                .with("program", row.get("program"))
                                .with("interval", row.get("interval"))
                                .with("billingAnchorDay", Integer.parseInt(row.get("anchor_day")))
                                .with("addOns", addOns(row))
                                .with("seats", seats(row)));
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
