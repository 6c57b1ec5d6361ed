package io.seatflow.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.seatflow.acceptance.ExpectedInvoices.Expected;
import io.seatflow.acceptance.RunningSuite.House;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * More than a year of billing by the sandbox clock, for plans all over the world: exactly one
 * invoice for each period, no gap, no overlap, and every amount as computed apart from the suite.
 */
@ExtendWith(RunningSuite.class)
class AYearOfBillingTest {

    private static final YearMonth LEAP_DAY = YearMonth.of(2028, 2);

    /** Annual plans that begin now meet the leap day when they are renewed. */
    private static final YearMonth FIRST = YearMonth.of(2027, 2);

    /** A whole year after the stubs, wherever on earth. */
    private static final int MONTHS = 13;

    /** Noon is at no place on earth near to midnight, but for those that nobody here lives in. */
    private static final LocalTime NOON = LocalTime.NOON;

    private static final int PLANS_MIN = 12;

    /** A partner, and what it is to be asked for. */
    private record Played(TestPartner partner, ExpectedInvoices expected, ZoneId zone) {

        static Played start(House house, Map<String, Object> plan) {
            var request = new TestPartner.Plan();
            plan.forEach(request::with);
            var zone = ZoneId.of(String.valueOf(plan.get("timeZone")));
            var partner = house.partner(request);
            return new Played(
                    partner,
                    new ExpectedInvoices(plan, LocalDate.ofInstant(now(house), zone)),
                    zone);
        }

        LocalDate today(House house) {
            return LocalDate.ofInstant(now(house), zone);
        }

        void buy(House house, int seats) {
            assertThat(partner.purchase(seats).expect(201).string("/status"))
                    .isEqualTo("COMPLETED");
            expected.seats(seats, today(house));
        }

        void retire(House house, int seats) {
            partner.admin()
                    .post(partner.path("/seat-changes"), Map.of("action", "RETIRE", "seats", seats))
                    .expect(201);
            expected.retire(seats, today(house));
        }

        void change(House house, Map<String, Object> change) {
            assertThat(
                            partner.admin()
                                    .post(partner.path("/plan-changes"), change)
                                    .expect(201)
                                    .string("/status"))
                    .isEqualTo("COMPLETED");
            expected.change(change, today(house));
        }
    }

    @Test
    void everyPeriodIsInvoicedOnceAndRight(House house) throws Exception {
        loadPrices(house, "JPY", "5000", "50000", "2000", "20000");
        loadPrices(house, "KWD", "15.125", "151.250", "6.505", "65.050");
        var first = firstMonth(house);
        assertThat(LEAP_DAY).isBetween(first, first.plusMonths(MONTHS - 1));
        house.clockTo(noonOf(first, 2));
        var played = InParallel.map(4, plans(), plan -> Played.start(house, plan));
        assertThat(played).hasSizeGreaterThanOrEqualTo(PLANS_MIN);

        for (int i = 1; i <= MONTHS; i++) {
            house.clockTo(noonOf(first.plusMonths(i), 2));
            changes(house, played, i);
        }

        for (var each : played) {
            var today = each.today(house);
            each.expected().until(today);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(invoices(each.partner()))
                                    .as("%s", each.expected())
                                    .containsExactlyElementsOf(each.expected().all()));
            requireThatPeriodsFollowEachOther(each, today);
        }
    }

    /** Other tests may have moved the clock further; the year has a leap day in it all the same. */
    private static YearMonth firstMonth(House house) {
        var next = YearMonth.from(now(house).atOffset(ZoneOffset.UTC)).plusMonths(1);
        return next.isAfter(FIRST) ? next : FIRST;
    }

    private static List<Map<String, Object>> plans() {
        return List.of(
                plan("BASIC", "MONTHLY", 1, "Pacific/Kiritimati", "USD", 10),
                plan("PREFERRED", "MONTHLY", 15, "Pacific/Pago_Pago", "USD", 60),
                plan("BASIC", "MONTHLY", 28, "America/Toronto", "USD", 20),
                plan("BASIC", "MONTHLY", 29, "Australia/Lord_Howe", "USD", 40),
                plan("PREFERRED", "MONTHLY", 30, "Europe/Berlin", "USD", 70),
                plan("BASIC", "MONTHLY", 31, "America/St_Johns", "USD", 45),
                plan("BASIC", "MONTHLY", 31, "Pacific/Kiritimati", "USD", 12),
                plan("BASIC", "MONTHLY", 29, "Pacific/Pago_Pago", "USD", 30),
                plan("PREFERRED", "ANNUAL", 31, "Pacific/Kiritimati", "USD", 71),
                plan("BASIC", "ANNUAL", 1, "Pacific/Pago_Pago", "USD", 33),
                plan("BASIC", "ANNUAL", 28, "Asia/Kolkata", "USD", 68),
                plan("BASIC", "MONTHLY", 30, "Asia/Tokyo", "JPY", 5),
                plan("BASIC", "MONTHLY", 31, "Asia/Kuwait", "KWD", 8));
    }

    private static Map<String, Object> plan(
            String program, String interval, int anchor, String zone, String currency, int seats) {
        return Map.of(
                "program", program,
                "interval", interval,
                "billingAnchorDay", anchor,
                "timeZone", zone,
                "currency", currency,
                "seats", seats);
    }

    /** What happens as the months go by. */
    private static void changes(House house, List<Played> played, int month) {
        switch (month) {
            case 2 -> {
                played.get(0).buy(house, 3);
                played.get(11).buy(house, 7);
                played.get(12).buy(house, 3);
            }
            case 3 -> {
                played.get(2).change(house, Map.of("program", "PREFERRED"));
                played.get(4).buy(house, 30);
                played.get(9).buy(house, 5);
            }
            case 4 -> {
                played.get(3).change(house, Map.of("addAddOns", List.of("PRIORITY_SUPPORT")));
                played.get(0).retire(house, 5);
                played.get(8).buy(house, 31);
            }
            case 5 -> {
                played.get(3).buy(house, 2);
                played.get(1).buy(house, 1);
                played.get(1).buy(house, 1);
            }
            case 9 -> {
                played.get(10).change(house, Map.of("program", "PREFERRED"));
                played.get(5).retire(house, 1);
            }
            default -> {}
        }
    }

    private static List<Expected> invoices(TestPartner partner) {
        var all = new ArrayList<Expected>();
        for (String kind : List.of("PERIOD", "PRORATION", "ADJUSTMENT", "CREDIT_NOTE")) {
            partner.invoices(kind).stream().map(AYearOfBillingTest::shown).forEach(all::add);
        }
        return all;
    }

    private static Expected shown(JsonNode invoice) {
        return new Expected(
                invoice.at("/kind").asText(),
                LocalDate.parse(invoice.at("/period/start").asText()),
                LocalDate.parse(invoice.at("/period/end").asText()),
                invoice.at("/total/amount").asText());
    }

    private static void requireThatPeriodsFollowEachOther(Played played, LocalDate today) {
        var periods =
                played.partner().invoices("PERIOD").stream()
                        .map(AYearOfBillingTest::shown)
                        .toList();
        for (int i = 1; i < periods.size(); i++) {
            assertThat(periods.get(i).start()).isEqualTo(periods.get(i - 1).end());
        }
        assertThat(today)
                .isBetween(periods.getLast().start(), periods.getLast().end().minusDays(1));
    }

    private static void loadPrices(
            House house,
            String currency,
            String monthly,
            String annual,
            String seatMonthly,
            String seatAnnual) {
        var seats =
                Map.of(
                        "tierMode",
                        "VOLUME",
                        "tiers",
                        List.of(
                                Map.of(
                                        "from",
                                        1,
                                        "price",
                                        Map.of("MONTHLY", seatMonthly, "ANNUAL", seatAnnual))));
        var fee = Map.of("MONTHLY", monthly, "ANNUAL", annual);
        house.operator()
                .post(
                        "/v1/catalogs",
                        Map.of(
                                "version",
                                "year",
                                "effectiveFrom",
                                "2026-01-01",
                                "currency",
                                currency,
                                "addOns",
                                List.of(),
                                "programs",
                                List.of(
                                        Map.of(
                                                "code", "BASIC", "name", "Basic", "rank", 1, "fee",
                                                fee, "seats", seats),
                                        Map.of(
                                                "code", "DIRECT", "name", "Direct", "rank", 0,
                                                "direct", true, "fee", fee, "seats", seats))))
                .expect(201);
        // Partners are registered in currencies that account-service has heard of.
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        house
                                .operator()
                                .post("/v1/partners", Map.of("currency", currency))
                                .expect(400)
                                .json()
                                .at("/errors")
                                .findValuesAsText("pointer")
                                .stream()
                                .noneMatch("/currency"::equals));
    }

    private static Instant now(House house) {
        return Instant.parse(house.operator().get("/sandbox/clock").string("/now"));
    }

    private static String noonOf(YearMonth month, int day) {
        return month.atDay(day).atTime(NOON).toInstant(ZoneOffset.UTC).toString();
    }
}
