package io.seatflow.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Interval;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BillingCalendarTest {

    @Test
    void theThirtyFirstIsClampedAndComesBack() {
        assertThat(starts(monthly(31, "2026-01-31"), 5))
                .containsExactly(
                        "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31");
    }

    @Test
    void aStubEndsAtTheNextAnchorAndCountsTheFullPeriodsDays() {
        var calendar = monthly(31, "2027-02-10");

        assertThat(calendar.first()).isEqualTo(period("2027-02-10", "2027-02-28", 28));
        assertThat(calendar.after(calendar.first()))
                .isEqualTo(period("2027-02-28", "2027-03-31", 31));
    }

    @Test
    void theLeapDayIsClampedInOtherYearsAndComesBack() {
        assertThat(starts(annual(29, "2028-02-29"), 5))
                .containsExactly(
                        "2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29");
    }

    @Test
    void anAnnualPlanIsAnchoredOnTheFirstSuchDayFromItsStart() {
        var calendar = annual(15, "2026-11-22");

        assertThat(calendar.first()).isEqualTo(period("2026-11-22", "2026-12-15", 365));
        assertThat(calendar.after(calendar.first()))
                .isEqualTo(period("2026-12-15", "2027-12-15", 365));
        assertThat(annual(1, "2027-09-01").first())
                .isEqualTo(period("2027-09-01", "2028-09-01", 366));
    }

    @Test
    void aDayBeginsWhereThePartnerIs() {
        var toronto =
                new BillingCalendar(
                        Interval.MONTHLY,
                        1,
                        LocalDate.parse("2026-11-01"),
                        ZoneId.of("America/Toronto"));

        assertThat(toronto.dayOf(Instant.parse("2026-11-16T04:59:59Z"))).isEqualTo("2026-11-15");
        assertThat(toronto.dayOf(Instant.parse("2026-11-16T05:00:00Z"))).isEqualTo("2026-11-16");
        assertThat(toronto.startOf(LocalDate.parse("2026-11-01")))
                .isEqualTo("2026-11-01T04:00:00Z");
    }

    @Test
    void whereADayBeginsAnHourLateItStillBegins() {
        var azores =
                new BillingCalendar(
                        Interval.MONTHLY,
                        29,
                        LocalDate.parse("2026-03-29"),
                        ZoneId.of("Atlantic/Azores"));

        assertThat(azores.dayOf(azores.startOf(azores.startOn()))).isEqualTo(azores.startOn());
    }

    private static List<String> starts(BillingCalendar calendar, int periods) {
        return Stream.iterate(calendar.first(), calendar::after)
                .limit(periods)
                .map(period -> period.start().toString())
                .toList();
    }

    private static BillingPeriod period(String start, String end, int periodDays) {
        return new BillingPeriod(LocalDate.parse(start), LocalDate.parse(end), periodDays);
    }

    private static BillingCalendar monthly(int anchorDay, String startOn) {
        return new BillingCalendar(
                Interval.MONTHLY, anchorDay, LocalDate.parse(startOn), ZoneId.of("UTC"));
    }

    private static BillingCalendar annual(int anchorDay, String startOn) {
        return new BillingCalendar(
                Interval.ANNUAL, anchorDay, LocalDate.parse(startOn), ZoneId.of("UTC"));
    }
}
