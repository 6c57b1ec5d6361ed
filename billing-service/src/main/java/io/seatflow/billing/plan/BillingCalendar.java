package io.seatflow.billing.plan;

import static java.time.temporal.ChronoUnit.DAYS;

import io.seatflow.billing.catalog.Interval;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * When the periods of a plan begin and end, in whole days of the partner's time zone.
 *
 * @param anchorDay the day of the month that periods start on, clamped to the month's last
 * @param startOn the plan's first day
 */
public record BillingCalendar(Interval interval, int anchorDay, LocalDate startOn, ZoneId zone) {

    public BillingCalendar {
        if (anchorDay < 1 || anchorDay > 31) {
            throw new IllegalArgumentException("A month has days 1 to 31.");
        }
    }

    /** The local day of an instant. */
    public LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }

    /** The instant at which a local day begins. */
    public Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** From the plan's first day to the next anchor: a stub, unless it starts on one. */
    public BillingPeriod first() {
        return new BillingPeriod(startOn, anchorAfter(startOn), fullDays(startOn));
    }

    /** The period that begins where another ends. */
    public BillingPeriod after(BillingPeriod period) {
        var start = period.end();
        return new BillingPeriod(start, anchorAfter(start), fullDays(start));
    }

    /** The period that a day is in, which is none before the plan's first. */
    public BillingPeriod containing(LocalDate day) {
        var period = first();
        while (!day.isBefore(period.end())) {
            period = after(period);
        }
        return period;
    }

    private int fullDays(LocalDate day) {
        return Math.toIntExact(DAYS.between(anchorUpTo(day), anchorAfter(day)));
    }

    /** The last anchor on or before a day. */
    private LocalDate anchorUpTo(LocalDate day) {
        return switch (interval) {
            case MONTHLY -> {
                var thisMonth = clamped(YearMonth.from(day));
                yield thisMonth.isAfter(day)
                        ? clamped(YearMonth.from(day).minusMonths(1))
                        : thisMonth;
            }
            case ANNUAL -> {
                var anniversary = anniversaryIn(day.getYear());
                yield anniversary.isAfter(day) ? anniversaryIn(day.getYear() - 1) : anniversary;
            }
        };
    }

    /** The first anchor after a day. */
    private LocalDate anchorAfter(LocalDate day) {
        return switch (interval) {
            case MONTHLY -> {
                var thisMonth = clamped(YearMonth.from(day));
                yield thisMonth.isAfter(day)
                        ? thisMonth
                        : clamped(YearMonth.from(day).plusMonths(1));
            }
            case ANNUAL -> {
                var anniversary = anniversaryIn(day.getYear());
                yield anniversary.isAfter(day) ? anniversary : anniversaryIn(day.getYear() + 1);
            }
        };
    }

    /** The anchor date in a year; 29 February becomes 28 where there is none, and comes back. */
    private LocalDate anniversaryIn(int year) {
        var anchor = anchorDate();
        return anchor.plusYears(year - anchor.getYear());
    }

    /** Of an annual plan: the first day on or after its start with the anchor's day of month. */
    private LocalDate anchorDate() {
        var startMonth = YearMonth.from(startOn);
        var thisMonth = clamped(startMonth);
        return thisMonth.isBefore(startOn) ? clamped(startMonth.plusMonths(1)) : thisMonth;
    }

    private LocalDate clamped(YearMonth month) {
        return month.atDay(Math.min(anchorDay, month.lengthOfMonth()));
    }
}
