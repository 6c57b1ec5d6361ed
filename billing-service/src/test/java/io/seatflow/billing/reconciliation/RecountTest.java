package io.seatflow.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.TierMode;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanEvent.Added;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import io.seatflow.billing.reconciliation.Recount.Came;
import io.seatflow.billing.reconciliation.Recount.Period;
import io.seatflow.billing.reconciliation.Recount.Prices;
import io.seatflow.billing.reconciliation.Recount.Tier;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two ways to what a period costs, which share nothing but the price list, come to the same. */
class RecountTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-11-01");

    @Test
    void fiveSeatsForHalfAMonthCostHalfTheirFee() {
        var prices =
                new Prices(
                        new BigDecimal("49.00"),
                        true,
                        List.of(new Tier(1, new BigDecimal("20.00"))),
                        List.of(new Recount.AddOn(true, new BigDecimal("1.75"))));

        var due =
                Recount.due(
                        prices,
                        new Period(FIRST, FIRST.plusDays(30), 30),
                        100,
                        List.of(new Came(FIRST.plusDays(15), 5)),
                        2);

        assertThat(due.inAdvance()).isEqualByComparingTo("2224.00");
        assertThat(due.level()).isEqualByComparingTo("2332.75");
        assertThat(due.charged()).isEqualByComparingTo("2278.38");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsChargedIsWhatIsCountedAnew(long seed) {
        var random = new SplittableRandom(seed);
        var catalog = catalogs().get(random.nextInt(3));
        var program = catalog.program("PREFERRED").isPresent() ? "PREFERRED" : "BASIC";
        var start = LocalDate.parse("2026-01-01").plusDays(random.nextInt(1000));
        var plan =
                PlanRules.start(
                        new BillingCalendar(
                                random.nextInt(4) == 0 ? Interval.ANNUAL : Interval.MONTHLY,
                                random.nextInt(1, 32),
                                start,
                                ZoneId.of("America/Toronto")),
                        catalog,
                        new PlanState(program, List.of(), random.nextInt(120)));
        var seats = plan.state().seats();
        var inAdvance = plan.paid().charged().getAmount();
        var came = new ArrayList<Came>();
        for (var day = start; plan.period().contains(day); day = day.plusDays(random.nextInt(9))) {
            var some = random.nextInt(1, 6);
            came.add(new Came(day, some));
            var charge = PlanRules.charge(plan, catalog, PlanChange.ofSeats(some), day);
            plan = PlanRules.apply(plan, new Added(charge));
        }

        var due =
                Recount.due(
                        prices(catalog, program, plan.calendar().interval()),
                        period(plan),
                        seats,
                        came,
                        catalog.currency().getDecimalPlaces());

        assertThat(due.inAdvance()).isEqualByComparingTo(inAdvance);
        assertThat(due.level()).isEqualByComparingTo(plan.paid().fee().getAmount());
        assertThat(due.feeDays()).isEqualByComparingTo(plan.paid().feeDays());
        assertThat(due.charged()).isEqualByComparingTo(plan.paid().charged().getAmount());
    }

    private static Period period(Plan plan) {
        var period = plan.period();
        return new Period(period.start(), period.end(), period.periodDays());
    }

    private static Prices prices(Catalog catalog, String program, Interval interval) {
        var listed = catalog.program(program).orElseThrow();
        return new Prices(
                listed.fee().of(interval).getAmount(),
                listed.seats().mode() == TierMode.VOLUME,
                listed.seats().tiers().stream()
                        .map(tier -> new Tier(tier.from(), tier.price().of(interval).getAmount()))
                        .toList(),
                List.of());
    }

    private static List<Catalog> catalogs() {
        return List.of(
                Catalogs.local(),
                Catalogs.of("JPY", "4900", tiers("GRADUATED", "2000", "1777"), "999"),
                Catalogs.of("KWD", "4.905", tiers("VOLUME", "2.001", "1.777"), "9.999"));
    }

    private static String tiers(String mode, String few, String many) {
        return """
        {"tierMode":"%1$s","tiers":[{"from":1,"price":{"MONTHLY":"%2$s","ANNUAL":"%2$s"}},
         {"from":50,"price":{"MONTHLY":"%3$s","ANNUAL":"%3$s"}}]}
        """
                .formatted(mode, few, many);
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }
}
