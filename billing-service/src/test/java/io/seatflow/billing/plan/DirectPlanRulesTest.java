package io.seatflow.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.seatflow.billing.catalog.Catalogs;
import io.seatflow.billing.catalog.Interval;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectPlanRulesTest {

    /** From 16 November to 16 December. */
    private static final Plan PLAN =
            PlanRules.start(
                    new BillingCalendar(
                            Interval.MONTHLY,
                            16,
                            LocalDate.parse("2026-11-16"),
                            ZoneId.of("America/Toronto")),
                    Catalogs.local(),
                    new PlanState("DIRECT", List.of(), 4));

    @Test
    void aPeriodThatRanOutIsNotBegunAgainByWhatIsHeardLate() {
        assertThat(beginsOn("2026-12-16", "2026-12-10")).isEqualTo("2026-12-16");
        assertThat(beginsOn("2026-12-16", "2026-12-20")).isEqualTo("2026-12-20");
    }

    @Test
    void oneThatWasBrokenOffIsOver() {
        assertThat(beginsOn("2026-11-20", "2026-12-10")).isEqualTo("2026-12-10");
    }

    private static LocalDate beginsOn(String endedOn, String on) {
        return DirectPlanRules.beginsOn(PLAN, LocalDate.parse(endedOn), LocalDate.parse(on));
    }
}
