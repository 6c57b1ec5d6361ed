package io.seatflow.acceptance;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The invoices that a partner is to get, computed from the billing rules by themselves: nothing of
 * the suite's own code is used.
 */
final class ExpectedInvoices {

    /** An invoice that is to be there. */
    record Expected(String kind, LocalDate start, LocalDate end, String total) {}

    /** Of the price lists in use: the fee of a program, of a seat by quantity, and an add-on. */
    private static final Map<String, String> FEES =
            Map.of(
                    "USD BASIC MONTHLY", "49",
                    "USD BASIC ANNUAL", "490",
                    "USD PREFERRED MONTHLY", "199",
                    "USD PREFERRED ANNUAL", "1990",
                    "JPY BASIC MONTHLY", "5000",
                    "KWD BASIC MONTHLY", "15.125");

    private final Map<String, Object> plan;
    private final boolean annual;
    private final int anchor;
    private final int digits;
    private final LocalDate firstDay;
    private final List<Expected> all = new ArrayList<>();
    private final TreeSet<String> addOns = new TreeSet<>();
    private String program;
    private int seats;
    private int retiring;
    private LocalDate start;
    private LocalDate end;
    private long periodDays;
    private BigDecimal paidFee = BigDecimal.ZERO;
    private BigDecimal feeDays = BigDecimal.ZERO;
    private BigDecimal charged = BigDecimal.ZERO;

    ExpectedInvoices(Map<String, Object> plan, LocalDate firstDay) {
        this.plan = plan;
        this.annual = "ANNUAL".equals(plan.get("interval"));
        this.anchor = number("billingAnchorDay");
        this.digits =
                switch (String.valueOf(plan.get("currency"))) {
                    case "JPY" -> 0;
                    case "KWD" -> 3;
                    default -> 2;
                };
        this.firstDay = firstDay;
        this.program = String.valueOf(plan.get("program"));
        this.seats = number("seats");
        this.start = firstDay;
        this.end = firstDay;
        begin(firstDay);
    }

    private int number(String name) {
        return Integer.parseInt(String.valueOf(plan.get(name)));
    }

    /** More seats on a day. */
    void seats(int more, LocalDate on) {
        until(on);
        seats += more;
        rise(on);
    }

    /** Another program or an add-on on a day. */
    void change(Map<String, Object> change, LocalDate on) {
        until(on);
        if (change.get("program") instanceof String higher) {
            program = higher;
        }
        if (change.get("addAddOns") instanceof List<?> more) {
            more.forEach(code -> addOns.add(code.toString()));
        }
        rise(on);
    }

    /** Seats that leave as the period ends that a day is in. */
    void retire(int some, LocalDate on) {
        until(on);
        retiring += some;
    }

    /** Goes on to the period that a day is in. */
    void until(LocalDate day) {
        while (!day.isBefore(end)) {
            seats -= retiring;
            retiring = 0;
            begin(end);
        }
    }

    /** All of them, those of a kind together and in their order. */
    List<Expected> all() {
        return all.stream().sorted(Comparator.comparing(Expected::kind)).toList();
    }

    private void begin(LocalDate day) {
        start = day;
        end = anchorAfter(day);
        periodDays = ChronoUnit.DAYS.between(anchorUpTo(day), end);
        paidFee = BigDecimal.ZERO;
        feeDays = BigDecimal.ZERO;
        charged = BigDecimal.ZERO;
        all.add(new Expected("PERIOD", start, end, charge(day).toPlainString()));
    }

    private void rise(LocalDate on) {
        BigDecimal amount = charge(on);
        if (amount.signum() > 0) {
            all.add(new Expected("PRORATION", start, end, amount.toPlainString()));
        }
    }

    private BigDecimal charge(LocalDate on) {
        BigDecimal fee = fee();
        if (fee.compareTo(paidFee) <= 0) {
            return BigDecimal.ZERO;
        }
        long left = ChronoUnit.DAYS.between(on, end);
        feeDays = feeDays.add(fee.subtract(paidFee).multiply(BigDecimal.valueOf(left)));
        paidFee = fee;
        BigDecimal due =
                feeDays.divide(BigDecimal.valueOf(periodDays), digits, RoundingMode.HALF_UP);
        BigDecimal amount = due.subtract(charged);
        charged = due;
        return amount;
    }

    private BigDecimal fee() {
        String of = plan.get("currency") + " " + program + " " + plan.get("interval");
        BigDecimal each = seatPrice();
        if (addOns.contains("PRIORITY_SUPPORT")) {
            each = each.add(new BigDecimal(annual ? "17.50" : "1.75"));
        }
        return new BigDecimal(Objects.requireNonNull(FEES.get(of)))
                .add(each.multiply(BigDecimal.valueOf(seats)));
    }

    private BigDecimal seatPrice() {
        String monthly =
                switch (String.valueOf(plan.get("currency"))) {
                    case "JPY" -> "2000";
                    case "KWD" -> "6.505";
                    default ->
                            program.equals("BASIC")
                                    ? "20"
                                    : seats < 50
                                            ? "18"
                                            : seats < 100 ? "16" : seats < 250 ? "14" : "12";
                };
        BigDecimal price = new BigDecimal(monthly);
        return annual ? price.multiply(BigDecimal.TEN) : price;
    }

    /** Every day on which a period may begin, from a year before the plan on. */
    private List<LocalDate> anchors() {
        var days = new ArrayList<LocalDate>();
        // A year's period begins on the day of its anchor date: what was clamped then stays so.
        int onDay = annual ? anchorDate().getDayOfMonth() : anchor;
        YearMonth first = YearMonth.from(annual ? anchorDate() : firstDay);
        for (int i = annual ? -1 : -12; i < (annual ? 5 : 60); i++) {
            YearMonth month = annual ? first.plusYears(i) : first.plusMonths(i);
            days.add(month.atDay(Math.min(onDay, month.lengthOfMonth())));
        }
        return days;
    }

    /** Of an annual plan: the first day on or after its start with the anchor's day of month. */
    private LocalDate anchorDate() {
        YearMonth month = YearMonth.from(firstDay);
        LocalDate day = month.atDay(Math.min(anchor, month.lengthOfMonth()));
        YearMonth next = month.plusMonths(1);
        return day.isBefore(firstDay) ? next.atDay(Math.min(anchor, next.lengthOfMonth())) : day;
    }

    private LocalDate anchorAfter(LocalDate day) {
        return anchors().stream().filter(each -> each.isAfter(day)).findFirst().orElseThrow();
    }

    private LocalDate anchorUpTo(LocalDate day) {
        return anchors().reversed().stream()
                .filter(each -> !each.isAfter(day))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return plan.toString();
    }
}
