package io.seatflow.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.invoice.Arithmetic.NotKept;
import io.seatflow.billing.invoice.Arithmetic.PartOfPeriod;
import io.seatflow.billing.invoice.Arithmetic.Rest;
import io.seatflow.billing.invoice.Arithmetic.Rise;
import io.seatflow.billing.invoice.Arithmetic.TakenBack;
import io.seatflow.billing.invoice.Arithmetic.TooMuch;
import io.seatflow.billing.invoice.Arithmetic.WholePeriod;
import io.seatflow.billing.invoice.CreditWorking.GivenBack;
import io.seatflow.billing.invoice.ExplanationRules.Corrected;
import io.seatflow.billing.invoice.ExplanationRules.Credit;
import io.seatflow.billing.invoice.ExplanationRules.Subject;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.ClosedPeriod;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.PlanEvent.Added;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationRulesTest {

    private static final String SEATS =
            """
            {"tierMode":"GRADUATED","tiers":[{"from":1,"price":{"MONTHLY":"%1$s","ANNUAL":"%1$s"}},
             {"from":21,"price":{"MONTHLY":"%2$s","ANNUAL":"%2$s"}}]}
            """;

    /** Whatever happens in a period, each amount follows from the figures that are named for it. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyAmountOfAnEventfulPeriodFollowsFromItsFigures(long seed) {
        var random = new SplittableRandom(seed);
        var catalog = catalogs().get(random.nextInt(3));
        var start = LocalDate.parse("2026-01-01").plusDays(random.nextInt(1000));
        var plan =
                PlanRules.start(
                        new BillingCalendar(
                                Interval.MONTHLY,
                                random.nextInt(1, 32),
                                start,
                                ZoneId.of("America/Toronto")),
                        catalog,
                        new PlanState("BASIC", List.of(), random.nextInt(60)));
        requireThatAllFollows(catalog, plan, InvoiceRules.ofPeriod(plan, catalog), List.of());
        var day = start;
        for (int i = 0; i < 12; i++) {
            day = day.plusDays(random.nextInt(3));
            if (!plan.period().contains(day)) {
                return;
            }
            var change = change(plan, catalog, random);
            var charge = PlanRules.charge(plan, catalog, change, day);
            var invoice = invoice(plan, catalog, charge, "c" + i);
            var working =
                    Working.of(
                            invoice.cause(),
                            plan.period(),
                            plan.state(),
                            plan.paid(),
                            charge,
                            catalog.version(),
                            false);
            if (charge.amount().isPositive()) {
                requireThatAllFollows(catalog, plan, invoice, List.of(working));
            }
            plan = PlanRules.apply(plan, new Added(charge));
        }
    }

    private static List<Catalog> catalogs() {
        return List.of(
                Catalogs.local(),
                Catalogs.of("JPY", "4900", SEATS.formatted("2000", "1777"), "999"),
                Catalogs.of("KWD", "4.905", SEATS.formatted("2.001", "1.777"), "9.999"));
    }

    private static PlanChange change(Plan plan, Catalog catalog, SplittableRandom random) {
        var addOn = catalog.addOns().get(random.nextInt(catalog.addOns().size())).code();
        var kind = random.nextInt(3);
        if (kind == 0 && !plan.state().addOns().contains(addOn)) {
            return new PlanChange(0, null, List.of(addOn));
        }
        return kind == 1 && catalog.program("PREFERRED").isPresent()
                ? new PlanChange(0, "PREFERRED", List.of())
                : PlanChange.ofSeats(random.nextInt(1, 40));
    }

    private static Invoice invoice(Plan plan, Catalog catalog, PlanCharge charge, String cause) {
        return charge.change().seats() == 0
                ? InvoiceRules.ofPlanChange(charge, catalog, plan.period().end(), cause)
                : InvoiceRules.ofPurchase(charge, plan.period().end(), charge.amount(), cause);
    }

    private static void requireThatAllFollows(
            Catalog catalog, Plan plan, Invoice invoice, List<Working> workings) {
        var explanation =
                ExplanationRules.explain(
                        new Subject(
                                invoice.kind(),
                                invoice.lines(),
                                Interval.MONTHLY,
                                plan.period(),
                                workings,
                                Map.of(catalog.version(), catalog),
                                List.of(),
                                null));
        assertThat(explanation.lines())
                .allSatisfy(line -> {
                    assertThat(recomputed(line.arithmetic()))
                            .isEqualByComparingTo(line.line().amount().getAmount());
                    assertThat(line.arithmetic().amount()).isEqualTo(line.line().amount());
                    assertThat(line.rule()).isNotBlank();
                    assertThat(line.steps()).isNotEmpty();
                });
        assertThat(explanation.lines().stream().map(Explanation.Line::line))
                .containsExactlyElementsOf(invoice.lines());
    }

    /** As a bookkeeper does it. */
    private static BigDecimal recomputed(Arithmetic arithmetic) {
        return switch (arithmetic) {
            case WholePeriod it ->
                    it.unitPrice().getAmount().multiply(BigDecimal.valueOf(it.quantity()));
            case PartOfPeriod it ->
                    divided(
                                    it.feesSoFar()
                                            .getAmount()
                                            .multiply(BigDecimal.valueOf(it.days())),
                                    it.periodDays(),
                                    it.unitPrice())
                            .subtract(it.askedBefore().getAmount());
            case Rise it -> {
                var after =
                        it.feeParts().stream()
                                .map(part ->
                                        part.unitPrice()
                                                .getAmount()
                                                .multiply(BigDecimal.valueOf(part.quantity())))
                                .reduce(BigDecimal.ZERO, BigDecimal::add);
                var rise = after.subtract(it.feeBefore().getAmount());
                yield divided(
                                it.feeDaysBefore()
                                        .add(rise.multiply(BigDecimal.valueOf(it.days()))),
                                it.periodDays(),
                                it.charged())
                        .subtract(it.chargedBefore().getAmount());
            }
            case TakenBack it -> it.asked().getAmount().negate();
            case TooMuch it ->
                    divided(
                                    it.feeDaysBefore()
                                            .subtract(
                                                    it.feeWith()
                                                            .minus(it.feeWithout())
                                                            .getAmount()
                                                            .multiply(
                                                                    BigDecimal.valueOf(it.days()))),
                                    it.periodDays(),
                                    it.chargedBefore())
                            .subtract(it.chargedBefore().getAmount());
            case Rest it ->
                    it.stays()
                            .getAmount()
                            .add(it.before().getAmount())
                            .subtract(it.total().getAmount());
            case NotKept it -> throw new AssertionError(it);
        };
    }

    private static BigDecimal divided(BigDecimal sum, int by, Money like) {
        return sum.divide(
                BigDecimal.valueOf(by),
                like.getCurrencyUnit().getDecimalPlaces(),
                RoundingMode.HALF_UP);
    }

    /** What seats cost that had left before their period follows from the fee with and without. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsGivenBackOfAPeriodFollowsFromItsFigures(long seed) {
        var random = new SplittableRandom(seed);
        var catalog = catalogs().get(random.nextInt(3));
        var plan =
                PlanRules.start(
                        new BillingCalendar(
                                Interval.MONTHLY,
                                random.nextInt(1, 32),
                                LocalDate.parse("2026-01-01").plusDays(random.nextInt(1000)),
                                ZoneId.of("America/Toronto")),
                        catalog,
                        new PlanState("BASIC", List.of(), random.nextInt(1, 60)));
        var overpaid =
                PlanRules.overpaid(
                        new ClosedPeriod(plan.period(), plan.state(), plan.paid()),
                        catalog,
                        Interval.MONTHLY,
                        random.nextInt(1, plan.state().seats() + 1));
        var invoice = new UUID(1, 1);
        var takenOff = List.of(new TakenOff(invoice, overpaid.amount()));
        var credit = InvoiceRules.ofOverpaid(List.of(overpaid), plan.period().end(), "9");

        var account =
                ExplanationRules.explain(
                                new Subject(
                                        credit.kind(),
                                        credit.lines(),
                                        Interval.MONTHLY,
                                        plan.period(),
                                        List.of(),
                                        Map.of(catalog.version(), catalog),
                                        List.of(),
                                        null,
                                        new Credit(
                                                InvoiceRules.creditWorkings(
                                                        List.of(),
                                                        List.of(new GivenBack(overpaid, takenOff))),
                                                Map.of(invoice, new Corrected(invoice, "INV-7")),
                                                List.of(),
                                                null)))
                        .lines()
                        .getFirst();

        assertThat(recomputed(account.arithmetic()))
                .isEqualByComparingTo(overpaid.amount().negated().getAmount());
        assertThat(account.arithmetic().amount()).isEqualTo(overpaid.amount().negated());
        assertThat(account.steps()).last().asString().startsWith("Taken off INV-7: ");
        assertThat(account.seats())
                .containsExactly(
                        new SeatMove(
                                -overpaid.seats(),
                                SeatMove.What.LEFT,
                                plan.period().start(),
                                null,
                                Transfers.one(9)));
    }

    @Test
    void aBookkeeperReadsHowFiveSeatsCameToFifty() {
        var plan = plan();
        var on = LocalDate.parse("2026-11-16");
        var charge = PlanRules.charge(plan, Catalogs.local(), PlanChange.ofSeats(5), on);
        var invoice = InvoiceRules.ofPurchase(charge, plan.period().end(), usd("20.00"), "c1");

        var line = explain(plan, invoice, working(plan, charge)).getFirst();

        assertThat(line.note()).isEqualTo("5 seats × USD 20.00 × 15 of 30 days");
        assertThat(line.steps())
                .containsExactly(
                        "Fee of a full period with the change, by price list 2026-01: 49.00 (Basic) + 105 × 20.00 (Seats) = 2,149.00",
                        "The period from 2026-11-01 to 2026-11-30 was paid for up to a fee of 2,049.00: it rises by 100.00",
                        "From 2026-11-16 on, 15 of 30 days: 100.00 × 15 ÷ 30",
                        "Due in the period with it: (61,470.00 + 1,500.00) ÷ 30 = 2,099.00",
                        "Less 2,049.00 charged before: 50.00");
        assertThat(line.seats())
                .containsExactly(new SeatMove(5, SeatMove.What.BOUGHT, on, "c1", null));
    }

    @Test
    void whatWasNotKeptIsNotMadeUp() {
        var plan = plan();
        var charge =
                PlanRules.charge(
                        plan,
                        Catalogs.local(),
                        PlanChange.ofSeats(5),
                        LocalDate.parse("2026-11-16"));
        var invoice = InvoiceRules.ofPurchase(charge, plan.period().end(), usd("20.00"), "c1");

        var line = explain(plan, invoice, List.of()).getFirst();

        assertThat(line.arithmetic()).isEqualTo(new NotKept(usd("50.00")));
        assertThat(line.steps()).isEmpty();
    }

    @Test
    void aCreditNoteNamesWhatItGivesBack() {
        var plan = plan();
        var lines = InvoiceRules.ofPeriod(plan, Catalogs.local()).lines();
        var id = new UUID(1, 1);
        var credit =
                InvoiceRules.creditFor(
                        id, "INV-000007", plan.period().start(), plan.period().end(), lines, "Why");

        var account =
                ExplanationRules.explain(
                        new Subject(
                                credit.kind(),
                                credit.lines(),
                                Interval.MONTHLY,
                                plan.period(),
                                List.of(),
                                Map.of(),
                                List.of(),
                                new Corrected(id, "INV-000007")));

        assertThat(account.lines().stream().map(line -> line.arithmetic().amount()))
                .containsExactly(usd("-49.00"), usd("-2000.00"));
        assertThat(account.lines().getLast().steps())
                .containsExactly("INV-000007 asked for 2,000.00: it is given back");
    }

    private static List<Explanation.Line> explain(
            Plan plan, Invoice invoice, List<Working> workings) {
        return ExplanationRules.explain(
                        new Subject(
                                invoice.kind(),
                                invoice.lines(),
                                Interval.MONTHLY,
                                plan.period(),
                                workings,
                                Map.of("2026-01", Catalogs.local()),
                                List.of(),
                                null))
                .lines();
    }

    private static List<Working> working(Plan plan, PlanCharge charge) {
        return List.of(
                Working.of(
                        new Cause(Cause.Type.SEAT_CHANGE, "c1"),
                        plan.period(),
                        plan.state(),
                        plan.paid(),
                        charge,
                        "2026-01",
                        false));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static Plan plan() {
        return PlanRules.start(
                new BillingCalendar(
                        Interval.MONTHLY,
                        1,
                        LocalDate.parse("2026-11-01"),
                        ZoneId.of("America/Toronto")),
                Catalogs.local(),
                new PlanState("BASIC", List.of(), 100));
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
