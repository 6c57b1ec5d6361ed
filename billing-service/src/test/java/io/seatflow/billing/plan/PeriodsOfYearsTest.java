package io.seatflow.billing.plan;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thirteen periods in a row of plans that begin on each day of two years, in zones at both ends.
 */
class PeriodsOfYearsTest {

    private static final Catalog CATALOG = Catalogs.local();
    private static final LocalDate FIRST = LocalDate.parse("2027-01-01");

    /** 2028 has a 29 February; the zones change their clocks on different days, or never. */
    private static final List<String> ZONES =
            List.of(
                    "Pacific/Kiritimati",
                    "Pacific/Auckland",
                    "Asia/Tokyo",
                    "Europe/Berlin",
                    "America/Toronto",
                    "America/Sao_Paulo",
                    "Pacific/Pago_Pago");

    record Case(Interval interval, int anchorDay, ZoneId zone) {}

    static Stream<Case> cases() {
        return Stream.of(Interval.values())
                .flatMap(interval ->
                        IntStream.of(1, 15, 28, 29, 30, 31)
                                .boxed()
                                .flatMap(anchor ->
                                        ZONES.stream()
                                                .map(zone ->
                                                        new Case(
                                                                interval,
                                                                anchor,
                                                                ZoneId.of(zone)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyDayIsInOnePeriodAndPeriodsBeginOnTheAnchor(Case each) {
        for (int day = 0; day < 731; day += 3) {
            var start = FIRST.plusDays(day);
            var calendar =
                    new BillingCalendar(each.interval(), each.anchorDay(), start, each.zone());
            var periods = periods(calendar, 13);
            var first = periods.getFirst();
            assertThat(first.start()).isEqualTo(start);
            assertThat(first.periodDays()).isGreaterThanOrEqualTo(first.days());
            for (int i = 1; i < periods.size(); i++) {
                var period = periods.get(i);
                assertThat(period.start()).isEqualTo(periods.get(i - 1).end());
                assertThat(period.start()).isEqualTo(anchor(each, start, period.start()));
                assertThat(period.days()).isEqualTo(period.periodDays());
                assertThat(period.days()).isIn(days(each.interval()));
                assertThat(calendar.startOf(period.end()))
                        .isAfter(calendar.startOf(period.start()));
                assertThat(calendar.dayOf(calendar.startOf(period.start())))
                        .isEqualTo(period.start());
                assertThat(calendar.dayOf(calendar.startOf(period.start()).minusMillis(1)))
                        .isEqualTo(period.start().minusDays(1));
            }
        }
    }

    /** The level of a stub and of each full period that follows is the fee for just its days. */
    @ParameterizedTest
    @MethodSource("cases")
    void aYearCostsItsFees(Case each) {
        var calendar =
                new BillingCalendar(
                        each.interval(),
                        each.anchorDay(),
                        LocalDate.parse("2028-02-29"),
                        each.zone());
        var plan = PlanRules.start(calendar, CATALOG, new PlanState("BASIC", List.of(), 10));
        var fee = FeeRules.fee(CATALOG, each.interval(), plan.state());
        assertThat(plan.paid()).isEqualTo(PaidLevel.opening(plan.period(), fee));
        for (int month = 0; month < 12; month++) {
            var next = plan.period().end();
            plan = PlanRules.foreseen(plan, CATALOG, next);
            assertThat(plan.period().start()).isEqualTo(next);
            assertThat(plan.paid().charged()).isEqualTo(fee);
        }
    }

    private static List<BillingPeriod> periods(BillingCalendar calendar, int count) {
        var periods = new ArrayList<BillingPeriod>();
        periods.add(calendar.first());
        while (periods.size() < count) {
            periods.add(calendar.after(periods.getLast()));
        }
        return periods;
    }

    /** The anchor in the month, or of an annual plan in the year, of a day. */
    private static LocalDate anchor(Case each, LocalDate planStart, LocalDate of) {
        if (each.interval() == Interval.MONTHLY) {
            return anchored(each.anchorDay(), of);
        }
        var first = anchored(each.anchorDay(), planStart);
        var date =
                first.isBefore(planStart)
                        ? anchored(each.anchorDay(), planStart.withDayOfMonth(1).plusMonths(1))
                        : first;
        return date.plusYears(of.getYear() - date.getYear());
    }

    private static LocalDate anchored(int anchorDay, LocalDate in) {
        var month = YearMonth.from(in);
        return month.atDay(Math.min(anchorDay, month.lengthOfMonth()));
    }

    private static List<Integer> days(Interval interval) {
        return switch (interval) {
            case MONTHLY -> List.of(28, 29, 30, 31);
            case ANNUAL -> List.of(365, 366);
        };
    }

    @org.junit.jupiter.api.Test
    void theYearsHaveALeapDayAmongThem() {
        assertThat(Year.isLeap(2028)).isTrue();
        assertThat(DAYS.between(FIRST, FIRST.plusDays(731))).isEqualTo(731);
    }
}
