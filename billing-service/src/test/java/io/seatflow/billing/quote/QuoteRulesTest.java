package io.seatflow.billing.quote;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.Pricing;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.Decision;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Decision.PaymentFirst;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanCharge;
import io.seatflow.billing.plan.PlanCommand.Add;
import io.seatflow.billing.plan.PlanCommand.Join;
import io.seatflow.billing.plan.PlanCommand.NoteRetiring;
import io.seatflow.billing.plan.PlanCommand.Renew;
import io.seatflow.billing.plan.PlanEvent.Added;
import io.seatflow.billing.plan.PlanEvent.RetiringNoted;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QuoteRulesTest {

    private static final Catalog CATALOG = Catalogs.local();
    private static final Plan PLAN =
            PlanRules.start(
                    new BillingCalendar(
                            Interval.MONTHLY,
                            1,
                            LocalDate.parse("2026-11-01"),
                            ZoneId.of("America/Toronto")),
                    CATALOG,
                    new PlanState("BASIC", List.of("WHITE_LABEL"), 100));

    @Test
    void namesTheChargeNowTheFeesAndTheDays() {
        assertThat(price(PLAN, PlanChange.ofSeats(5), "2026-11-16"))
                .isEqualTo(
                        new Price(
                                Money.parse("USD 50.00"),
                                Money.parse("USD 2149.00"),
                                Money.parse("USD 2249.00"),
                                15,
                                30,
                                LocalDate.parse("2026-12-01")));
    }

    @Test
    void seatsAreBoughtOnlyWhenNoneRetireAnyMore() {
        var retiring = PlanRules.apply(PLAN, new RetiringNoted(10));

        assertThat(price(retiring, PlanChange.ofSeats(5), "2026-11-16").nextPeriodFee())
                .isEqualTo(Money.parse("USD 2249.00"));
        assertThat(
                        price(
                                        retiring,
                                        new PlanChange(0, null, List.of("PREMIUM_DATA")),
                                        "2026-11-16")
                                .nextPeriodFee())
                .isEqualTo(Money.parse("USD 1979.00"));
    }

    @Test
    void aDayBeyondThePeriodIsPricedInItsOwn() {
        var price = price(PLAN, PlanChange.ofSeats(5), "2026-12-31");

        assertThat(price.periodEnd()).isEqualTo("2027-01-01");
        assertThat(price.remainingDays()).isEqualTo(1);
        assertThat(price.periodDays()).isEqualTo(31);
    }

    @Test
    void holdsForHalfAnHour() {
        assertThat(QuoteRules.expiresAt(Instant.parse("2026-11-16T15:00:00Z")))
                .isEqualTo("2026-11-16T15:30:00Z");
    }

    /** Seats at 20.00 until the period ends, and at 30.00 from then on. */
    @Test
    void theNextFeeIsByTheListThatIsInForceThen() {
        var pricing = new Pricing(prices("49.00", "20.00"), prices("59.00", "30.00"));
        var plan =
                PlanRules.start(
                        PLAN.calendar(), pricing.now(), new PlanState("BASIC", List.of(), 10));
        var change = PlanChange.ofSeats(2);

        var now = QuoteRules.price(plan, pricing, change, LocalDate.parse("2026-11-16"));
        assertThat(now.proratedCharge()).isEqualTo(Money.parse("USD 20.00"));
        assertThat(now.currentFee()).isEqualTo(Money.parse("USD 249.00"));
        assertThat(now.nextPeriodFee()).isEqualTo(Money.parse("USD 419.00"));
        assertThat(QuoteRules.joining(plan, pricing, 2, LocalDate.parse("2026-11-16")))
                .isEqualTo(now);

        var then = QuoteRules.price(plan, pricing, change, LocalDate.parse("2026-12-01"));
        assertThat(then.proratedCharge()).isEqualTo(Money.parse("USD 60.00"));
        assertThat(then.currentFee()).isEqualTo(Money.parse("USD 359.00"));
    }

    /** Renewing it would fail too, until an operator has put that right. */
    @Test
    void aListThatLacksWhatThePlanIsMadeOfForeseesNothing() {
        var pricing = new Pricing(CATALOG, prices("59.00", "30.00"));

        assertThat(
                        QuoteRules.price(
                                        PLAN,
                                        pricing,
                                        PlanChange.ofSeats(5),
                                        LocalDate.parse("2026-11-16"))
                                .nextPeriodFee())
                .isEqualTo(Money.parse("USD 2249.00"));
    }

    /**
     * Whatever has happened in a period, what a preview says is what is charged then, and the fee
     * that it foresees is that of the next period.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatAPreviewSaysIsWhatIsChargedThen(long seed) {
        var random = new SplittableRandom(seed);
        var catalog = catalogs().get(random.nextInt(3));
        var pricing = Pricing.lasting(catalog);
        var plan = anyPlan(random, catalog);
        var day = plan.period().start();
        for (int i = 0; i < 8; i++) {
            day = day.plusDays(random.nextInt(plan.period().remainingFrom(day)));
            plan = retiring(plan, random, day);
            var change = anyChange(random, plan, catalog);
            var joins =
                    change.program() == null && change.addOns().isEmpty() && random.nextBoolean();
            var preview =
                    joins
                            ? QuoteRules.joining(plan, pricing, change.seats(), day)
                            : QuoteRules.price(plan, pricing, change, day);
            // Whoever buys has taken back all that retires; whoever joins leaves it as it is.
            var keeps = !joins && change.seats() > 0;
            var before = keeps ? PlanRules.apply(plan, new RetiringNoted(0)) : plan;

            var charge = charged(before, catalog, change, day, preview.proratedCharge(), joins);
            plan = PlanRules.apply(before, new Added(charge));

            assertThat(charge.amount()).isEqualTo(preview.proratedCharge());
            assertThat(nextFee(plan, catalog)).isEqualTo(preview.nextPeriodFee());
        }
    }

    private static Plan retiring(Plan plan, SplittableRandom random, LocalDate day) {
        var command = new NoteRetiring(random.nextInt(plan.state().seats() + 1), day);
        return switch (PlanRules.decide(plan, CATALOG, command)) {
            case Accepted(var event) -> PlanRules.apply(plan, event);
            case Decision other -> throw new AssertionError(other);
        };
    }

    /** At the price that the preview said and not a minor unit more. */
    private static PlanCharge charged(
            Plan plan,
            Catalog catalog,
            PlanChange change,
            LocalDate day,
            Money agreed,
            boolean joins) {
        var command = joins ? new Join(change.seats(), day) : new Add(change, day, agreed);
        return switch (PlanRules.decide(plan, catalog, command)) {
            case PaymentFirst(var charge) -> charge;
            case Accepted(Added(var charge)) -> charge;
            case Decision other -> throw new AssertionError(other);
        };
    }

    private static Money nextFee(Plan plan, Catalog catalog) {
        var renew = new Renew(plan.leaving());
        if (PlanRules.decide(plan, catalog, renew) instanceof Accepted(var event)) {
            return PlanRules.apply(plan, event).paid().fee();
        }
        throw new AssertionError(renew);
    }

    private static PlanChange anyChange(SplittableRandom random, Plan plan, Catalog catalog) {
        var addOn = catalog.addOns().get(random.nextInt(catalog.addOns().size())).code();
        var kind = random.nextInt(4);
        if (kind == 0 && !plan.state().addOns().contains(addOn)) {
            return new PlanChange(0, null, List.of(addOn));
        }
        return kind == 1 && catalog.program("PREFERRED").isPresent()
                ? new PlanChange(0, "PREFERRED", List.of())
                : PlanChange.ofSeats(random.nextInt(1, 40));
    }

    private static Plan anyPlan(SplittableRandom random, Catalog catalog) {
        return PlanRules.start(
                new BillingCalendar(
                        random.nextBoolean() ? Interval.MONTHLY : Interval.ANNUAL,
                        random.nextInt(1, 32),
                        LocalDate.parse("2026-01-01").plusDays(random.nextInt(1000)),
                        ZoneId.of("America/Toronto")),
                catalog,
                new PlanState("BASIC", List.of(), random.nextInt(120)));
    }

    /** By volume as the local one is, where a seat more may cost less, and by tiers. */
    private static List<Catalog> catalogs() {
        return List.of(
                CATALOG,
                Catalogs.of("JPY", "4900", tiers("VOLUME", "2000", "1777"), "999"),
                Catalogs.of("KWD", "4.905", tiers("GRADUATED", "2.001", "1.777"), "9.999"));
    }

    private static String tiers(String mode, String few, String many) {
        return """
        {"tierMode":"%1$s","tiers":[{"from":1,"price":{"MONTHLY":"%2$s","ANNUAL":"%2$s"}},
         {"from":50,"price":{"MONTHLY":"%3$s","ANNUAL":"%3$s"}}]}
        """
                .formatted(mode, few, many);
    }

    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }

    private static Catalog prices(String fee, String seat) {
        return Catalogs.of(
                "USD",
                fee,
                """
                {"tierMode":"VOLUME","tiers":[{"from":1,"price":{"MONTHLY":"%1$s","ANNUAL":"%1$s"}}]}
                """
                        .formatted(seat),
                "5.00");
    }

    private static Price price(Plan plan, PlanChange change, String on) {
        return QuoteRules.price(plan, Pricing.lasting(CATALOG), change, LocalDate.parse(on));
    }
}
