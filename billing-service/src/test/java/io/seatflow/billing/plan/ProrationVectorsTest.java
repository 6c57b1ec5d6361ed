package io.seatflow.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.Decision.PaymentFirst;
import io.seatflow.billing.plan.PlanCommand.Add;
import io.seatflow.billing.plan.PlanEvent.Added;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked figures that billing reproduces to the cent. */
class ProrationVectorsTest {

    private static final Catalog CATALOG = Catalogs.local();

    /** A row of the worked figures: the start of a plan, or one change of it. */
    record Step(
            String story,
            Interval interval,
            int anchorDay,
            LocalDate day,
            PlanState state,
            BillingPeriod period,
            Money fee,
            Money chargeNow) {

        static Step of(List<String> cells) {
            var addOns =
                    cells.get(7).isEmpty()
                            ? List.<String>of()
                            : List.of(cells.get(7).split("\\+", -1));
            return new Step(
                    cells.get(0),
                    Interval.valueOf(cells.get(1)),
                    Integer.parseInt(cells.get(2)),
                    LocalDate.parse(cells.get(4)),
                    new PlanState(cells.get(5), addOns, Integer.parseInt(cells.get(6))),
                    new BillingPeriod(
                            LocalDate.parse(cells.get(8)),
                            LocalDate.parse(cells.get(9)),
                            Integer.parseInt(cells.get(10))),
                    Money.of(CurrencyUnit.USD, new BigDecimal(cells.get(11))),
                    Money.of(CurrencyUnit.USD, new BigDecimal(cells.get(12))));
        }
    }

    /** One plan: its start and its changes. */
    record Story(String name, List<Step> steps) {

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stories")
    void isReproducedToTheCent(Story story) {
        var steps = story.steps();
        var first = steps.getFirst();
        var calendar =
                new BillingCalendar(
                        first.interval(),
                        first.anchorDay(),
                        first.day(),
                        ZoneId.of("America/Toronto"));
        var plan = PlanRules.start(calendar, CATALOG, first.state());
        check(first, plan, plan.paid().charged());
        for (var step : steps.subList(1, steps.size())) {
            var charge = charge(plan, step);
            plan = PlanRules.apply(plan, new Added(charge));
            check(step, plan, charge.amount());
        }
    }

    @Test
    void noRowIsLeftOut() {
        assertThat(stories().mapToInt(story -> story.steps().size()).sum()).isEqualTo(318);
    }

    private static void check(Step step, Plan plan, Money charged) {
        assertThat(plan.period()).as("period on %s", step.day()).isEqualTo(step.period());
        assertThat(plan.state()).as("state on %s", step.day()).isEqualTo(step.state());
        assertThat(FeeRules.fee(CATALOG, step.interval(), plan.state()))
                .as("fee on %s", step.day())
                .isEqualTo(step.fee());
        assertThat(charged).as("charge on %s", step.day()).isEqualTo(step.chargeNow());
    }

    private static PlanCharge charge(Plan plan, Step step) {
        var change =
                new PlanChange(
                        step.state().seats() - plan.state().seats(),
                        step.state().program(),
                        step.state().addOns());
        return switch (PlanRules.decide(plan, CATALOG, new Add(change, step.day(), null))) {
            case PaymentFirst(var charge) -> charge;
            case Accepted(Added(var charge)) -> charge;
            case Decision other -> throw new AssertionError(other);
        };
    }

    static Stream<Story> stories() {
        var stories = new LinkedHashMap<String, List<Step>>();
        try (var in =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        ProrationVectorsTest.class.getResourceAsStream(
                                                "/proration.csv")),
                                StandardCharsets.UTF_8))) {
            in.lines()
                    .skip(1)
                    .map(line -> Step.of(cells(line)))
                    .forEach(step ->
                            stories.computeIfAbsent(step.story(), _ -> new ArrayList<>())
                                    .add(step));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stories.entrySet().stream()
                .map(story -> new Story(story.getKey(), story.getValue()));
    }

    /** Splits at the commas outside of quotation marks. */
    private static List<String> cells(String line) {
        return Stream.of(line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
                .map(cell -> cell.replace("\"", ""))
                .toList();
    }
}
