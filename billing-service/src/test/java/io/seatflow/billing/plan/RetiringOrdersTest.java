package io.seatflow.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalog;
import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import io.seatflow.billing.plan.Decision.Accepted;
import io.seatflow.billing.plan.PlanCommand.NoteRetiring;
import io.seatflow.billing.plan.PlanCommand.Renew;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Seat-service tells in order what retires and leaves; billing hears it when it hears it, and ends
 * a period when it comes to that, within the next one.
 */
class RetiringOrdersTest {

    private static final Catalog CATALOG = Catalogs.local();
    private static final LocalDate START = LocalDate.parse("2026-11-01");
    private static final BillingCalendar CALENDAR =
            new BillingCalendar(Interval.MONTHLY, 1, START, ZoneId.of("America/Toronto"));

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void howeverLateItIsHeardEachPeriodBeginsWithWhatTheLedgerHadThen(long seed) {
        var random = new SplittableRandom(seed);
        var ledger = new Ledger(random.nextInt(10, 60));
        var billing = new Billing(ledger);
        for (var day = START; day.isBefore(LocalDate.parse("2027-03-01")); day = day.plusDays(3)) {
            ledger.decide(random, day);
            if (!day.isBefore(billing.plan.period().end().plusDays(21))) {
                billing.catchUp(day);
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                switch (random.nextInt(3)) {
                    case 0 -> billing.endPeriod(day);
                    default -> billing.hear();
                }
            }
        }
        billing.catchUp(LocalDate.parse("2027-03-01"));

        assertThat(billing.plan.period().start()).isEqualTo("2027-03-01");
        assertThat(billing.plan.state().seats()).isEqualTo(ledger.supply);
        assertThat(billing.plan.retiring()).isEqualTo(ledger.retiring());
        assertThat(billing.plan.retiringLater()).isNull();
        billing.beganWith.forEach(
                (start, seats) -> assertThat(seats).isEqualTo(ledger.suppliedOn(start)));
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    private sealed interface News {

        record Retiring(int after, LocalDate on) implements News {}

        /** Also the answer to the question what leaves. */
        record Left(int seats, LocalDate periodEnd) implements News {}
    }

    /** Seats that were given up on a day, and the period's end, once billing has told of that. */
    private record Lot(LocalDate on, @Nullable LocalDate leavesOn, int seats) {

        boolean isOver(LocalDate day) {
            return leavesOn != null && !leavesOn.isAfter(day);
        }

        Lot inPeriodUntil(LocalDate end) {
            return leavesOn == null && on.isBefore(end) ? new Lot(on, end, seats) : this;
        }
    }

    /** The seats as seat-service has them, which knows of no period before billing tells of it. */
    private static final class Ledger {

        private final Queue<News> told = new ArrayDeque<>();
        private final Map<LocalDate, Integer> supplies = new HashMap<>();
        private List<Lot> lots = new ArrayList<>();
        private LocalDate knownEnd = CALENDAR.first().end();
        private int supply;

        Ledger(int supply) {
            this.supply = supply;
        }

        int retiring() {
            return lots.stream().mapToInt(Lot::seats).sum();
        }

        int suppliedOn(LocalDate periodStart) {
            return Objects.requireNonNull(supplies.get(periodStart));
        }

        void decide(RandomGenerator random, LocalDate day) {
            leave(day);
            switch (random.nextInt(3)) {
                case 0 -> retire(Math.min(random.nextInt(1, 4), supply - retiring()), day);
                case 1 -> keepFirst(day);
                default -> {}
            }
        }

        private void retire(int seats, LocalDate day) {
            if (seats > 0) {
                lots.add(new Lot(day, day.isBefore(knownEnd) ? knownEnd : null, seats));
                told.add(new News.Retiring(retiring(), day));
            }
        }

        private void keepFirst(LocalDate day) {
            if (!lots.isEmpty()) {
                lots.removeFirst();
                told.add(new News.Retiring(retiring(), day));
            }
        }

        /** Before anything is decided at or after a period's end. */
        private void leave(LocalDate day) {
            var left = lots.stream().filter(lot -> lot.isOver(day)).mapToInt(Lot::seats).sum();
            lots.removeIf(lot -> lot.isOver(day));
            supply -= left;
            if (left > 0) {
                told.add(new News.Left(left, knownEnd));
            }
        }

        void answer(LocalDate periodEnd) {
            leave(periodEnd);
            told.add(new News.Left(0, periodEnd));
            supplies.put(periodEnd, supply);
        }

        void periodBegan(LocalDate end) {
            knownEnd = end;
            lots =
                    lots.stream()
                            .map(lot -> lot.inPeriodUntil(end))
                            .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    /** What billing has heard so far. */
    private static final class Billing {

        private final Ledger ledger;
        private final Map<LocalDate, Integer> beganWith = new HashMap<>();
        private Plan plan;
        private int leaving;
        private boolean isAsked;

        Billing(Ledger ledger) {
            this.ledger = ledger;
            this.plan =
                    PlanRules.start(
                            CALENDAR, CATALOG, new PlanState("BASIC", List.of(), ledger.supply));
        }

        void endPeriod(LocalDate today) {
            if (!isAsked && !plan.period().end().isAfter(today)) {
                isAsked = true;
                ledger.answer(plan.period().end());
            }
        }

        void hear() {
            switch (ledger.told.poll()) {
                case null -> {}
                case News.Retiring(var after, var on) -> become(new NoteRetiring(after, on));
                case News.Left(var seats, var end) -> {
                    if (end.equals(plan.period().end())) {
                        leaving += seats;
                        renewIfAsked();
                    } else {
                        // The answer, once what left had been told by itself.
                        assertThat(seats).isZero();
                    }
                }
            }
        }

        private void renewIfAsked() {
            if (isAsked) {
                become(new Renew(leaving));
                beganWith.put(plan.period().start(), plan.state().seats());
                leaving = 0;
                isAsked = false;
                ledger.periodBegan(plan.period().end());
            }
        }

        void catchUp(LocalDate today) {
            while (!plan.period().end().isAfter(today) || !ledger.told.isEmpty()) {
                endPeriod(today);
                hear();
            }
        }

        private void become(PlanCommand command) {
            plan =
                    PlanRules.apply(
                            plan, ((Accepted) PlanRules.decide(plan, CATALOG, command)).event());
        }
    }
}
