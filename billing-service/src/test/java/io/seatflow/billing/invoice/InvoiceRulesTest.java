package io.seatflow.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.BillingCalendar;
import io.seatflow.billing.plan.Plan;
import io.seatflow.billing.plan.PlanChange;
import io.seatflow.billing.plan.PlanRules;
import io.seatflow.billing.plan.PlanState;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InvoiceRulesTest {

    private static final Catalog CATALOG = Catalogs.local();

    @Test
    void aFullPeriodIsInvoicedLineByLine() {
        var invoice = InvoiceRules.ofPeriod(plan(1, "2026-11-01", 100), CATALOG);

        assertThat(invoice.lines())
                .extracting(InvoiceLine::description)
                .containsExactly("Basic", "Seats", "White label");
        assertThat(invoice.total()).isEqualTo(usd("2149.00"));
        assertThat(invoice.cause()).isEqualTo(new Cause(Cause.Type.PERIOD, "2026-11-01"));
    }

    @Test
    void anInvoiceOfNothingIsPaidFromTheStart() {
        var plan = plan(1, "2026-11-01", 100);
        var full = InvoiceRules.ofPeriod(plan, CATALOG);

        assertThat(InvoiceRules.statusAtIssue(full)).isEqualTo(Invoice.Status.OPEN);
        assertThat(InvoiceRules.statusAtIssue(free(full))).isEqualTo(Invoice.Status.PAID);
    }

    private static Invoice free(Invoice full) {
        var lines =
                full.lines().stream()
                        .map(line ->
                                new InvoiceLine(
                                        line.kind(),
                                        line.description(),
                                        line.quantity(),
                                        usd("0.00"),
                                        usd("0.00"),
                                        line.cause()))
                        .toList();
        return new Invoice(full.kind(), full.periodStart(), full.periodEnd(), full.cause(), lines);
    }

    /** However a stub is rounded, its lines add up to what the plan counts as charged. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theLinesOfAStubAddUp(long seed) {
        var random = new SplittableRandom(seed);
        var start = LocalDate.parse("2026-01-01").plusDays(random.nextInt(1000));
        var plan = plan(random.nextInt(1, 32), start.toString(), random.nextInt(500));

        var invoice = InvoiceRules.ofPeriod(plan, CATALOG);

        assertThat(invoice.total()).isEqualTo(plan.paid().charged());
        assertThat(invoice.lines()).noneMatch(line -> line.amount().isNegative());
    }

    @Test
    void aPurchaseAndItsCreditNoteCancelOut() {
        var plan = plan(1, "2026-11-01", 100);
        var charge =
                PlanRules.charge(
                        plan, CATALOG, PlanChange.ofSeats(5), LocalDate.parse("2026-11-16"));
        var end = plan.period().end();

        var invoice = InvoiceRules.ofPurchase(charge, end, usd("20.00"), "c1");
        var credit = InvoiceRules.creditFor(charge, List.of(), end, usd("20.00"), "c1");

        assertThat(invoice.total()).isEqualTo(usd("50.00"));
        assertThat(invoice.lines().getFirst().description())
                .isEqualTo("5 more seats from 2026-11-16, 15 of 30 days");
        assertThat(credit.total()).isEqualTo(usd("-50.00"));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static Plan plan(int anchor, String start, int seats) {
        return PlanRules.start(
                new BillingCalendar(
                        Interval.MONTHLY,
                        anchor,
                        LocalDate.parse(start),
                        ZoneId.of("America/Toronto")),
                CATALOG,
                new PlanState("BASIC", List.of("WHITE_LABEL"), seats));
    }

    private static Money usd(String amount) {
        return Money.parse("USD " + amount);
    }
}
