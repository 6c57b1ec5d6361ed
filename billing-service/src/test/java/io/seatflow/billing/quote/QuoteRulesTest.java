package io.seatflow.billing.quote;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.catalog.Pricing;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanEvent.RetiringNoted;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

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
