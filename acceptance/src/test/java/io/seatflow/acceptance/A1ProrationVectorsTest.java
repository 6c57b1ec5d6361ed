package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.RunningSuite.House;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The worked figures of the billing rules, bought through the API on their own days by the sandbox
 * clock, from January of 2026 to August of 2028.
 */
@OwnServers
class A1ProrationVectorsTest {

    /** All that have a name, and some of those that have none. */
    private static final Set<String> CASES =
            Set.of(
                    "last day costs one day",
                    "anchor 31, leap year",
                    "annual over a leap day",
                    "direct client, graduated",
                    "stub: eleven days of November, anchor 1",
                    "stub: anchor 31 from 10 February",
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

    private static final int AT_ONCE = 4;

    /**
     * Whose plan it is.
     *
     * @param client the client whose own plan it is; null: the partner's
     * @param admin signed in, of the partner or of that client
     */
    private record Payer(TestPartner partner, @Nullable String client, Client admin) {

        List<JsonNode> invoices(String kind) {
            var path = client == null ? "/invoices" : "/clients/" + client + "/billing/invoices";
            return TestPartner.invoices(admin, partner.path(path), kind);
        }

        void buy(int seats) {
            var request = new HashMap<String, Object>();
            request.putAll(Map.of("action", "PURCHASE", "seats", seats, "onShortfall", "PURCHASE"));
            if (client != null) {
                request.put("clientId", client);
            }
            assertThat(
                            admin.post(partner.path("/seat-changes"), request)
                                    .expect(201)
                                    .string("/status"))
                    .isEqualTo("COMPLETED");
        }

        int seats() {
            return client == null
                    ? partner.seats().at("/supply").asInt()
                    : admin.get(partner.path("/clients/" + client + "/seats"))
                            .expect(200)
                            .number("/seats");
        }

        JsonNode plan() {
            var path = client == null ? "/plan" : "/clients/" + client + "/billing/plan";
            return admin.get(partner.path(path)).expect(200).json();
        }
    }

    private final Map<String, Payer> payers = new ConcurrentHashMap<>();
    private final Map<String, CSVRecord> before = new ConcurrentHashMap<>();

    @Test
    void everyChangeCostsToTheCentWhatTheVectorsSay() throws Exception {
        try (House house = House.start()) {
            everyChangeCostsToTheCentWhatTheVectorsSay(house);
        }
    }

    private void everyChangeCostsToTheCentWhatTheVectorsSay(House house) throws Exception {
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
        assertThat(payers).hasSize(CASES.size());
        assertThat(charges).isGreaterThan(85);
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
        Payer payer = payers.get(row.get("case"));
        CSVRecord had = before.put(row.get("case"), row);
        if (payer == null || had == null) {
            return row.get("program").equals("DIRECT")
                    ? startClient(house, row)
                    : start(house, row);
        }
        int invoices = payer.invoices("PRORATION").size();
        int more = seats(row) - seats(had);
        if (more > 0) {
            payer.buy(more);
        }
        changePlan(payer.partner(), had, row);
        assertThat(payer.seats()).isEqualTo(seats(row));
        // A charge of nothing makes no invoice; seats and add-ons have one each.
        return payer.invoices("PRORATION").stream()
                .skip(invoices)
                .map(invoice -> new BigDecimal(invoice.at("/total/amount").asText()))
                .reduce(new BigDecimal("0.00"), BigDecimal::add)
                .toPlainString();
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
        var payer = new Payer(partner, null, partner.admin());
        payers.put(row.get("case"), payer);
        JsonNode invoice = payer.invoices("PERIOD").getFirst();
        assertThat(invoice.at("/status").asText()).isEqualTo("PAID");
        assertThat(payer.plan().at("/period/end").asText()).isEqualTo(row.get("period_end"));
        return invoice.at("/total/amount").asText();
    }

    /** A client that the vendor bills: its administrator stores a card and buys its first seats. */
    private String startClient(House house, CSVRecord row) {
        TestPartner partner = house.partner();
        String email = "admin-" + UUID.randomUUID() + "@client.test";
        String client =
                partner.admin()
                        .post(
                                partner.path("/clients"),
                                Map.of(
                                        "name",
                                        "Hooli",
                                        "status",
                                        "ACTIVE",
                                        "billingManager",
                                        "VENDOR",
                                        "admin",
                                        Map.of(
                                                "email",
                                                email,
                                                "name",
                                                "Gavin",
                                                "password",
                                                "seatflow")))
                        .string("/id");
        Client admin =
                await().atMost(Duration.ofSeconds(30))
                        .ignoreException(IllegalStateException.class)
                        .until(
                                () -> house.nobody().signIn(house.issuer(), email, "seatflow"),
                                Objects::nonNull);
        var payer = new Payer(partner, client, admin);
        payers.put(row.get("case"), payer);
        admin.post(
                        partner.path("/clients/" + client + "/billing/payment-methods"),
                        Map.of("nonce", "fake-valid-nonce"))
                .expect(201);
        payer.buy(seats(row));
        assertThat(payer.seats()).isEqualTo(seats(row));
        assertThat(payer.plan().at("/period/end").asText()).isEqualTo(row.get("period_end"));
        JsonNode invoice = payer.invoices("PRORATION").getFirst();
        assertThat(invoice.at("/status").asText()).isEqualTo("PAID");
        return invoice.at("/total/amount").asText();
    }

    private static List<CSVRecord> rows() throws IOException {
        InputStream file = A1ProrationVectorsTest.class.getResourceAsStream("/proration.csv");
        var format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
        try (CSVParser rows =
                CSVParser.parse(
                        new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.UTF_8),
                        format)) {
            return rows.stream().filter(row -> CASES.contains(row.get("case"))).toList();
        }
    }

    private static LocalDate day(CSVRecord row) {
        return LocalDate.parse(row.get("day"));
    }
}
