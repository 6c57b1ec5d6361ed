package io.seatflow.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Decision.PastDue;
import io.seatflow.billing.plan.Decision.PaymentFirst;
import io.seatflow.billing.plan.Decision.PriceGrew;
import io.seatflow.billing.plan.Plan.Standing;
import io.seatflow.billing.plan.PlanCommand.Add;
import io.seatflow.billing.plan.PlanCommand.Join;
import io.seatflow.billing.plan.PlanCommand.NoteLateLeaving;
import io.seatflow.billing.plan.PlanCommand.NoteRetiring;
import io.seatflow.billing.plan.PlanCommand.Renew;
import io.seatflow.billing.plan.PlanCommand.TakeBack;
import io.seatflow.billing.plan.PlanEvent.Added;
import io.seatflow.billing.plan.PlanEvent.LeftLate;
import io.seatflow.billing.plan.PlanEvent.StandingChanged;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanRulesTest {

    private static final Catalog CATALOG = Catalogs.local();
    private static final LocalDate FIRST = LocalDate.parse("2026-11-01");
    private static final LocalDate SIXTEENTH = LocalDate.parse("2026-11-16");

    @Test
    void fiveSeatsForHalfAMonthCostHalfTheirFee() {
        var plan = plan(CATALOG, "BASIC", 100);

        assertThat(decide(plan, seats(5), "50.00"))
                .isInstanceOfSatisfying(
                        PaymentFirst.class,
                        first -> assertThat(first.charge().amount()).isEqualTo(usd("50.00")));
    }

    @Test
    void aCentMoreThanAgreedIsNotChargedButPickedUpByTheNextCharge() {
        var plan = plan(CATALOG, "BASIC", 100);

        var charge = charged(decide(plan, seats(5), "49.99"));
        assertThat(charge.amount()).isEqualTo(usd("49.99"));

        var after = PlanRules.apply(plan, new Added(charge));
        assertThat(charged(decide(after, seats(5), null)).amount()).isEqualTo(usd("50.01"));
    }

    @Test
    void moreThanThatIsQuotedAgainAndLessIsCharged() {
        var plan = plan(CATALOG, "BASIC", 100);

        assertThat(decide(plan, seats(5), "49.98")).isInstanceOf(PriceGrew.class);
        assertThat(charged(decide(plan, seats(5), "66.67")).amount()).isEqualTo(usd("50.00"));
    }

    @Test
    void anyPriceIsAgreedToWhereNoneIsNamed() {
        assertThat(charged(decide(plan(CATALOG, "BASIC", 100), seats(5), null)).amount())
                .isEqualTo(usd("50.00"));
    }

    @Test
    void nothingIsSoldWhilePastDue() {
        var active = plan(CATALOG, "BASIC", 100);
        var plan =
                new Plan(
                        active.calendar(),
                        active.state(),
                        0,
                        Plan.Standing.PAST_DUE,
                        active.period(),
                        active.paid());

        assertThat(decide(plan, seats(1), null)).isInstanceOf(PastDue.class);
    }

    /** An activation has happened: it waits for no payment, and no standing refuses it. */
    @Test
    void seatsThatJoinAreInThePlanAtOnce() {
        var plan =
                PlanRules.apply(
                        plan(CATALOG, "BASIC", 100), new StandingChanged(Standing.PAST_DUE));

        var decision = PlanRules.decide(plan, CATALOG, new Join(10, SIXTEENTH));

        assertThat(decision).isInstanceOf(Accepted.class);
        assertThat(charged(decision).amount()).isEqualTo(usd("100.00"));
        var after = PlanRules.apply(plan, new Added(charged(decision)));
        assertThat(after.state().seats()).isEqualTo(110);
        assertThat(after.paid().fee()).isEqualTo(usd("2249.00"));
        assertThat(after.paid().charged()).isEqualTo(usd("2149.00"));
        assertThat(after.standing()).isEqualTo(Standing.PAST_DUE);
    }

    @Test
    void aChargeOfNothingIsDoneAtOnce() {
        assertThat(decide(plan(CATALOG, "PREFERRED", 99), seats(1), null))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted ->
                                assertThat(accepted.event())
                                        .isInstanceOfSatisfying(
                                                Added.class,
                                                added ->
                                                        assertThat(added.charge().amount())
                                                                .isEqualTo(usd("0.00"))));
    }

    @Test
    void retiringSeatsCostNothingMoreAndLeaveWithThePeriod() {
        var plan = apply(plan(CATALOG, "BASIC", 100), new NoteRetiring(10, SIXTEENTH));
        assertThat(plan.state().seats()).isEqualTo(100);
        assertThat(plan.nextState().seats()).isEqualTo(90);

        var renewed = apply(plan, new Renew(10));
        assertThat(renewed.period())
                .isEqualTo(
                        new BillingPeriod(
                                LocalDate.parse("2026-12-01"), LocalDate.parse("2027-01-01"), 31));
        assertThat(renewed.state().seats()).isEqualTo(90);
        assertThat(renewed.retiring()).isZero();
        assertThat(renewed.paid().charged()).isEqualTo(usd("1849.00"));
    }

    /**
     * Seats that joined wait to be charged behind a payment of which nobody knows what it came to.
     */
    @Test
    void seatsMayRetireBeforeTheyAreCharged() {
        var plan = apply(plan(CATALOG, "BASIC", 10), new NoteRetiring(12, SIXTEENTH));
        assertThat(plan.leaving()).isEqualTo(10);
        assertThat(plan.nextState().seats()).isZero();

        var charged = apply(plan, new Join(5, SIXTEENTH));
        assertThat(charged.leaving()).isEqualTo(12);
        assertThat(charged.nextState().seats()).isEqualTo(3);
    }

    @Test
    void aDayBeyondThePeriodIsForeseenInItsOwn() {
        var plan = apply(plan(CATALOG, "BASIC", 100), new NoteRetiring(10, SIXTEENTH));

        var then = PlanRules.foreseen(plan, CATALOG, LocalDate.parse("2027-01-15"));
        assertThat(then.period().start()).isEqualTo("2027-01-01");
        assertThat(then.state().seats()).isEqualTo(90);
    }

    @Test
    void aChargePaidAfterItsPeriodCountsInTheStateOfTheNextAlone() {
        var plan = plan(CATALOG, "BASIC", 100);
        var charge = charged(decide(plan, seats(5), null));

        var late = PlanRules.apply(apply(plan, new Renew(0)), new Added(charge));
        assertThat(late.state().seats()).isEqualTo(105);
        assertThat(late.paid()).isEqualTo(apply(plan, new Renew(0)).paid());
    }

    /** The order of a day's changes never matters, and one by one costs what all at once costs. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void neitherOrderNorPortionsMatterOnOneDay(long seed) {
        var random = new Random(seed);
        var catalog = anyCatalogThatRises(random);
        var plan = anyPlan(random, catalog);
        var day = anyDay(random, plan, plan.period().start());
        var changes = anyChanges(random);
        var shuffled = new ArrayList<>(changes);
        Collections.shuffle(shuffled, random);

        var inOrder = addAll(plan, catalog, changes, day);
        assertThat(addAll(plan, catalog, shuffled, day)).isEqualTo(inOrder);
        assertThat(addAll(plan, catalog, List.of(sum(changes)), day)).isEqualTo(inOrder);
    }

    /**
     * By volume more seats may cost less, so that what a day costs is decided by the dearest state
     * that it passes through, and by nothing else: not by its last one, nor by the portions in
     * which it was reached. Where no state on the way is dearer than the last, the order does not
     * matter.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void byVolumeADayCostsWhatTheDearestStateOfItDoes(long seed) {
        var random = new Random(seed);
        var isLocal = random.nextInt(4) == 0;
        var catalog = isLocal ? CATALOG : anyCatalogByVolume(random);
        var plan = anyPlan(random, catalog, isLocal ? "PREFERRED" : "BASIC");
        var day = anyDay(random, plan, plan.period().start());
        var changes = anySeats(random);
        for (int order = 0; order < 4; order++) {
            var dearest = dearestOnTheWay(plan, catalog, changes);
            var charged = addAll(plan, catalog, changes, day).paid().charged();
            assertThat(charged).isEqualTo(afterRiseTo(dearest, plan, day));
            var atOnce = addAll(plan, catalog, List.of(sum(changes)), day).paid().charged();
            assertThat(charged).isGreaterThanOrEqualTo(atOnce);
            var after = FeeRules.fee(catalog, interval(plan), plan.state().with(sum(changes)));
            if (!dearest.isGreaterThan(after)) {
                assertThat(charged).isEqualTo(atOnce);
            }
            Collections.shuffle(changes, random);
        }
    }

    private static Money dearestOnTheWay(Plan plan, Catalog catalog, List<PlanChange> changes) {
        var dearest = plan.paid().fee();
        var state = plan.state();
        for (var change : changes) {
            state = state.with(change);
            var fee = FeeRules.fee(catalog, interval(plan), state);
            dearest = dearest.isLessThan(fee) ? fee : dearest;
        }
        return dearest;
    }

    /** Straight from the rule: the first fee for the period, the rise for what is left of it. */
    private static Money afterRiseTo(Money fee, Plan plan, LocalDate day) {
        var period = plan.period();
        var first = plan.paid().fee();
        var exact =
                first.getAmount()
                        .multiply(BigDecimal.valueOf(period.days()))
                        .add(
                                fee.minus(first)
                                        .getAmount()
                                        .multiply(BigDecimal.valueOf(period.remainingFrom(day))))
                        .divide(
                                BigDecimal.valueOf(period.periodDays()),
                                fee.getCurrencyUnit().getDecimalPlaces(),
                                RoundingMode.HALF_UP);
        return Money.of(fee.getCurrencyUnit(), exact);
    }

    private static Interval interval(Plan plan) {
        return plan.calendar().interval();
    }

    /** Whatever is added when, no charge is negative and all charges are the rounded exact sum. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noChargeIsNegativeAndRoundingNeverAddsUp(long seed) {
        var random = new Random(seed);
        var catalog = random.nextBoolean() ? CATALOG : anyCatalogThatRises(random);
        var plan = anyPlan(random, catalog);
        var day = plan.period().start();
        var highest = plan.paid().fee();
        var dearest = highest;
        var charged = plan.paid().charged();
        for (int step = 0; step < 20; step++) {
            day = anyDay(random, plan, day);
            var seats = random.nextInt(30);
            var charge =
                    random.nextBoolean()
                            ? charged(decide(plan, catalog, PlanChange.ofSeats(seats), day))
                            : charged(PlanRules.decide(plan, catalog, new Join(seats, day)));
            assertThat(charge.amount().isNegative()).isFalse();
            plan = PlanRules.apply(plan, new Added(charge));
            charged = charged.plus(charge.amount());
            assertThat(plan.paid().fee().isLessThan(highest)).isFalse();
            highest = plan.paid().fee();
            var fee = FeeRules.fee(catalog, plan.calendar().interval(), plan.state());
            dearest = dearest.isLessThan(fee) ? fee : dearest;
        }
        assertThat(plan.paid().charged()).isEqualTo(charged);
        // Whatever was added when: the dearest state for the whole period would have cost more.
        assertThat(charged)
                .isLessThanOrEqualTo(PaidLevel.opening(plan.period(), dearest).charged());
        assertThat(charged.getAmount())
                .isEqualTo(
                        plan.paid()
                                .feeDays()
                                .divide(
                                        BigDecimal.valueOf(plan.period().periodDays()),
                                        catalog.currency().getDecimalPlaces(),
                                        RoundingMode.HALF_UP));
    }

    /** What is taken back is as if it had never been, whichever of the charges it was. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void takingBackMovesTheLevelBack(long seed) {
        var random = new Random(seed);
        var catalog = anyCatalogThatRises(random);
        var plan = anyPlan(random, catalog);
        var day = anyDay(random, plan, plan.period().start());
        var first = charged(decide(plan, catalog, PlanChange.ofSeats(1 + random.nextInt(9)), day));
        var withFirst = PlanRules.apply(plan, new Added(first));
        var second =
                charged(decide(withFirst, catalog, PlanChange.ofSeats(1 + random.nextInt(9)), day));
        var withBoth = PlanRules.apply(withFirst, new Added(second));

        assertThat(apply(apply(withBoth, new TakeBack(second)), new TakeBack(first)))
                .isEqualTo(plan);
        assertThat(apply(apply(withBoth, new TakeBack(first)), new TakeBack(second)))
                .isEqualTo(plan);
        var again =
                charged(decide(apply(withBoth, new TakeBack(first)), catalog, first.change(), day));
        assertThat(again.amount().minus(first.amount()).abs().getAmountMinorInt())
                .isLessThanOrEqualTo(1);
    }

    /** Seats that were given up and are bought again in the period are already paid for. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void givingUpAndTakingBackCostsNothing(long seed) {
        var random = new Random(seed);
        var plan = anyPlan(random, CATALOG);
        var given = random.nextInt(plan.state().seats() + 1);

        var on = plan.period().start();
        var back = apply(apply(plan, new NoteRetiring(given, on)), new NoteRetiring(0, on));

        assertThat(back).isEqualTo(plan);
        var fewer =
                new Plan(
                        plan.calendar(),
                        plan.state().withSeats(plan.state().seats() - given),
                        0,
                        plan.standing(),
                        plan.period(),
                        plan.paid());
        var day = anyDay(random, plan, plan.period().start());
        assertThat(
                        PlanRules.charge(fewer, CATALOG, PlanChange.ofSeats(given), day)
                                .amount()
                                .isZero())
                .isTrue();
    }

    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }

    private static Catalog anyCatalogThatRises(RandomGenerator random) {
        var currency = List.of("USD", "JPY", "KWD").get(random.nextInt(3));
        var decimals = CurrencyUnit.of(currency).getDecimalPlaces();
        var tiers =
                """
                {"tierMode":"GRADUATED","tiers":[
                  {"from":1,"price":{"MONTHLY":"%1$s","ANNUAL":"%1$s"}},
                  {"from":17,"price":{"MONTHLY":"%2$s","ANNUAL":"%2$s"}}]}
                """
                        .formatted(amount(random, decimals), amount(random, decimals));
        return Catalogs.of(currency, amount(random, decimals), tiers, amount(random, decimals));
    }

    /** The more seats, the cheaper each: at its border a tier may cost less than the one before. */
    private static Catalog anyCatalogByVolume(RandomGenerator random) {
        var currency = List.of("USD", "JPY", "KWD").get(random.nextInt(3));
        var decimals = CurrencyUnit.of(currency).getDecimalPlaces();
        var dear = random.nextInt(1_000, 100_000);
        var cheap = random.nextInt(500, dear + 1);
        var tiers =
                """
                {"tierMode":"VOLUME","tiers":[
                  {"from":1,"price":{"MONTHLY":"%1$s","ANNUAL":"%1$s"}},
                  {"from":%3$d,"price":{"MONTHLY":"%2$s","ANNUAL":"%2$s"}}]}
                """
                        .formatted(
                                BigDecimal.valueOf(dear, decimals).toPlainString(),
                                BigDecimal.valueOf(cheap, decimals).toPlainString(),
                                random.nextInt(2, 220));
        return Catalogs.of(currency, amount(random, decimals), tiers, amount(random, decimals));
    }

    private static List<PlanChange> anySeats(RandomGenerator random) {
        var changes = new ArrayList<PlanChange>();
        for (int i = random.nextInt(1, 10); i > 0; i--) {
            changes.add(PlanChange.ofSeats(random.nextInt(1, 12)));
        }
        return changes;
    }

    private static String amount(RandomGenerator random, int decimals) {
        return BigDecimal.valueOf(random.nextInt(1, 100_000), decimals).toPlainString();
    }

    private static Plan anyPlan(RandomGenerator random, Catalog catalog) {
        return anyPlan(random, catalog, "BASIC");
    }

    private static Plan anyPlan(RandomGenerator random, Catalog catalog, String program) {
        var start = FIRST.plusDays(random.nextInt(800));
        var calendar =
                new BillingCalendar(
                        random.nextBoolean() ? Interval.MONTHLY : Interval.ANNUAL,
                        random.nextInt(1, 32),
                        start,
                        ZoneId.of("America/Toronto"));
        return PlanRules.start(
                calendar, catalog, new PlanState(program, List.of(), random.nextInt(200)));
    }

    private static LocalDate anyDay(RandomGenerator random, Plan plan, LocalDate from) {
        return from.plusDays(random.nextInt(plan.period().remainingFrom(from)));
    }

    private static List<PlanChange> anyChanges(RandomGenerator random) {
        var changes = new ArrayList<PlanChange>();
        for (int i = random.nextInt(1, 10); i > 0; i--) {
            changes.add(PlanChange.ofSeats(random.nextInt(1, 12)));
        }
        changes.add(new PlanChange(0, null, List.of("EXTRA")));
        return changes;
    }

    @Test
    void whatWasChargedForSeatsThatHadLeftBeforeIsGivenBack() {
        var plan = plan(CATALOG, "BASIC", 100);
        var later = PlanRules.apply(plan, new Added(charged(decide(plan, seats(5), null))));

        var event = ((Accepted) PlanRules.decide(later, CATALOG, new NoteLateLeaving(2))).event();
        var overpaid = ((LeftLate) event).overpaid();
        var after = PlanRules.apply(later, event);

        assertThat(overpaid.amount()).isEqualTo(usd("40.00"));
        assertThat(after.state().seats()).isEqualTo(103);
        // What is bought again in the period is charged again.
        assertThat(charged(decide(after, seats(2), null)).amount()).isEqualTo(usd("20.00"));
    }

    @Test
    void seatsThatMadeTheOthersCheaperGiveNothingBackWhenTheyHadLeft() {
        var plan = plan(CATALOG, "PREFERRED", 50);

        var event = ((Accepted) PlanRules.decide(plan, CATALOG, new NoteLateLeaving(1))).event();

        // Fifty at 16.00 are cheaper than forty-nine at 18.00.
        assertThat(((LeftLate) event).overpaid().amount()).isEqualTo(usd("0.00"));
        assertThat(PlanRules.apply(plan, event).paid()).isEqualTo(plan.paid());
    }

    @Test
    void whatOnlyGivesUpIsNotRefusedWhilePastDue() {
        var plan =
                PlanRules.apply(
                        plan(CATALOG, "BASIC", 100), new StandingChanged(Standing.PAST_DUE));

        assertThat(decide(plan, PlanChange.NOTHING, null)).isInstanceOf(Accepted.class);
        assertThat(decide(plan, seats(1), null)).isInstanceOf(PastDue.class);
    }

    private static PlanChange sum(List<PlanChange> changes) {
        return new PlanChange(
                changes.stream().mapToInt(PlanChange::seats).sum(),
                null,
                changes.stream().flatMap(change -> change.addOns().stream()).toList());
    }

    private static Plan addAll(
            Plan plan, Catalog catalog, List<PlanChange> changes, LocalDate day) {
        var after = plan;
        for (var change : changes) {
            after = PlanRules.apply(after, new Added(charged(decide(after, catalog, change, day))));
        }
        return after;
    }

    private static Plan plan(Catalog catalog, String program, int seats) {
        return PlanRules.start(
                new BillingCalendar(Interval.MONTHLY, 1, FIRST, ZoneId.of("America/Toronto")),
                catalog,
                new PlanState(program, List.of(), seats));
    }

    private static PlanChange seats(int seats) {
        return PlanChange.ofSeats(seats);
    }

    private static Decision decide(Plan plan, PlanChange change, @Nullable String agreed) {
        return PlanRules.decide(
                plan, CATALOG, new Add(change, SIXTEENTH, agreed == null ? null : usd(agreed)));
    }

    private static Decision decide(Plan plan, Catalog catalog, PlanChange change, LocalDate on) {
        return PlanRules.decide(plan, catalog, new Add(change, on, null));
    }

    private static PlanCharge charged(Decision decision) {
        return switch (decision) {
            case PaymentFirst(var charge) -> charge;
            case Accepted(Added(var charge)) -> charge;
            case Decision other -> throw new AssertionError(other);
        };
    }

    private static Plan apply(Plan plan, PlanCommand command) {
        return switch (PlanRules.decide(plan, CATALOG, command)) {
            case Accepted(var event) -> PlanRules.apply(plan, event);
            case Decision other -> throw new AssertionError(other);
        };
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
